"""Which plan somebody has, and why; which month it is for them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from accounts.services import add_person
from billing.effective import effective_plan
from billing.ledger.questions import charge_question
from billing.models import Family, FamilyMember, Meter, Plan
from billing.months import day_of, month_of
from billing.plans import fill_plans
from billing.tests.factories import hold, room, subscribe, use
from organizations.access import membership_in_scope
from organizations.models import Organization
from organizations.plan_file import plan_file
from organizations.plans import COVERS
from organizations.scoping import scope
from project.errors import LimitReached

TEXT, VIDEO, QUESTION = Meter.TEXT, Meter.VIDEO, Meter.QUESTION


def limits(person) -> list[int | None]:
    plan = effective_plan(membership_in_scope(person.pk), timezone.now())
    return [plan.allowances(meter)[0].limit for meter in (TEXT, VIDEO, QUESTION)]


def why(person, meter=TEXT) -> str:
    return effective_plan(membership_in_scope(person.pk), timezone.now()).why(meter)


def set_pricing(school, **pricing) -> None:
    school.organization.settings["pricing"] |= pricing
    school.organization.save()


def join_family(owner, person) -> None:
    family, _made = Family.objects.get_or_create(owner=owner)
    FamilyMember.objects.create(
        family=family, email=person.email, person=person, joined_at=timezone.now()
    )


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (None, [15, 3, 30]),
        ("plus", [100, 20, 200]),
        ("premium", [None, 60, 500]),
        ("family", [None, 60, 500]),
    ],
)
def test_each_plan(in_school, plan, expected):
    if plan:
        subscribe(in_school.dana, plan)
    assert limits(in_school.dana) == expected


def test_the_larger_counts_by_each_modality(in_school):
    set_pricing(in_school, base_user_plan="plus")
    Plan.objects.filter(pk="premium").update(videos_a_month=7)
    fresh_plans()
    subscribe(in_school.dana, "premium")
    assert limits(in_school.dana) == [None, 20, 500]
    assert why(in_school.dana, TEXT) == "You have the plan Premium."
    assert why(in_school.dana, VIDEO) == "Riverside High gives its members the plan Plus."
    fresh_plans()


def fresh_plans() -> None:
    from billing.plans import forget_plans

    forget_plans()


def test_a_subscription_counts_only_where_the_organization_lets_it(in_school):
    set_pricing(in_school, allow_individual_upgrades=False)
    subscribe(in_school.dana, "plus")
    assert limits(in_school.dana) == [15, 3, 30]
    assert "Your own subscription does not count here" in why(in_school.dana)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "paused"},
        {"status": "canceled"},
        {"current_period_end": timezone.now() - timedelta(days=1)},
        {"status": "trialing", "trial_ends_at": timezone.now() - timedelta(days=1)},
    ],
)
def test_what_gives_no_access_counts_for_nothing(in_school, fields):
    subscribe(in_school.dana, "premium", **fields)
    assert limits(in_school.dana) == [15, 3, 30]


def test_teachers_are_covered_and_the_pool_binds_them(in_school):
    in_school.organization.monthly_text_limit = 20
    in_school.organization.save()
    assert limits(in_school.bob) == [None, None, 500]
    assert why(in_school.bob) == "Riverside High covers its teachers and admins."
    assert room(in_school.bob) == 20
    with pytest.raises(LimitReached, match="has used what it has for everybody"):
        hold(in_school.dana)


def test_alone_a_person_has_their_own_plan(both_databases):
    from accounts.services import add_person

    alone = add_person(email="ann@x.example", password="x")
    home = Organization.objects.create(name="Ann", slug="ann", type="personal")
    home.memberships.create(user=alone, role="owner")
    with scope(home.pk):
        assert limits(alone) == [15, 3, 30]
        assert why(alone) == "Everybody has the plan Free who has no other."
        assert room(alone, "video") == 3


def test_more_in_mid_month_counts_on_from_what_is_used(in_school):
    now = timezone.now().replace(day=20)
    with time_machine.travel(now):
        held = subscribe(in_school.dana, "plus", current_period_start=now - timedelta(days=5))
        use(in_school.dana, 15)
        held.plan = "premium"
        held.save()
        hold(in_school.dana)
        held.plan = "plus"
        held.save()
        assert room(in_school.dana) == 100 - 16


def test_less_deletes_nothing_and_lets_nothing_new_begin(in_school):
    held = subscribe(in_school.dana, "plus")
    use(in_school.dana, 20)
    held.status = "canceled"
    held.save()
    with pytest.raises(LimitReached, match="20 of 15"):
        hold(in_school.dana)


# --- a family ---


@pytest.fixture
def family(in_school):
    """Charlie pays; Dana and he share. Neither has anything of the school."""
    charlie = add_person(email="charlie@x.example", password="x", name="Charlie")
    in_school.organization.memberships.create(user=charlie, role="student")
    subscribe(charlie, "family")
    join_family(charlie, in_school.dana)
    Plan.objects.filter(pk="family").update(videos_a_month=5)
    fresh_plans()
    yield charlie, in_school.dana
    fresh_plans()


def test_a_family_shares_its_videos_and_nothing_else(family):
    charlie, dana = family
    assert limits(dana) == [None, 5, 500]
    assert "share" in why(dana, VIDEO)
    use(charlie, 4, "video")
    # Of the family's five one is left; beyond that everybody's three of Free, less what she had.
    assert room(dana, "video") == 1 + 2
    assert room(charlie, "video") == 0
    assert room(dana, "text", most=20) == 20


def test_it_ends_with_the_owner_s_subscription(family):
    charlie, dana = family
    from billing.models import Subscription

    Subscription.objects.update(status="canceled")
    assert limits(dana) == [15, 3, 30]
    assert limits(charlie) == [15, 3, 30]


# --- questions ---


def test_questions_beyond_what_the_school_gives_are_the_subscription_s(in_school):
    membership = membership_in_scope(in_school.dana.pk)
    counts = [charge_question(membership, key=f"q{n}") for n in range(30)]
    assert counts[-1] == 30
    with pytest.raises(LimitReached, match="30 of 30 questions") as caught:
        charge_question(membership, key="q30")
    assert (caught.value.status, caught.value.reason) == (429, "question_plan")
    subscribe(in_school.dana, "plus")
    assert charge_question(membership, key="q31") == 31


def test_a_question_costs_one_statement(in_school, django_assert_num_queries):
    membership = membership_in_scope(in_school.dana.pk)
    charge_question(membership, key="the first: plans are read")
    with django_assert_num_queries(1):
        charge_question(membership, key="another")


# --- months and days ---


@pytest.mark.parametrize(
    ("now", "anchor", "zone", "begins", "ends"),
    [
        ("2026-11-27T12:00Z", 1, "UTC", "2026-11-01", "2026-12-01T00:00Z"),
        ("2026-11-27T12:00Z", 28, "UTC", "2026-10-28", "2026-11-28T00:00Z"),
        ("2027-02-28T12:00Z", 31, "UTC", "2027-02-28", "2027-03-31T00:00Z"),
        ("2027-02-27T12:00Z", 31, "UTC", "2027-01-31", "2027-02-28T00:00Z"),
        # It is the first in Auckland while it is the last elsewhere.
        ("2026-11-30T12:00Z", 1, "Pacific/Auckland", "2026-12-01", "2026-12-31T11:00Z"),
        ("2026-12-01T04:00Z", 1, "America/New_York", "2026-11-01", "2026-12-01T05:00Z"),
        # A month with a change of clocks in it.
        ("2026-10-20T12:00Z", 15, "Europe/Berlin", "2026-10-15", "2026-11-14T23:00Z"),
    ],
)
def test_months(now, anchor, zone, begins, ends):
    month = month_of(datetime.fromisoformat(now), anchor_day=anchor, zone=ZoneInfo(zone))
    assert month.starts_on == date.fromisoformat(begins)
    assert month.ends_at == datetime.fromisoformat(ends)


def test_a_day_is_where_the_person_lives():
    day = day_of(datetime(2026, 11, 27, 23, 30, tzinfo=UTC), zone=ZoneInfo("Asia/Tokyo"))
    assert day.starts_on == date(2026, 11, 28)


def test_another_time_zone_does_not_begin_the_month_anew(in_school):
    with time_machine.travel("2026-11-15T12:00Z"):
        assert room(in_school.dana) == 15
        in_school.dana.time_zone = "Pacific/Auckland"
        in_school.dana.save()
        assert room(in_school.dana) == 0


# --- the file ---


def test_the_rows_are_what_the_file_says_until_somebody_edits_one(db):
    assert {row.pk for row in Plan.objects.all()} == {
        *plan_file().people,
        *plan_file().organizations,
    }
    assert COVERS["starter"].text_a_month == Plan.objects.get(pk="starter").text_a_month == 500
    Plan.objects.filter(pk="free").update(text_a_month=1, is_edited=True)
    Plan.objects.filter(pk="plus").update(text_a_month=1)
    fill_plans()
    assert Plan.objects.get(pk="free").text_a_month == 1
    assert Plan.objects.get(pk="plus").text_a_month == 100
