"""From the wizard to a school with books and classes, by the worker, and all of it back."""

from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from accounts.services import add_person
from library.models import Source
from library.provisioning import Sources
from library.tests.factories import add_title
from organizations import jobs
from organizations.models import (
    AppliedTemplate,
    CatalogueSubscription,
    Class,
    ClassMember,
    Membership,
    Onboarding,
    Organization,
    RosterImport,
)
from organizations.onboarding import services
from organizations.onboarding.tests.test_wizard import KNOWLEDGE, PEOPLE, PLAN, Wizard, text
from organizations.rosters import work as working
from organizations.scoping import scope, unscoped
from organizations.services.people import add_member
from organizations.template_files import template_of
from organizations.templating.applying import apply_template
from project import storage
from tests.processes import ROOT

ROSTER = (ROOT / "docs/rosters/oneroster-sample.zip").read_bytes()
SECOND = "kofi.ito.1@valley.example"  # of the roster


@pytest.fixture
def maya(both_databases) -> User:
    return add_person(email="maya@lectern.example", password="x", name="Maya", is_staff=True)


@pytest.fixture
def titles(maya) -> None:
    add_title("us-history", title="U.S. History")
    add_title("astronomy-2e", title="Astronomy", sha256="a" * 64)


@pytest.fixture
def wizard(maya, titles, sign_in) -> Wizard:
    """All steps are filled in: a title, a template with another one, a roster."""
    wizard = Wizard(sign_in(maya))
    wizard.send("organization")
    wizard.send("plan", PLAN)
    assert "U.S. History · 2 sections" in text(wizard.see("knowledge"))
    wizard.send("knowledge", KNOWLEDGE | {"openstax": ["us-history"]})
    wizard.send("people", PEOPLE | {"roster": SimpleUploadedFile("sis.zip", ROSTER)})
    page = text(wizard.see("people"))
    assert "sis.zip" in page
    assert "</strong> class places" in page
    return wizard


@pytest.fixture(autouse=True)
def across():
    with unscoped("the tests look at every row"):
        yield


def work(slices: int = 1000) -> None:
    while slices and jobs.work("default"):
        slices -= 1


def in_small_batches(monkeypatch) -> None:
    """Each slice one batch, each batch ten changes."""
    monkeypatch.setattr(working, "BATCH", 10)
    monkeypatch.setattr("organizations.slices.Slice.is_over", lambda self: True)


def slugs(organization: Organization) -> set[str]:
    rows = CatalogueSubscription.objects.filter(organization=organization, ended_at=None)
    return set(rows.values_list("slug", flat=True))


def test_it_works(wizard, client, sign_in):
    wizard.do("provision")
    work()
    organization = Organization.objects.get(name="Riverside High")
    assert not organization.is_preparing
    assert slugs(organization) == {"us-history", "astronomy-2e"}
    roster = RosterImport.objects.get()
    assert roster.state == RosterImport.State.DONE
    assert Class.objects.filter(members__isnull=False).distinct().count() > 1
    teacher = Membership.objects.filter(role="teacher", user__email__endswith="valley.example")
    library = text(sign_in(teacher.first().user).get(f"/o/{organization.slug}/library/"))
    assert "U.S. History" in library
    assert "Astronomy" in library


def test_what_the_catalogue_lacks_is_said_and_comes_later(wizard, maya):
    wizard.do("provision")
    work()
    page = text(
        wizard.client.get(reverse("admin:onboarding_progress", args=[wizard.onboarding.pk]))
    )
    assert "“physics”, which “" in page
    organization = Organization.objects.get(name="Riverside High")
    add_title("physics", title="Physics", sha256="b" * 64)
    items = apply_template(
        organization=organization, template=template_of("k12-science-starter"), by=maya
    )
    assert "sources:physics" in [item.id for item in items if item.what == "add"]
    assert "physics" in slugs(organization)


def test_a_title_that_went_since_is_left_out_with_a_note(wizard):
    wizard.do("provision")
    Source._base_manager.filter(title="U.S. History").update(state=Source.State.DELETING)
    work()
    onboarding = Onboarding.objects.get()
    assert onboarding.state == Onboarding.State.DONE
    assert any("us-history" in note for note in onboarding.stages["titles"]["notes"])
    assert slugs(onboarding.organization) == {"astronomy-2e"}


def test_a_template_keeps_a_title_that_is_read_anew(wizard):
    wizard.do("provision")
    work()
    organization = Organization.objects.get(name="Riverside High")
    Source._base_manager.filter(title="Astronomy").update(state=Source.State.PROCESSING)
    with scope(organization.pk):
        assert "astronomy-2e" in Sources().wanted(template_of("k12-science-starter"))


def people() -> set[UUID]:
    return set(User.objects.values_list("pk", flat=True))


def left() -> dict[str, int]:
    tables = (
        Organization, Membership, Class, ClassMember, RosterImport, CatalogueSubscription,
        AppliedTemplate,
    )  # fmt: skip
    return {table.__name__: table.objects.count() for table in tables if table.objects.exists()}


# Before the work, in the middle of the roster, and after it, among the people.
@pytest.mark.parametrize("slices", [0, 8, 20, 31])
def test_cancelled_nothing_is_left(wizard, monkeypatch, slices, django_capture_on_commit_callbacks):
    before, key = people(), wizard.onboarding.data["people"]["roster"]["key"]
    in_small_batches(monkeypatch)
    with django_capture_on_commit_callbacks(execute=True):
        wizard.do("provision")
        work(slices)
        wizard.do("cancel")
        work()
    wizard.onboarding.refresh_from_db()
    assert wizard.onboarding.state == Onboarding.State.CANCELLED
    assert left() == {}
    assert people() == before
    assert not storage.exists(key)


def test_in_small_batches_it_is_applied_once(wizard, monkeypatch):
    in_small_batches(monkeypatch)
    wizard.do("provision")
    work()
    stage = Onboarding.objects.get().stages["roster"]
    assert (stage["state"], stage["done"]) == ("done", stage["total"])
    assert RosterImport.objects.count() == 1
    assert ClassMember.objects.count() == stage_of("enrolments")
    assert not RosterImport.objects.get().changes.exclude(state="applied").exclude(note="").exists()


def stage_of(name: str) -> int:
    return RosterImport.objects.get().counts[name]["create"]


def test_tried_again_the_roster_is_not_read_again(wizard, maya, monkeypatch):
    in_small_batches(monkeypatch)
    wizard.do("provision")
    work(12)
    onboarding = Onboarding.objects.get()
    onboarding.state = Onboarding.State.FAILED
    onboarding.save()
    services.try_again(onboarding, by=maya)
    work()
    assert Onboarding.objects.get().state == Onboarding.State.DONE
    assert RosterImport.objects.count() == 1


def test_an_account_that_belongs_elsewhere_or_was_entered_stays(wizard, charlie, monkeypatch):
    in_small_batches(monkeypatch)
    known = add_person(email=SECOND, password="x")
    wizard.do("provision")
    work(20)
    made = User.objects.get(email="hugo.evans.0@valley.example")
    add_member(organization=charlie.memberships.get().organization, user=made, role="student")
    wizard.do("cancel")
    work()
    valley = User.objects.filter(email__endswith="valley.example")
    assert set(valley) == {known, made}
    assert Organization.objects.get() == charlie.memberships.get().organization
