"""Once a day: months of credit come off bills, and who is on a trial is told of its end."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from billing import daily
from billing.models import MonthOfCredit, OutgoingCall, Referral, Subscription
from billing.tests.paying import customer_of, deliver, session_id_of
from billing.tests.test_buying import buy
from organizations.scoping import unscoped
from organizations.tests.working import work_off


def earn(person) -> MonthOfCredit:
    """A month for a recommendation that has paid."""
    referral = Referral.objects.create(
        referrer=person, referrer_mailbox="a", referred_mailbox="b", state="paid"
    )
    return MonthOfCredit.objects.create(person=person, referral=referral)


def a_day_passes() -> None:
    daily.enqueue()
    work_off("default")


def on_trial(days: float, **subject) -> Subscription:
    ends_at = timezone.now() + timedelta(days=days)
    with unscoped("tests"):
        return Subscription.objects.create(
            plan="plus", status="trialing", trial_ends_at=ends_at, **subject
        )


def test_a_month_is_taken_off_the_next_bill_once(stripe, school, sign_in):
    client = sign_in(school.bob)
    bought = stripe.store.pay(session_id_of(buy(client, "premium", "year")))
    deliver(client, stripe)
    credit = earn(school.bob)
    a_day_passes()
    a_day_passes()
    credit.refresh_from_db()
    assert (credit.used_for, credit.amount, credit.currency) == ("bill", 1583, "usd")
    [made] = stripe.store.all("customer_balance_transaction")
    assert (made["amount"], made["customer"]) == (-1583, customer_of(person=school.bob).stripe_id)
    stripe.store.renew(bought["id"])
    assert stripe.store.all("invoice")[0]["amount_due"] == 19_000 - 1583


def test_a_month_whose_answer_was_lost_is_not_credited_twice(stripe, school, sign_in):
    """A worker died after Stripe had it: the same is asked again, and is the same."""
    client = sign_in(school.bob)
    stripe.store.pay(session_id_of(buy(client)))
    deliver(client, stripe)
    credit = earn(school.bob)
    a_day_passes()
    OutgoingCall.objects.filter(action="credit").update(state="asked")
    MonthOfCredit.objects.update(used_at=None, used_for="")
    a_day_passes()
    credit.refresh_from_db()
    assert credit.used_for == "bill"
    assert len(stripe.store.all("customer_balance_transaction")) == 1


def test_nor_where_stripe_has_forgotten_its_key_meanwhile(stripe, school, sign_in):
    """A key lives for a day: what was credited before is found by its metadata."""
    client = sign_in(school.bob)
    stripe.store.pay(session_id_of(buy(client)))
    deliver(client, stripe)
    credit = earn(school.bob)
    a_day_passes()
    calls = OutgoingCall.objects.filter(action="credit")
    two_days_ago = timezone.now() - timedelta(days=2)
    for forget in (
        lambda: calls.update(state="asked", created_at=two_days_ago),
        lambda: calls.delete(),  # as what is old is
    ):
        forget()
        stripe.store.replies.clear()
        MonthOfCredit.objects.update(used_at=None, used_for="")
        a_day_passes()
        assert len(stripe.store.all("customer_balance_transaction")) == 1
        credit.refresh_from_db()
        assert (credit.used_for, credit.amount) == ("bill", 900)
    other = earn(school.bob)
    a_day_passes()
    other.refresh_from_db()
    assert other.used_for == "bill"
    assert len(stripe.store.all("customer_balance_transaction")) == 2


def test_a_month_makes_a_trial_of_our_own_longer_and_waits_where_there_is_none(school):
    credit = earn(school.bob)
    a_day_passes()
    credit.refresh_from_db()
    assert credit.used_at is None
    trial = on_trial(5, person=school.bob)
    a_day_passes()
    credit.refresh_from_db()
    assert credit.used_for == "trial"
    ends_at = trial.trial_ends_at
    trial.refresh_from_db()
    assert trial.trial_ends_at == ends_at + timedelta(days=30)


@pytest.mark.parametrize(("days", "told"), [(2, 1), (9, 0), (-1, 0)])
def test_who_is_on_a_trial_is_told_once_before_it_ends(days, told, school):
    on_trial(days, organization=school.organization)
    a_day_passes()
    a_day_passes()
    assert [letter.to for letter in mail.outbox] == [[school.alice.email]] * told
    if told:
        assert "Plus for Riverside High ends on" in mail.outbox[0].body
