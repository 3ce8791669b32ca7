"""Reserve, settle, release, expire; counters that can be derived; never more than the limit."""

import json
import threading
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from billing import registries, tasks
from billing.ledger.questions import charge_question
from billing.ledger.settling import release, settle
from billing.models import Balance, Movement, Reservation
from billing.tests.factories import hold, room, use
from organizations.access import membership_in_scope
from organizations.scoping import scope
from project.errors import LimitReached


def balances(**where) -> dict[str, tuple[int, int]]:
    """{kind of holder: (used, held)} in thousandths."""
    rows = Balance._base_manager.filter(**where)
    return {row.holder.partition(":")[0]: (row.used, row.held) for row in rows}


def checked(*options: str) -> dict:
    out = StringIO()
    call_command("check_ledger", "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def test_it_works(in_school):
    held = hold(in_school.dana)
    assert balances() == {"person": (0, 1000), "organization": (0, 1000)}
    settle(held.subject_id, parts=5, parts_found=2)
    assert balances() == {"person": (1000, 0), "organization": (1000, 0)}
    held.refresh_from_db()
    assert (held.state, held.parts, held.parts_found) == ("settled", 5, 2)
    assert checked()["clean"]


def test_asked_twice_is_reserved_once(in_school):
    first = hold(in_school.dana, key="the same")
    assert hold(in_school.dana, key="the same") == first
    assert balances()["person"] == (0, 1000)


def test_several_are_given_back_with_all_locked_before_anything_changes(in_school):
    """Two who do so at once would else wait for each other's balances."""
    both = [hold(in_school.dana).subject_id, hold(in_school.bob).subject_id]
    with CaptureQueriesContext(connections["default"]) as asked:
        release(both)
    seen = [query["sql"] for query in asked]
    locks = [place for place, sql in enumerate(seen) if '"billing_balance"' in sql and "FOR" in sql]
    changes = [place for place, sql in enumerate(seen) if sql.startswith("UPDATE")]
    assert locks[0] < changes[0]
    drawn = Movement.objects.filter(kind=Movement.Kind.RESERVE).values_list("balance_id", flat=True)
    assert all(str(pk) in seen[locks[0]] for pk in drawn)


@pytest.mark.parametrize("end", [lambda pk: release([pk]), settle])
def test_what_is_over_stays_over(in_school, end):
    held = hold(in_school.dana)
    end(held.subject_id)
    moved = Movement.objects.count()
    settle(held.subject_id)
    release([held.subject_id])
    assert Movement.objects.count() == moved
    assert checked()["clean"]


def test_a_video_in_part_gives_back_the_rest_and_a_second_try_pays_only_for_it(in_school):
    held = hold(in_school.dana, "video")
    settle(held.subject_id, share=0.8)
    assert balances()["person"] == (800, 0)
    hold(in_school.dana, "video", key="again", subject_id=held.subject_id, amount=200)
    settle(held.subject_id, share=1.0)
    assert balances() == {"person": (1000, 0), "organization": (1000, 0)}
    assert checked()["clean"]


def test_what_a_teacher_assigns_counts_for_the_school_only(in_school):
    hold(in_school.dana, is_assigned=True)
    assert balances() == {"organization": (0, 1000), "person": (0, 0)}


def test_what_is_forgotten_is_freed_and_what_is_still_made_is_not(in_school, monkeypatch):
    forgotten, made = hold(in_school.dana), hold(in_school.dana)
    monkeypatch.setattr(registries, "still_at_work", [lambda ids: ids & {made.subject_id}])
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        with pytest.raises(CommandError):
            checked()
        tasks.expire_forgotten()
        assert checked()["clean"]
    forgotten.refresh_from_db()
    made.refresh_from_db()
    assert (forgotten.state, made.state) == ("expired", "held")
    assert balances()["person"] == (0, 1000)


def test_the_ledger_is_only_added_to(in_school):
    hold(in_school.dana)
    for change in (Movement.objects.all().delete, lambda: Movement.objects.update(used=1)):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_a_counter_that_differs_is_found_and_repaired(in_school):
    use(in_school.dana, 2)
    Balance.objects.filter(holder__startswith="person").update(used=9000)
    with pytest.raises(CommandError):
        checked()
    assert len(checked("--repair")["balances"]) == 1
    assert balances()["person"] == (2000, 0)


def test_a_reservation_that_its_movements_do_not_bear_out_is_told(in_school):
    held = hold(in_school.dana)
    Reservation.objects.filter(pk=held.pk).update(state="settled", delivered=1000)
    with pytest.raises(CommandError):
        checked("--repair")


def test_who_leaves_takes_the_name_along_and_the_ledger_still_adds_up(in_school):
    use(in_school.dana, 1)
    in_school.dana.delete()
    assert Balance._base_manager.filter(person=None, organization=None).get().used == 1000
    assert checked()["clean"]


# --- never more than the limit ---


def at_once(school, count: int, ask) -> list[bool]:
    """Which of so many threads, each with its own connection, were let through."""
    barrier, let_through = threading.Barrier(count), []

    def run() -> None:
        try:
            with scope(school.organization.pk):
                barrier.wait(20)
                try:
                    with transaction.atomic():
                        ask()
                    let_through.append(True)
                except LimitReached:
                    let_through.append(False)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(let_through) == count
    return let_through


@pytest.mark.django_db(databases=["default", "content"], transaction=True)
@pytest.mark.parametrize("pool", [None, 11])
def test_of_32_at_once_15_go_through_on_a_plan_with_15_left(school, pool):
    """And no more than the pool of the school has, where that is less."""
    if pool is not None:
        school.organization.monthly_text_limit = pool
        school.organization.save()
    most = 15 if pool is None else pool
    assert sum(at_once(school, 32, lambda: hold(school.dana))) == most
    assert balances(meter="text") == {"person": (0, most * 1000), "organization": (0, most * 1000)}
    assert checked()["clean"]


@pytest.mark.django_db(databases=["default", "content"], transaction=True)
def test_of_32_questions_at_once_30_are_counted(school):
    def ask() -> None:
        charge_question(membership_in_scope(school.dana.pk), key=f"question:{uuid4()}:0")

    assert sum(at_once(school, 32, ask)) == 30
    assert balances(meter="question") == {"person": (30_000, 0)}
    assert checked()["clean"]


def test_the_next_month_begins_at_nothing(in_school):
    with time_machine.travel("2027-01-31T23:00:00Z"):
        assert room(in_school.dana) == 15
    with time_machine.travel("2027-02-01T00:30:00Z"):
        assert room(in_school.dana) == 15
