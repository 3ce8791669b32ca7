"""Setting up is safe to run twice, and is taken back as a whole at any moment."""

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from accounts.services import add_person
from organizations import audit, jobs, registries
from organizations.models import (
    AppliedTemplate,
    AuditEntry,
    Class,
    FeatureFlag,
    Invitation,
    Job,
    Membership,
    Onboarding,
    Organization,
    School,
)
from organizations.onboarding import provisioners, services
from organizations.onboarding.answers import Answers
from organizations.onboarding.documents import answers_of
from organizations.scoping import scope, unscoped
from organizations.template_files import template_of
from project.errors import Conflict, Invalid

SAID = {
    "organization": {"type": "district", "name": "Lakeside", "slug": "lakeside"},
    "knowledge": {"templates": ["district-pilot"]},
    "people": {
        "schools": ["North", "South"],
        "owner": "owner@lakeside.example",
        "admins": ["ada@lakeside.example", "ned@lakeside.example, North"],
    },
}
TABLES = (School, Class, Invitation, AppliedTemplate, AuditEntry, Membership, Job)


@pytest.fixture
def flagged(monkeypatch) -> None:
    """The template brings a flag as well."""
    chosen = template_of("district-pilot").model_copy(update={"flags": ("early",)})
    monkeypatch.setattr("organizations.onboarding.answers.list_templates", lambda: (chosen,))


@pytest.fixture
def onboarding(maya, flagged) -> Onboarding:
    answers, problems = answers_of(SAID)
    assert problems == []
    return Onboarding.objects.create(data=answers.said, created_by=maya, updated_by=maya)


@pytest.fixture(autouse=True)
def across():
    with unscoped("the tests look at every row"):
        yield


def work(slices: int = 100) -> None:
    while slices and jobs.work("default"):
        slices -= 1


def counts() -> dict[str, int]:
    return {table.__name__: table.objects.count() for table in TABLES}


def one_batch_a_slice(monkeypatch) -> None:
    monkeypatch.setattr("organizations.slices.Slice.is_over", lambda self: True)


def test_it_works(onboarding, maya):
    organization = services.provision(onboarding, by=maya)
    work()
    onboarding.refresh_from_db()
    assert onboarding.state == Onboarding.State.DONE
    assert {stage["state"] for stage in onboarding.stages.values()} == {"done"}
    assert counts() == {
        "School": 2,
        "Class": 2,
        "Invitation": 3,
        "AppliedTemplate": 1,
        "AuditEntry": 8,
        "Membership": 0,
        "Job": 2,  # and the invitations' mail
    }
    assert Invitation.objects.get(email="ned@lakeside.example").school.name == "North"
    assert FeatureFlag.objects.get(name="early").organizations.get() == organization
    assert {entry.actor for entry in AuditEntry.objects.all()} >= {maya}


def test_in_single_batches_and_run_again_the_rows_are_the_same(onboarding, maya, monkeypatch):
    one_batch_a_slice(monkeypatch)
    organization = services.provision(onboarding, by=maya)
    work()
    before = counts()
    answers = Answers.of(onboarding)
    with scope(organization.pk):
        for step in (
            provisioners.set_up_organization,
            provisioners.make_schools,
            provisioners.apply_templates,
            provisioners.ask_people_in,
        ):
            step(organization, answers, Straight())
    assert counts() == before


class Straight:
    """Does each piece, as a worker does whose progress was lost."""

    def each(self, items, do):
        for item in items:
            do(item)

    def once(self, do):
        do()


def test_a_member_at_once_with_an_account_but_not_with_an_unconfirmed_address(onboarding, maya):
    known = add_person(email="ada@lakeside.example", password="x")
    typed = add_person(email="owner@lakeside.example", password="x")
    EmailAddress.objects.create(user=typed, email=typed.email, verified=False)
    services.provision(onboarding, by=maya)
    work()
    assert [member.user for member in Membership.objects.all()] == [known]
    assert Invitation.objects.filter(email=typed.email, role="owner").exists()


