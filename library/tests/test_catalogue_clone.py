"""An organization's own copy: equal to the title, and independent of it."""

import threading

import pytest
from django.db import connections

from lessons.quickstart import SAMPLES
from library.catalogue import clone, remove_title, subscribe
from library.ingestion.tests import pdfs
from library.models import ContentAtom, Ingestion, Section, Source
from library.retrieval.queries import Scope
from library.retrieval.search import search
from library.services import delete_source, rename_source, retry_ingestion
from library.tests.cataloguing import add_read_title, catalogue, ids_of, rows_of, work_off
from organizations import jobs
from organizations.models import AuditEntry, Job
from organizations.scoping import scope, unscoped
from organizations.slices import Slice
from project import storage
from project.errors import Conflict


@pytest.fixture
def title(school, tmp_path, capsys) -> Source:
    return add_read_title(capsys, pdfs.book(tmp_path / "virtue.pdf"), "virtue")


def copied(school) -> Source:
    copy = clone(school.organization, "virtue", school.alice)
    work_off()
    copy.refresh_from_db()
    return copy


def test_it_is_equal(school, title):
    copy = copied(school)
    assert rows_of(copy) == rows_of(title)
    assert all(rows_of(copy).values())
    same = ("state", "title", "language", "page_count", "sha256", "size_bytes", "kind", "authors")
    assert [getattr(copy, name) for name in same] == [getattr(title, name) for name in same]
    assert storage.read_bytes(copy.file_key) == storage.read_bytes(title.file_key)
    assert copy.file_key == f"o/{school.organization.pk}/sources/{copy.pk}/original.pdf"
    of_both = Ingestion._base_manager.filter(source__in=[copy, title])
    assert of_both.values("receipt").distinct().count() == 1


def test_its_ids_are_its_own(school, title):
    own, original = ids_of(copied(school)), ids_of(title)
    assert not any(own[name] & original[name] for name in own)


def test_it_is_searched_with_the_same_results(school, title):
    copy = copied(school)
    subscribe(school.organization, "virtue", None)
    with scope(school.organization.pk):
        ours, theirs = (
            [(found.text, found.score, found.reference, found.heading)
             for found in search("virtue is a habit", scope=Scope((source.pk,)))]
            for source in (copy, title)
        )  # fmt: skip
    assert ours == theirs
    assert len(ours) > 1


def test_it_is_seen_by_its_organization_alone(school, charlie, title, sign_in):
    copy = copied(school)
    url = school.url(f"library/{copy.pk}/")
    assert sign_in(school.dana).get(url).status_code == 200
    assert sign_in(charlie).get(url).status_code == 404
    theirs = charlie.memberships.get(organization__type="school").organization_id
    with scope(theirs):
        assert not Source.objects.filter(pk=copy.pk).exists()
        assert not ContentAtom.objects.filter(source=copy).exists()


def test_the_title_s_end_leaves_it_whole(school, title):
    copy = copied(school)
    rows = rows_of(copy)
    remove_title(slug="virtue")
    work_off()
    assert not Source._base_manager.filter(pk=title.pk).exists()
    copy.refresh_from_db()
    assert (rows_of(copy), copy.state, copy.copied_from_id) == (rows, Source.State.READY, None)
    assert storage.exists(copy.file_key)


def test_its_changes_and_its_end_leave_the_title_whole(school, title):
    rows, content = rows_of(title), storage.read_bytes(title.file_key)
    copy = copied(school)
    with scope(school.organization.pk):
        rename_source(copy, title="Ours")
        storage.save_bytes(copy.file_key, b"%PDF- something else")
        Section.objects.filter(source=copy).update(text="ours")
        delete_source(copy)
    work_off()
    assert not Source._base_manager.filter(pk=copy.pk).exists()
    title.refresh_from_db()
    assert (rows_of(title), title.title) == (rows, "A Book of Virtue")
    assert storage.read_bytes(title.file_key) == content


