"""From the pricing page over Stripe's to what was bought, by the doors that people use."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from billing.models import Checkout, Invoice, OutgoingCall, Plan, Subscription
from billing.plans import forget_plans
from billing.tests.paying import bought_of, customer_of, deliver, session_id_of
from billing.tests.standin.server import LOST
from organizations.scoping import unscoped

BUY = reverse("buying:checkout_create")
SESSIONS, CUSTOMERS = "/v1/checkout/sessions", "/v1/customers"


def buy(client, plan: str = "plus", interval: str = "month", **more):
    return client.post(BUY, {"plan": plan, "interval": interval, **more})


def buy_and_read(client) -> str:
    return client.post(BUY, {"plan": "plus"}, follow=True).content.decode()


def checkout_of(**subject) -> Checkout:
    with unscoped("tests"):
        return Checkout.objects.filter(**subject).latest("created_at")


def test_it_works(stripe, school, sign_in):
    client = sign_in(school.bob)
    answer = buy(client, "premium", "year", back="/pricing/?again")
    [asked] = stripe.made(SESSIONS)
    stripe.store.pay(session_id_of(answer))
    waiting = reverse("buying:checkout_return", args=[checkout_of(person=school.bob).pk])
    assert "Waiting for the payment service" in client.get(waiting).content.decode()
    with unscoped("tests"):
        assert not Subscription.objects.exists()  # the way back gives nothing by itself
    deliver(client, stripe)
    page = client.get(waiting).content.decode()
    assert "Premium is set up" in page
    assert 'href="/pricing/?again"' in page
    bought = bought_of(person=school.bob)
    assert (bought.plan, bought.interval, bought.status) == ("premium", "year", "trialing")
    assert bought.current_period_end == bought.trial_ends_at
    assert asked.key
    assert asked.params["allow_promotion_codes"] == "true"
    invoice = Invoice._base_manager.get(person=school.bob)
    assert invoice.subscription == bought


def test_the_state_stops_asking_when_it_is_there(stripe, school, sign_in):
    client = sign_in(school.bob)
    stripe.store.pay(session_id_of(buy(client)))
    url = reverse("buying:checkout_state", args=[checkout_of(person=school.bob).pk])
    assert client.get(url).status_code == 200
    deliver(client, stripe)
    assert client.get(url).status_code == 286


def test_a_trial_needs_no_card_and_is_had_once(stripe, school, sign_in):
    client = sign_in(school.bob)
    answer = buy(client)
    [asked] = stripe.made(SESSIONS)
    assert asked.params["payment_method_collection"] == "if_required"
    assert asked.params["subscription_data"]["trial_period_days"] == "7"
    subscription = stripe.store.pay(session_id_of(answer), card="none")
    deliver(client, stripe)
    assert customer_of(person=school.bob).trial_used_at
    stripe.store.end_trial(subscription["id"])
    deliver(client, stripe)
    assert bought_of(person=school.bob).status == "paused"
    stripe.store.set_status(subscription["id"], "canceled")
    deliver(client, stripe)
    buy(client)
    again = stripe.made(SESSIONS)[-1].params
    assert "trial_period_days" not in again["subscription_data"]
    assert "payment_method_collection" not in again


def test_my_plan_says_what_one_pays_and_leads_to_the_portal(stripe, school, sign_in):
    client, plan = sign_in(school.dana), school.url("plan/")
    assert "Invoices" not in client.get(plan).content.decode()
    stripe.store.pay(session_id_of(buy(client)))
    deliver(client, stripe)
    page = client.get(plan).content.decode()
    assert "LEC-0001" in page and reverse("buying:portal") in page
    assert "LEC-0001" not in sign_in(school.bob).get(plan).content.decode()


def test_nobody_buys_twice(stripe, school, sign_in):
    client = sign_in(school.bob)
    first, again = buy(client), buy(client)
    assert first.context["address"] == again.context["address"]
    other = buy(client, "premium")  # the first page is closed
    sessions = stripe.store.all("checkout.session")
    assert [row["status"] for row in sessions] == ["open", "expired"]
    stripe.store.pay(session_id_of(other))
    assert buy(client, "family").status_code == 409  # paid, and we have not been told yet
    assert len(stripe.made(SESSIONS)) == 2
    deliver(client, stripe)
    assert buy(client, "family").status_code == 409
    assert len(stripe.made(CUSTOMERS)) == 1


@pytest.mark.parametrize("path", [CUSTOMERS, SESSIONS])
def test_a_lost_answer_makes_nothing_twice(path, stripe, school, sign_in, monkeypatch):
    monkeypatch.setattr("stripe.HTTPClient._sleep_time_seconds", lambda *_: 0)
    client = sign_in(school.bob)
    stripe.faults[path] = [LOST] * 3  # the package itself asks three times
    assert buy(client).status_code == 503
    assert OutgoingCall.objects.filter(state="asked").count() == 1
    assert buy(client).status_code == 200
    assert len(stripe.store.all("customer")) == 1
    assert len(stripe.store.all("checkout.session")) == 1
    assert len({one.key for one in stripe.made(path)}) == 1
    assert not OutgoingCall.objects.filter(state="asked").exists()


@pytest.mark.parametrize("became", ["refused", "lost, two days ago"])
def test_a_purchase_that_got_no_page_is_in_nobody_s_way(
    became, stripe, school, sign_in, monkeypatch
):
    monkeypatch.setattr("stripe.HTTPClient._sleep_time_seconds", lambda *_: 0)
    client = sign_in(school.bob)
    buy(client)
    state = "refused" if became == "refused" else "asked"
    two_days_ago = timezone.now() - timedelta(days=2)
    OutgoingCall.objects.filter(action="checkout").update(state=state, created_at=two_days_ago)
    Checkout._base_manager.update(session_id=None, url="", created_at=two_days_ago)
    assert buy(client, "premium").status_code == 200
    assert stripe.made(SESSIONS)[-1].params["line_items"]
    assert Checkout._base_manager.filter(state="open").get().plan == "premium"


def test_a_deleted_customer_is_made_anew(stripe, school, sign_in):
    client = sign_in(school.bob)
    stripe.store.pay(session_id_of(buy(client)))
    deliver(client, stripe)
    old = customer_of(person=school.bob).stripe_id
    stripe.store.delete_customer(old)
    deliver(client, stripe)
    assert bought_of(person=school.bob).status == "canceled"
    assert customer_of(person=school.bob).stripe_id is None
    assert buy(client).status_code == 200
    assert customer_of(person=school.bob).stripe_id not in (None, old)


def test_a_failed_payment_has_days_of_grace(stripe, school, sign_in):
    client = sign_in(school.bob)
    subscription = stripe.store.pay(session_id_of(buy(client)))
    failed = stripe.store.renew(subscription["id"], is_paid=False)
    deliver(client, stripe)
    bought = bought_of(person=school.bob)
    assert bought.status == "past_due"
    now = timezone.now()
    late = now + timedelta(days=15)
    with unscoped("tests"):
        assert list(Subscription.objects.giving_access(now)) == [bought]
        assert list(Subscription.objects.giving_access(late)) == []
    assert (bought.gives_access(now), bought.gives_access(late)) == (True, False)
    page = client.get(reverse("buying:subscription")).content.decode()
    assert "The last payment for Plus failed" in page
    assert "the payment failed" in page
    stripe.store.pay_invoice(failed["latest_invoice"])
    deliver(client, stripe)
    assert bought_of(person=school.bob).grace_ends_at is None


def test_another_person_does_not_see_the_purchase(stripe, school, sign_in):
    buy(sign_in(school.bob))
    url = reverse("buying:checkout_return", args=[checkout_of(person=school.bob).pk])
    assert sign_in(school.alice).get(url).status_code == 404


def test_the_portal_is_stripe_s(stripe, school, sign_in):
    client = sign_in(school.bob)
    assert client.post(reverse("buying:portal")).status_code == 409  # nothing was bought
    stripe.store.pay(session_id_of(buy(client)))
    deliver(client, stripe)
    answer = client.post(reverse("buying:portal"))
    assert answer.context["address"].startswith(f"{stripe.url}/portal/")


def test_taxes_are_a_setting(stripe, school, sign_in, settings):
    settings.STRIPE_TAX = True
    buy(sign_in(school.bob))
    assert stripe.made(SESSIONS)[-1].params["automatic_tax"] == {"enabled": "true"}


def test_without_a_key_there_is_a_trial_of_our_own(school, sign_in):
    client = sign_in(school.bob)
    assert "Payment is not set up here" in client.get(reverse("buying:pricing")).content.decode()
    assert "Payment is not set up" in buy_and_read(client)
    try_it = reverse("buying:trial_create")
    assert client.post(try_it, {"plan": "plus"}).status_code == 302
    assert client.post(try_it, {"plan": "premium"}).status_code == 409
    with unscoped("tests"):
        [tried] = Subscription.objects.filter(person=school.bob)
    assert tried.gives_access(timezone.now() + timedelta(days=6))
    assert not tried.gives_access(timezone.now() + timedelta(days=8))
    assert client.post(try_it, {"plan": "standard"}).status_code == 422  # an organization's


def test_a_way_back_leads_nowhere_else(stripe, school, sign_in):
    client = sign_in(school.bob)
    buy(client, back="https://evil.example/")
    assert checkout_of(person=school.bob).back == reverse("buying:pricing")


@pytest.fixture
def plans_anew(db):
    yield
    forget_plans()


@pytest.mark.usefixtures("plans_anew")
def test_the_pricing_page_says_what_each_plan_holds_as_the_table_has_it(client):
    Plan.objects.filter(pk="plus").update(name="Plus Ultra", text_a_month=111)
    forget_plans()
    page = client.get(reverse("buying:pricing")).content.decode()
    assert "Plus Ultra" in page
    assert "111 text lessons a month · 20 videos a month · 200 questions a day" in page
    assert "60 videos a month, shared" in page
    assert "up to 3 schools · 1,000 GB of storage" in page