def test_cancelled_before_anything_is_made(onboarding, maya):
    services.cancel(onboarding, by=maya)
    onboarding.refresh_from_db()
    assert onboarding.state == Onboarding.State.CANCELLED
    services.reopen(onboarding, by=maya)
    services.provision(onboarding, by=maya)
    work()
    assert Organization.objects.get().name == "Lakeside"


@pytest.mark.parametrize("slices", range(12))
def test_cancelled_after_any_batch_nothing_is_left(onboarding, maya, monkeypatch, slices):
    one_batch_a_slice(monkeypatch)
    services.provision(onboarding, by=maya)
    work(slices)
    onboarding.refresh_from_db()
    if onboarding.state == Onboarding.State.DONE:
        with pytest.raises(Conflict, match="people may be at work"):
            services.cancel(onboarding, by=maya)
        return
    services.cancel(onboarding, by=maya)
    work()
    onboarding.refresh_from_db()
    assert onboarding.state == Onboarding.State.CANCELLED
    assert set(counts().values()) == {0}
    assert not Organization.objects.exists()
    assert not FeatureFlag.objects.exists()
    assert onboarding.data["people"]["schools"] == ["North", "South"]


def test_the_audit_is_closed_again_after_an_undoing(onboarding, maya, school):
    services.provision(onboarding, by=maya)
    services.cancel(onboarding, by=maya)
    work()
    entry = audit.record("a.b", organization=school.organization)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).delete()


def test_what_was_undone_can_be_set_up_again(onboarding, maya):
    services.provision(onboarding, by=maya)
    services.cancel(onboarding, by=maya)
    work()
    onboarding.refresh_from_db()
    services.reopen(onboarding, by=maya)
    services.provision(onboarding, by=maya)
    work()
    onboarding.refresh_from_db()
    assert onboarding.state == Onboarding.State.DONE
    assert School.objects.count() == 2


@pytest.fixture
def broken(monkeypatch):
    """A step of another app that refuses, until it is told otherwise."""
    refuses = [True]

    def apply(organization, answers, progress):
        if refuses:
            raise Invalid("The book is not in the catalogue. Load it, then try again.")
        progress.once(lambda: None)

    step = registries.Provisioner("books", "Books", 20, apply, lambda *_: None)
    monkeypatch.setattr(registries, "provisioners", [*registries.provisioners, step])
    return refuses


def test_a_step_that_fails_says_why_and_goes_on_when_tried_again(onboarding, maya, broken):
    services.provision(onboarding, by=maya)
    work()
    onboarding.refresh_from_db()
    assert onboarding.state == Onboarding.State.FAILED
    assert onboarding.problem.startswith("The book is not in the catalogue")
    assert Organization.objects.get().is_preparing
    broken.clear()
    services.try_again(onboarding, by=maya)
    work()
    onboarding.refresh_from_db()
    assert onboarding.state == Onboarding.State.DONE
    assert School.objects.count() == 2


def test_what_failed_is_taken_back_too(onboarding, maya, broken):
    services.provision(onboarding, by=maya)
    work()
    services.cancel(onboarding, by=maya)
    work()
    assert not Organization.objects.exists()


def test_a_lost_job_is_queued_again(onboarding, maya):
    services.provision(onboarding, by=maya)
    Job.objects.all().delete()
    assert services.requeue_lost() == 1
    assert services.requeue_lost() == 0
    work()
    onboarding.refresh_from_db()
    assert onboarding.state == Onboarding.State.DONE
    assert services.requeue_lost() == 0


def test_what_a_template_cannot_bring_stands_on_the_page(onboarding, maya, monkeypatch, sign_in):
    said = "“The Sun” is not made."
    monkeypatch.setattr(provisioners, "template_lacks", [lambda template: [said]])
    services.provision(onboarding, by=maya)
    work()
    page = sign_in(maya).get(f"/admin/organizations/onboarding/{onboarding.pk}/progress/")
    assert page.context["onboarding"].state == Onboarding.State.DONE
    assert page.content.decode().count(said) == 1