def test_read_again_it_writes_over_its_own_rows(school, title):
    copy = copied(school)
    rows, ids = rows_of(copy), ids_of(copy)
    with scope(school.organization.pk):
        retry_ingestion(copy)
    work_off()
    copy.refresh_from_db()
    assert (copy.state, rows_of(copy)) == (Source.State.READY, rows)
    for name in ("StructureNode", "Page", "Section", "ContentAtom"):
        assert ids_of(copy)[name] == ids[name]


def test_in_slices_as_short_as_can_be_it_is_the_same(school, title, monkeypatch):
    monkeypatch.setattr(Slice, "is_over", lambda self: True)
    monkeypatch.setattr("library.copying.stages.BATCH_PAGES", 1)
    monkeypatch.setattr("library.copying.stages.BATCH_ATOMS", 1)
    assert rows_of(copied(school)) == rows_of(title)


def test_a_job_that_runs_twice_leaves_the_same_rows(school, title):
    """As where a worker died between its last write and saying so."""
    copy = copied(school)
    ids = ids_of(copy)
    with unscoped("as if its end had been lost"):
        Job.objects.filter(subject_id=copy.pk).update(state=Job.State.QUEUED, finished_at=None)
    work_off()
    assert ids_of(copy) == ids
    assert rows_of(copy) == rows_of(title)


def test_a_crash_before_its_job_is_found_by_the_sweep(school, title):
    copy = clone(school.organization, "virtue", school.alice)
    with unscoped("as if the commits after the first had been lost"):
        Job.objects.filter(subject_id=copy.pk).delete()
        Ingestion.objects.filter(source=copy).delete()
    Source._base_manager.filter(pk=copy.pk).update(updated_at="2020-01-01T00:00Z")
    jobs.sweep()
    work_off()
    assert rows_of(copy) == rows_of(title)


def test_the_title_removed_meanwhile_it_says_so(school, title, sign_in, monkeypatch):
    monkeypatch.setattr(Slice, "is_over", lambda self: True)
    copy = clone(school.organization, "virtue", school.alice)
    for _ in range(3):
        jobs.work("ingestion")
    remove_title(slug="virtue")
    work_off()
    copy.refresh_from_db()
    assert (copy.state, copy.problem_code) == (Source.State.FAILED, "title_gone")
    page = sign_in(school.alice).get(school.url(f"library/{copy.pk}/")).content.decode()
    assert "taken out of the catalogue before all of it was copied" in page


def test_asked_for_again_it_is_the_same_copy(school, title):
    first = copied(school)
    assert clone(school.organization, "virtue", school.bob).pk == first.pk
    with unscoped("the tests look at every row"):
        assert AuditEntry.objects.filter(action="catalogue.cloned").count() == 1
        assert Job.objects.filter(subject_id=first.pk).count() == 1


def test_a_file_of_their_own_is_not_copied_beside(school, title, tmp_path):
    from library import uploads

    path = tmp_path / "again.pdf"
    storage.copy_to(title.file_key, path)
    uploads.add_file(path=path, user=school.bob, organization=school.organization)
    with pytest.raises(Conflict, match="this very book"):
        clone(school.organization, "virtue", school.alice)


@pytest.mark.slow
def test_its_pictures_are_its_own(school, capsys):
    title = add_read_title(capsys, SAMPLES / "astronomy-sample.tar.gz", "virtue")
    copy = copied(school)
    names = Section._base_manager.filter(source=copy).exclude(media="")
    names = set(names.values_list("media", flat=True))
    assert names
    catalogue(capsys, "remove", "virtue")
    work_off()
    for name in names:
        assert storage.size_of(f"{copy.storage_prefix}media/{name}") > 0
        assert not storage.exists(f"{title.storage_prefix}media/{name}")


@pytest.mark.django_db(databases=["default", "content"], transaction=True)
def test_asked_for_by_many_at_once_it_is_one_copy(school, title):
    barrier, made = threading.Barrier(4), []

    def ask() -> None:
        try:
            barrier.wait(10)
            made.append(clone(school.organization, "virtue", school.alice).pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(made) == 4
    assert len(set(made)) == 1
    work_off()
    copy = Source._base_manager.get(pk=made[0])
    assert (copy.state, rows_of(copy)) == (Source.State.READY, rows_of(title))
