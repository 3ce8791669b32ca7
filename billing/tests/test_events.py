"""What Stripe sends: signed or not, once or often, in any order, about anybody."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from billing import gateway, reconciling, syncing
from billing.models import Checkout, Customer, Invoice, OutgoingCall, StripeEvent, Subscription
from billing.subjects import Subject, customer_of
from billing.tests.paying import WEBHOOK, bought_of, deliver, send
from billing.tests.standin.api import answer
from organizations import jobs
from organizations.models import Job
from organizations.scoping import unscoped
from organizations.tests.working import work_off


def buy(stripe, subject: Subject, *, plan: str = "plus", quantity: int = 1) -> dict:
    """What comes of a purchase at Stripe: the subscription there. Nobody has told us yet."""
    made = answer(stripe.store, "POST", "/v1/customers", {"metadata": subject.metadata})
    row = customer_of(subject)
    Customer._base_manager.filter(pk=row.pk).update(stripe_id=made["id"])
    price = next(one for one in stripe.store.all("price") if one["product"] == f"lectern_{plan}")
    terms = {
        "mode": "subscription",
        "customer": made["id"],
        "line_items": [{"price": price["id"], "quantity": str(quantity)}],
        "success_url": "/",
    }
    session = answer(stripe.store, "POST", "/v1/checkout/sessions", terms)
    return stripe.store.pay(session["id"])


@pytest.fixture
def bob(school):
    return Subject(person=school.bob)


def of_kind(stripe, kind: str) -> dict:
    return [event for event in stripe.store.events if event["type"] == kind][-1]


def invoices_of(subscription: Subscription) -> int:
    return Invoice._base_manager.filter(subscription=subscription).count()


def state_of(event: dict) -> str:
    return StripeEvent.objects.get(stripe_id=event["id"]).state


def test_it_works(stripe, bob, client):
    bought = buy(stripe, bob)
    deliver(client, stripe)
    row = bought_of(person=bob.person)
    assert (row.stripe_id, row.status, row.plan) == (bought["id"], "active", "plus")
    assert row.current_period_end > timezone.now() + timedelta(days=29)
    kept = StripeEvent.objects.get(kind="customer.subscription.created")
    assert (kept.state, kept.api_version) == ("done", "2026-10-28.endive")


def test_it_is_kept_at_once_and_worked_on_by_the_queue(stripe, bob, client):
    buy(stripe, bob)
    asked = len(stripe.asked)
    event = of_kind(stripe, "customer.subscription.created")
    assert send(client, event).status_code == 200
    assert len(stripe.asked) == asked
    assert state_of(event) == "received"


def test_the_same_again_changes_nothing(stripe, bob, client):
    buy(stripe, bob)
    deliver(client, stripe)
    before = bought_of(person=bob.person).synced_at
    deliver(client, stripe)
    assert bought_of(person=bob.person).synced_at == before
    assert set(StripeEvent.objects.values_list("deliveries", flat=True)) == {2}


def test_the_order_does_not_matter(stripe, bob, client):
    bought = buy(stripe, bob)
    stripe.store.renew(bought["id"], is_paid=False)
    stripe.store.set_status(bought["id"], "unpaid")
    for event in reversed(stripe.store.events):
        send(client, event)
    work_off()
    row = bought_of(person=bob.person)
    assert row.status == "unpaid"
    assert invoices_of(row) == 2
    assert not row.gives_access(timezone.now())


def test_an_event_of_an_old_version_is_only_a_hint(stripe, bob, client):
    """The period's end stood on the subscription itself, then, and here it lies."""
    bought = buy(stripe, bob)
    old = {key: value for key, value in bought.items() if key != "items"}
    old |= {"status": "canceled", "current_period_end": 1}
    event = stripe.store.emit("customer.subscription.updated", old, version="2020-08-27")
    send(client, event)
    work_off()
    assert state_of(event) == "done"
    assert bought_of(person=bob.person).status == "active"


@pytest.mark.parametrize(
    ("why", "options"),
    [
        ("another's secret", {"secret": "whsec_other"}),
        ("six minutes old", {"at": int(time.time()) - 360}),
    ],
)
def test_what_is_not_signed_now_is_refused(why, options, stripe, bob, client):
    buy(stripe, bob)
    event = of_kind(stripe, "customer.subscription.created")
    assert send(client, event, **options).status_code == 400
    assert client.post(WEBHOOK, event, content_type="application/json").status_code == 400
    assert not StripeEvent.objects.exists()
    assert send(client, event, at=int(time.time()) - 240).status_code == 200


def test_while_secrets_are_changed_both_are_known(stripe, bob, client, settings):
    buy(stripe, bob)
    settings.STRIPE_WEBHOOK_SECRETS = ["whsec_new", *settings.STRIPE_WEBHOOK_SECRETS]
    assert send(client, stripe.store.events[-1], secret="whsec_new").status_code == 200
    assert send(client, stripe.store.events[-1]).status_code == 200


