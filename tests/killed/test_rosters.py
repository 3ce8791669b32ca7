"""A worker that applies or undoes a roster is killed, or frozen: the rows are the same."""

import signal

import pytest

from accounts.models import User
from organizations import jobs
from organizations.models import (
    Class,
    ClassMember,
    Invitation,
    Job,
    Membership,
    Relationship,
    RosterChange,
    RosterImport,
    School,
)
from organizations.rosters import services
from organizations.rosters import work as working
from organizations.rosters.planning.plan import STAGES
from organizations.rosters.tests.factories import add_roster
from organizations.rosters.tests.files import CLASS, place, small, user, write
from organizations.scoping import scope, unscoped
from tests.killed.acting import end_leases, until_frozen

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(databases=["default", "content"], transaction=True),
]


def roster() -> dict:
    """Several batches in each stage: `tests.worker_process` makes them of four."""
    tables = small()
    tables["users"] += [
        user(f"p{n}", "student", f"Pupil{n}", "Many", agentSourcedIds="u4") for n in range(9)
    ]
    tables["orgs"] += [
        {"sourcedId": f"x{n}", "name": f"School {n}", "type": "school"} for n in range(5)
    ]
    tables["classes"] += [CLASS | {"sourcedId": f"m{n}", "title": f"M{n}"} for n in range(6)]
    tables["enrollments"] += [place(f"p{n}", f"m{n % 6}") for n in range(9)]
    return tables


def rows() -> dict:
    """Everything that the roster made, without ids and dates."""
    with unscoped("the test looks at every row"):
        members = Membership.objects.order_by("external_id", "user__email")
        return {
            "people": list(
                members.values_list(
                    "external_id", "user__email", "user__name", "role", "login_name", "ended_at"
                )
            ),
            "accounts": User.objects.count(),
            "schools": sorted(School.objects.values_list("external_id", "name")),
            "of schools": sorted(
                Membership.schools.through.objects.values_list(
                    "membership__external_id", "school__external_id"
                )
            ),
            "classes": sorted(Class.objects.values_list("external_id", "name", "subject")),
            "places": sorted(
                ClassMember.objects.values_list(
                    "school_class__external_id", "membership__external_id", "part", "left_at"
                )
            ),
            "relationships": sorted(
                Relationship.objects.values_list(
                    "adult__external_id", "child__external_id", "via_class__external_id", "ended_at"
                )
            ),
            "invitations": sorted(Invitation.objects.values_list("email", "role")),
            "jobs at work": Job.objects.active().count(),
        }


def begin(school, path) -> RosterImport:
    with scope(school.organization.pk):
        row = add_roster(school, path.read_bytes())
        return services.apply_roster(roster=row, by=school.alice, options=services.Options())


def undo(school, row: RosterImport) -> None:
    with scope(school.organization.pk):
        services.undo_roster(roster=row, by=school.alice)


def state_of(row: RosterImport) -> str:
    with unscoped("the test looks at every row"):
        row.refresh_from_db()
        return row.state


def work_here() -> None:
    while jobs.work("default"):
        pass


def end_leases_of_all() -> None:
    with unscoped("as if the time of every lease had passed"):
        end_leases()


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    """As in the workers."""
    monkeypatch.setattr(working, "BATCH", 4)


@pytest.fixture
def path(tmp_path):
    return write(tmp_path / "roster.zip", roster())


PLACES = [
    f"{stage}:{'before' if number % 2 else 'after'}" for number, stage in enumerate(STAGES[:-1])
]


def test_killed_in_each_stage_the_rows_are_the_same(school, worker, path):
    empty = rows()
    row = begin(school, path)
    work_here()
    applied = rows()
    assert len(applied["people"]) == 12 + 3
    undo(school, row)
    work_here()
    assert rows() == empty
    for at in PLACES:
        row = begin(school, path)
        assert worker("default", at, signal.SIGKILL).wait(120) == -signal.SIGKILL, at
        assert state_of(row) == RosterImport.State.APPLYING
        end_leases_of_all()
        work_here()
        assert rows() == applied, at
        undo(school, row)
        work_here()
        assert rows() == empty, at


def test_killed_while_undoing_the_rows_are_the_same(school, worker, path):
    empty = rows()
    row = begin(school, path)
    work_here()
    undo(school, row)
    assert worker("default", "undo:after", signal.SIGKILL).wait(120) == -signal.SIGKILL
    assert state_of(row) == RosterImport.State.UNDOING
    end_leases_of_all()
    work_here()
    assert rows() == empty


def test_frozen_taken_over_and_woken_it_changes_nothing(school, worker, path):
    row = begin(school, path)
    frozen = worker("default", "people:after", signal.SIGSTOP)
    until_frozen(frozen)
    end_leases_of_all()
    work_here()
    applied = rows()
    assert state_of(row) == RosterImport.State.DONE
    frozen.send_signal(signal.SIGCONT)
    assert frozen.wait(60) == 0
    assert rows() == applied


def test_frozen_while_applied_it_does_not_disturb_the_undoing(school, worker, path):
    """A worker of the task before carries a lower fence than any of the next."""
    empty = rows()
    row = begin(school, path)
    frozen = worker("default", "people:after", signal.SIGSTOP)
    until_frozen(frozen)
    end_leases_of_all()
    work_here()
    undo(school, row)
    frozen.send_signal(signal.SIGCONT)
    assert frozen.wait(60) == 0
    work_here()
    assert state_of(row) == RosterImport.State.UNDONE
    assert rows() == empty


def test_what_was_killed_too_often_says_so_and_is_gone_on_with(school, worker, path, settings):
    row = begin(school, path)
    for _ in range(settings.JOB_MAX_ATTEMPTS):
        assert worker("default", "people:before", signal.SIGKILL).wait(120) == -signal.SIGKILL
        end_leases_of_all()
    work_here()
    assert state_of(row) == RosterImport.State.FAILED
    assert "stopped several times" in row.problem
    with scope(school.organization.pk):
        services.retry_roster(roster=row)
    work_here()
    assert state_of(row) == RosterImport.State.DONE
    with unscoped("the test looks at every row"):
        assert not RosterChange.objects.filter(roster=row, state="planned").exists()
