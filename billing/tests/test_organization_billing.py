"""What an organization pays for: seats, who sits on them, and how it stands."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.services import add_person
from billing.models import PlanPrice, StripeObject, Subscription
from billing.standing import pause_of
from billing.tests.paying import bought_of, deliver, session_id_of
from organizations.models import Role
from organizations.purging import purge
from organizations.scoping import scope, unscoped
from organizations.services.closing import mark_closed
from organizations.services.seats import admit
from project.errors import Conflict

TERMS = {"plan": "standard", "seats": "4", "interval": "year"}


@pytest.fixture
def client(school, sign_in):
    return sign_in(school.alice)


def buy(client, school, stripe, **terms) -> dict:
    answer = client.post(school.url("manage/billing/buy/"), TERMS | terms)
    bought = stripe.store.pay(session_id_of(answer))
    deliver(client, stripe)
    return bought


def give(school, status: str = "active", **fields) -> Subscription:
    with unscoped("tests"):
        return Subscription.objects.create(
            organization=school.organization, plan="starter", status=status, **fields
        )


def let_in(school, name: str, role: Role) -> None:
    person = add_person(email=f"{name}@hill.example", password=None, name=name)
    with scope(school.organization.pk):
        admit(organization=school.organization, user=person, role=role)


def page_of(client, school) -> str:
    return client.get(school.url("manage/billing/")).content.decode()


def test_it_works(stripe, school, client):
    buy(client, school, stripe)
    bought = bought_of(organization=school.organization)
    assert (bought.plan, bought.quantity, bought.interval) == ("standard", 4, "year")
    page = page_of(client, school)
    assert "3 of 4 taken" in page
    assert "$200" in page
    assert "LEC-0001" in page


def test_seats_are_changed_once_the_price_is_shown(stripe, school, client):
    buy(client, school, stripe)
    seats = school.url("manage/billing/seats/")
    shown = client.post(seats, {"seats": "6", "do": "preview"}).content.decode()
    assert "With 6 seats the next invoice comes to $350" in shown
    assert bought_of(organization=school.organization).quantity == 4
    assert client.post(seats, {"seats": "6", "do": "change"}).status_code == 302
    assert bought_of(organization=school.organization).quantity == 6
    too_few = client.post(seats, {"seats": "2", "do": "change"})
    assert too_few.status_code == 422
    assert "3 people are members" in too_few.content.decode()


def test_a_full_house_lets_nobody_in_and_sends_nobody_away(stripe, school, client):
    bought = buy(client, school, stripe)
    let_in(school, "eve", Role.STUDENT)
    with pytest.raises(Conflict, match="not enough are left"):
        let_in(school, "fred", Role.STUDENT)
    let_in(school, "gus", Role.GUARDIAN)
    bought["items"]["data"][0]["quantity"] = 2  # in the portal
    stripe.store.emit("customer.subscription.updated", bought)
    deliver(client, stripe)
    assert "4 of 2 taken" in page_of(client, school)
    assert client.get(school.url("people/")).status_code == 200


@pytest.mark.parametrize("status", ["paused", "incomplete", "unpaid", "canceled"])
def test_what_is_not_paid_is_read_only_and_can_be_exported(status, school, client):
    assert pause_of(school.organization, timezone.now()) == ""  # nothing was ever bought
    give(school, status)
    assert "does not run" in pause_of(school.organization, timezone.now())
    page = page_of(client, school)
    assert "Everything that was made can be read and exported" in page
    assert client.post(school.url("manage/data/exports/")).status_code == 302


def test_what_is_due_has_days_of_grace(school, client):
    due = give(school, "past_due", grace_ends_at=timezone.now() + timedelta(days=3), stripe_id="s")
    assert pause_of(school.organization, timezone.now()) == ""
    for path in ("manage/billing/", "manage/", ""):
        assert (
            "The last payment for Starter failed" in client.get(school.url(path)).content.decode()
        )
    assert pause_of(school.organization, due.grace_ends_at) != ""


def test_staff_give_a_plan(school, client):
    school.alice.is_staff = True
    school.alice.save()
    form = {
        "organization": str(school.organization.pk), "plan": "enterprise", "interval": "year",
        "quantity": "900", "status": "active",
    }  # fmt: skip
    assert client.post("/admin/billing/subscription/add/", form).status_code == 302
    both = form | {"person": str(school.bob.pk)}
    assert client.post("/admin/billing/subscription/add/", both).status_code == 200
    page = page_of(client, school)
    assert "3 of 900 taken" in page
    assert "Payment is not set up here" in page


def test_a_trial_of_our_own_is_had_once(school, client):
    try_it = school.url("manage/billing/trial/")
    assert client.post(try_it, TERMS).status_code == 302
    assert client.post(try_it, TERMS).status_code == 409
    assert "The trial of Standard runs until" in page_of(client, school)


def test_who_goes_for_good_pays_no_more(stripe, school, client):
    bought = buy(client, school, stripe)
    purge(mark_closed(school.organization))
    assert stripe.store.rows[bought["id"]]["status"] == "canceled"


def test_setting_up_twice_makes_one_of_each(stripe, capsys):
    PlanPrice.objects.all().delete()
    for _time in range(2):
        call_command("stripe_setup")
    assert len(stripe.store.all("product")) == 6
    assert len([row for row in stripe.store.all("price") if row["lookup_key"]]) == 12
    assert len(stripe.store.all("billing_portal.configuration")) == 1
    [endpoint] = stripe.store.all("webhook_endpoint")
    assert endpoint["api_version"] == "2026-10-28.endive"
    assert PlanPrice.objects.filter(is_offered=True).count() == 12
    assert StripeObject.objects.count() == 2
    assert capsys.readouterr().out.count("LECTERN_STRIPE_WEBHOOK_SECRETS=whsec_") == 1


def test_revenue_and_failed_payments_are_shown_to_staff(stripe, school, client):
    bought = buy(client, school, stripe, interval="month")
    stripe.store.renew(bought["id"])
    stripe.store.renew(bought["id"], is_paid=False)
    deliver(client, stripe)
    school.alice.is_staff = True
    school.alice.save()
    page = client.get("/admin/billing/invoice/").content.decode()
    assert "1 invoice is open after a payment that failed" in page
    assert "$20" in page


def test_what_is_bought_becomes_the_plan_but_for_what_was_set_by_hand(stripe, school, client):
    here = school.organization
    here.monthly_text_limit, here.monthly_video_limit = 2000, 77  # as its type begins; by hand
    here.save()
    buy(client, school, stripe, plan="starter")
    here.refresh_from_db()
    assert (here.options.pricing.org_plan, here.monthly_text_limit) == ("starter", 500)
    assert (here.monthly_video_limit, here.storage_limit_gb) == (77, 200)
    page = page_of(client, school)
    assert "Videos a month: 77, as set by who runs this site; Starter covers 100." in page