def test_of_strangers_nothing_is_written(stripe, bob, client):
    """Another installation's, with the same account; and kinds that we do not know."""
    bought = buy(stripe, bob)
    Customer._base_manager.update(stripe_id=None)
    unknown = stripe.store.emit("customer.created", {"object": "payment_method", "id": "pm_1"})
    unknown["type"] = "payment_method.attached"
    deliver(client, stripe)
    assert state_of(unknown) == "ignored"
    assert StripeEvent.objects.get(kind="customer.subscription.created").state == "ignored"
    with unscoped("tests"):
        assert not Subscription.objects.filter(stripe_id=bought["id"]).exists()


def test_for_a_deleted_customer_all_ends(stripe, bob, client):
    bought = buy(stripe, bob)
    deliver(client, stripe)
    stripe.store.delete_customer(bought["customer"])
    del stripe.store.rows[bought["id"]]
    deliver(client, stripe)
    assert bought_of(person=bob.person).status == "canceled"
    assert customer_of(bob).stripe_id is None
    assert not StripeEvent.objects.exclude(state__in=["done", "ignored"]).exists()


def test_another_organization_s_stays_another_s(stripe, school, charlie, client):
    """An event whose words name one organization, of a customer that is another's."""
    ours, theirs = (
        Subject(organization=school.organization),
        Subject(organization=charlie.memberships.get(organization__type="school").organization),
    )
    buy(stripe, ours, plan="starter", quantity=5)
    bought = buy(stripe, theirs, plan="standard", quantity=50)
    bought["metadata"] = ours.metadata
    deliver(client, stripe)
    assert bought_of(organization=theirs.organization).quantity == 50
    assert bought_of(organization=ours.organization).quantity == 5
    bought["customer"] = customer_of(ours).stripe_id  # as it can never be
    event = stripe.store.emit("customer.subscription.updated", bought)
    send(client, event)
    work_off()
    assert state_of(event) == "failed"
    assert bought_of(organization=theirs.organization).stripe_id == bought["id"]


def test_a_worker_that_dies_between_is_made_up_for(stripe, bob, client):
    """The row is there, and neither a job nor a message: the sweep finds it."""
    buy(stripe, bob)
    event = of_kind(stripe, "customer.subscription.created")
    send(client, event)
    with unscoped("tests"):
        Job.objects.all().delete()
    jobs.sweep()
    work_off()
    assert state_of(event) == "done"
    assert bought_of(person=bob.person).status == "active"


def test_stripe_that_fails_is_asked_again(stripe, bob, client, monkeypatch):
    monkeypatch.setattr("stripe.HTTPClient._sleep_time_seconds", lambda *_: 0)
    bought = buy(stripe, bob)
    stripe.faults[f"/v1/subscriptions/{bought['id']}"] = [500] * 3
    event = of_kind(stripe, "customer.subscription.created")
    send(client, event)
    work_off()
    assert state_of(event) == "received"
    with unscoped("tests"):
        Job.objects.update(run_after=timezone.now())
    work_off()
    assert state_of(event) == "done"


def test_an_older_look_does_not_undo_a_newer(stripe, bob, client):
    """Two workers at once: who began to look first comes to write last."""
    bought = buy(stripe, bob)
    deliver(client, stripe)
    early = syncing.database_now()
    old = gateway.fetch_subscription(bought["id"])
    stripe.store.set_status(bought["id"], "canceled")
    deliver(client, stripe, since=-1)
    written = syncing.write_subscription(old, asked_at=early)
    assert written == "what is written is newer"
    assert bought_of(person=bob.person).status == "canceled"


def test_what_never_arrived_is_found_within_a_day(stripe, bob):
    bought = buy(stripe, bob)
    reconciling.reconcile()
    work_off()
    row = bought_of(person=bob.person)
    assert row.status == "active"
    assert invoices_of(row) == 1
    stripe.store.set_status(bought["id"], "canceled")
    reconciling.reconcile()
    work_off()
    assert bought_of(person=bob.person).status == "canceled"


def test_staff_process_an_event_again(stripe, bob, client, school):
    buy(stripe, bob)
    deliver(client, stripe)
    event = StripeEvent.objects.get(kind="customer.subscription.created")
    with unscoped("tests"):
        Subscription.objects.all().delete()
    school.alice.is_staff = True
    school.alice.save()
    client.force_login(school.alice)
    body = {"action": "process_again", "_selected_action": [str(event.pk)]}
    client.post("/admin/billing/stripeevent/", body)
    work_off()
    assert bought_of(person=bob.person).status == "active"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, databases=["default", "content"])
def test_two_at_once_are_one(stripe, bob):
    """The same event four times, and two workers that look at the same subscription."""
    buy(stripe, bob)
    found = []
    event = of_kind(stripe, "customer.subscription.created")
    at_once([lambda: found.append(send(Client(), event).status_code)] * 4)
    assert found == [200] * 4
    assert StripeEvent.objects.get(stripe_id=event["id"]).deliveries == 4
    for other in stripe.store.events:
        send(Client(), other)
    at_once([work_off] * 3)
    assert bought_of(person=bob.person).status == "active"
    assert not StripeEvent.objects.filter(state__in=["received", "failed"]).exists()
    assert not Checkout._base_manager.exists()
    assert not OutgoingCall.objects.exists()


def at_once(works: list) -> None:
    start = threading.Barrier(len(works))

    def run(work) -> None:
        start.wait()
        try:
            work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
