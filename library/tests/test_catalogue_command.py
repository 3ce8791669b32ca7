"""manage.py catalogue: what a platform admin does."""

import pytest
from django.core.management import CommandError, call_command

from library.catalogue import clone, list_titles, subscribe
from library.ingestion.tests import pdfs
from library.models import CatalogueTitle, Source
from library.tests.cataloguing import add_read_title, catalogue, work_off
from library.tests.factories import add_title
from organizations import jobs
from organizations.models import AuditEntry, CatalogueSubscription, Job
from organizations.scoping import catalogue_scope, scope, unscoped
from project import storage


@pytest.fixture(autouse=True)
def rows(both_databases):
    pass


@pytest.fixture
def path(tmp_path):
    return pdfs.book(tmp_path / "osbooks-virtue-1e.pdf")


def test_it_works(path, capsys):
    added = catalogue(capsys, "add", path, "--title", "On Virtue", "--wait")
    assert (added["slug"], added["state"], added["title"]) == ("virtue-1e", "ready", "On Virtue")
    (listed,) = catalogue(capsys, "list")
    assert (listed["slug"], listed["pages"], listed["bytes"]) == (
        "virtue-1e", 6, path.stat().st_size,
    )  # fmt: skip
    assert listed["atoms"] == added["atoms"] > 0
    (title,) = list_titles()
    assert (title.slug, title.atoms, title.size_bytes) == (
        "virtue-1e", listed["atoms"], listed["bytes"],
    )  # fmt: skip


def test_its_files_are_the_catalogue_s(path, capsys):
    source = add_read_title(capsys, path, "virtue")
    assert source.file_key == f"o/catalogue/sources/{source.pk}/original.pdf"
    assert storage.exists(source.file_key)


def test_added_again_it_is_the_same(path, capsys):
    first = catalogue(capsys, "add", path, "--wait")
    assert catalogue(capsys, "add", path)["source_id"] == first["source_id"]
    assert Source._base_manager.count() == CatalogueTitle.objects.count() == 1


def refused(*options) -> str:
    with pytest.raises(CommandError) as caught:
        call_command("catalogue", *map(str, options))
    return str(caught.value)


def test_refusals_of_add(path, tmp_path, capsys):
    catalogue(capsys, "add", path, "--slug", "virtue")
    assert "already, as virtue" in refused("add", path, "--slug", "vice")
    other = pdfs.book(tmp_path / "other.pdf", 2)
    assert "Another title is called virtue" in refused("add", other, "--slug", "virtue")
    assert "small letters" in refused("add", other, "--slug", "Virtue!")
    assert "no file" in refused("add", tmp_path / "missing.pdf")
    work_off()
    assert Source._base_manager.count() == 1


def test_a_subscribed_title_is_removed_by_force_only(school, path, capsys):
    source = add_read_title(capsys, path, "virtue")
    subscribe(school.organization, "virtue", school.alice)
    assert "1 organization subscribes to virtue" in refused("remove", "virtue")
    assert catalogue(capsys, "remove", "virtue", "--force") == {"slug": "virtue", "ended": 1}
    assert catalogue(capsys, "list") == []
    work_off()
    assert not Source._base_manager.exists()
    assert not storage.exists(source.file_key)
    with scope(school.organization.pk):
        assert CatalogueSubscription.objects.get().ended_at
        entry = AuditEntry.objects.get(action="catalogue.unsubscribed")
        assert entry.door == "command catalogue"
    assert "no title virtue" in refused("remove", "virtue")


def test_its_slug_is_free_at_once(path, tmp_path, capsys):
    add_read_title(capsys, path, "virtue")
    catalogue(capsys, "remove", "virtue")
    add_read_title(capsys, pdfs.book(tmp_path / "second.pdf", 2), "virtue")
    work_off()
    assert [title.pages for title in list_titles()] == [2]


def test_work_on_the_catalogue_takes_its_turn_as_one_organization(school, capsys, tmp_path):
    """Neither before everybody, nor after."""
    for number in range(3):
        catalogue(capsys, "add", pdfs.book(tmp_path / f"{number}.pdf", number + 1))
    title = add_title("astronomy-2e")
    clone(school.organization, title.slug, school.alice)
    with unscoped("the tests look at every job"):
        turns = []
        while jobs.work("ingestion"):
            claimed = Job.objects.exclude(claimed_at=None).order_by("claimed_at")
            turns.append(claimed.last().organization_id)
    assert turns.index(school.organization.pk) == 1
    assert turns.count(None) == 3


def test_lost_work_of_the_catalogue_is_found(path, capsys):
    catalogue(capsys, "add", path)
    with unscoped("as if a commit had been lost"):
        Job.objects.all().delete()
    Source._base_manager.update(updated_at="2020-01-01T00:00Z")
    jobs.sweep()
    work_off()
    with catalogue_scope():
        assert Source.objects.get().state == Source.State.READY
