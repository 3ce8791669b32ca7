import signal

import pytest

from organizations.models import (
    AppliedTemplate,
    AuditEntry,
    Class,
    Invitation,
    Onboarding,
    Organization,
    School,
)
from organizations.onboarding import services as onboarding_services
from organizations.onboarding.documents import answers_of
from organizations.onboarding.provisioning import in_order
from tests.killed.acting import end_leases, until_frozen

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "content"], transaction=True),
]

ONBOARDING = {
    "organization": {"type": "district", "name": "Lakeside", "slug": "lakeside"},
    "knowledge": {"templates": ["district-pilot", "k12-science-starter"]},
    "people": {
        "schools": ["North", "South"],
        "owner": "owner@lakeside.example",
        "admins": ["ada@lakeside.example", "ned@lakeside.example, North"],
    },
}
PROVISION_PLACES = [f"{each.name}:{when}" for each in in_order() for when in ("before", "after")]


@pytest.fixture
def onboarding(across) -> Onboarding:
    answers, problems = answers_of(ONBOARDING)
    assert problems == []
    return Onboarding.objects.create(data=answers.said)


def organization_of(onboarding: Onboarding) -> dict:
    """Everything that was set up, without ids and dates."""
    onboarding.refresh_from_db()
    return {
        "state": onboarding.state,
        "organization": list(Organization.objects.values_list("name", "settings", "is_preparing")),
        "schools": sorted(School.objects.values_list("name", flat=True)),
        "classes": sorted(Class.objects.values_list("name", "grade_level")),
        "people": sorted(Invitation.objects.values_list("email", "role", "school__name")),
        "templates": sorted(AppliedTemplate.objects.values_list("slug", "version")),
        "audit": sorted(AuditEntry.objects.values_list("action", flat=True)),
    }


def take_back(onboarding: Onboarding, worker) -> None:
    """As a platform admin does; the opening is taken back for the next round of the test."""
    Onboarding.objects.filter(state=Onboarding.State.DONE).update(
        state=Onboarding.State.PROVISIONING
    )
    onboarding_services.cancel(onboarding, by=None)
    assert worker("default").wait(120) == 0
    assert not Organization.objects.exists()
    onboarding_services.reopen(onboarding, by=None)


def test_killed_in_each_step_of_setting_up_the_rows_are_the_same(worker, across, onboarding):
    onboarding_services.provision(onboarding, by=None)
    assert worker("default").wait(120) == 0
    undisturbed = organization_of(onboarding)
    assert undisturbed["state"] == "done"
    assert len(undisturbed["people"]) == 3
    for place in PROVISION_PLACES:
        take_back(onboarding, worker)
        onboarding_services.provision(onboarding, by=None)
        assert worker("default", place, signal.SIGKILL).wait(120) == -signal.SIGKILL, place
        end_leases()
        assert worker("default").wait(120) == 0
        assert organization_of(onboarding) == undisturbed, place


def test_cancelled_while_a_worker_is_frozen_in_it_nothing_is_left(worker, across, onboarding):
    onboarding_services.provision(onboarding, by=None)
    frozen = worker("default", "schools:after", signal.SIGSTOP)
    until_frozen(frozen)
    onboarding_services.cancel(onboarding, by=None)
    assert worker("default").wait(120) == 0
    assert not Organization.objects.exists()
    frozen.send_signal(signal.SIGCONT)
    assert frozen.wait(60) == 0
    onboarding.refresh_from_db()
    assert onboarding.state == Onboarding.State.CANCELLED
    assert not Organization.objects.exists()
    assert not School.objects.exists()
