"""The state of the stand-in, and what changes it: purchases, time, cards that fail."""

import itertools
import threading
import time
from collections.abc import Callable
from typing import Any

from billing.gateway import API_VERSION
from billing.tests.standin import objects

Changed = Callable[[dict], object]


class Refused(Exception):
    """An answer in Stripe's form of an error."""

    def __init__(self, status: int, message: str, *, code: str = "", kind: str = ""):
        super().__init__(message)
        self.status = status
        self.body = {"error": {"message": message, "type": kind or "invalid_request_error"}}
        if code:
            self.body["error"]["code"] = code


class Store:
    """rows: {id: object} of all kinds. on_event: called with each event as it happens.

    url: where its pages are. skew_s: how far its clock is ahead.
    """

    def __init__(self, url: str = "http://127.0.0.1"):
        self.lock = threading.RLock()
        self.url = url
        self.rows: dict[str, dict] = {}
        self.orders: dict[str, dict] = {}  # what a checkout session is for, by its id
        self.secrets: dict[str, str] = {}  # of endpoints
        self.replies: dict[str, tuple[str, Any]] = {}  # by idempotency key
        self.events: list[dict] = []
        self.on_event: Changed = lambda event: None
        self.skew_s = 0
        self._numbers = itertools.count(1)

    def now(self) -> int:
        return int(time.time()) + self.skew_s

    def new_id(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers):08d}"

    def all(self, name: str) -> list[dict]:
        """Of a kind, the newest first."""
        return [row for row in reversed(self.rows.values()) if row["object"] == name]

    def get(self, object_id: str, name: str) -> dict:
        row = self.rows.get(object_id)
        if row is None or row["object"] != name:
            raise Refused(404, f"No such {name}: '{object_id}'", code="resource_missing")
        return row

    def add(self, row: dict) -> dict:
        self.rows[row["id"]] = row
        return row

    def emit(self, kind: str, about: dict, *, version: str = API_VERSION) -> dict:
        """The object as it is now, as events have it."""
        event = objects.event(self.new_id("evt"), self.now(), kind, dict(about), version)
        self.events.append(event)
        self.on_event(event)
        return event

    # --- what happens on Stripe's own pages ---

    def pay(self, session_id: str, *, card: str = "good") -> dict:
        """Somebody completes a checkout. card: good, bad or none. Returns the subscription."""
        with self.lock:
            session = self.get(session_id, "checkout.session")
            if session["status"] != "open":
                raise Refused(400, "This session is not open any more.")
            order = self.orders[session_id]
            needs_card = session["payment_method_collection"] == "always"
            if card == "none" and needs_card:
                raise Refused(402, "A card is needed.", kind="card_error")
            if card == "bad":
                raise Refused(402, "Your card was declined.", kind="card_error")
            subscription = self._subscribe(session, order, has_card=card == "good")
            session |= {"status": "complete", "subscription": subscription["id"], "url": None}
            session["payment_status"] = (
                "paid" if not subscription["trial_end"] else "no_payment_required"
            )
            self.emit("checkout.session.completed", session)
            return subscription

    def _subscribe(self, session: dict, order: dict, *, has_card: bool) -> dict:
        line = order["line_items"][0]
        subscription = self.add(
            objects.subscription(
                self.new_id("sub"), self.now(), item_id=self.new_id("si"),
                of=self.get(line["price"], "price"), session=session,
                terms=order.get("subscription_data", {}), quantity=int(line.get("quantity", 1)),
            )
        )  # fmt: skip
        if has_card:
            subscription["default_payment_method"] = self.new_id("pm")
        self.emit("customer.subscription.created", subscription)
        self._bill(subscription, 0 if subscription["trial_end"] else self._due(subscription))
        return subscription

    def _due(self, subscription: dict) -> int:
        item = subscription["items"]["data"][0]
        return item["price"]["unit_amount"] * item["quantity"]

    def _bill(self, subscription: dict, amount: int, *, is_paid: bool = True) -> dict:
        count = len(self.all("invoice")) + 1
        invoice = self.add(
            objects.invoice(
                self.new_id("in"), self.now(), number=f"LEC-{count:04d}",
                subscription=subscription, amount=amount, pages=self.url,
            )
        )  # fmt: skip
        subscription["latest_invoice"] = invoice["id"]
        self._take_credit(invoice)
        self.emit("invoice.created", invoice)
        self._try_to_pay(invoice, is_paid=is_paid)
        return invoice

    def _take_credit(self, invoice: dict) -> None:
        """What the customer is owed comes off what is due."""
        customer = self.rows[invoice["customer"]]
        taken = min(-customer.get("balance", 0), invoice["amount_due"])
        if taken > 0:
            invoice["starting_balance"] = customer["balance"]
            customer["balance"] += taken
            invoice["amount_due"] -= taken
            invoice["amount_remaining"] -= taken

    def _try_to_pay(self, invoice: dict, *, is_paid: bool) -> None:
        invoice["attempted"] = True
        invoice["attempt_count"] += 1
        if is_paid:
            invoice |= {
                "status": "paid", "amount_paid": invoice["amount_due"], "amount_remaining": 0,
                "next_payment_attempt": None,
            }  # fmt: skip
            invoice["status_transitions"]["paid_at"] = self.now()
            self.emit("invoice.paid", invoice)
        else:
            invoice["next_payment_attempt"] = self.now() + 3 * objects.DAY_S
            self.emit("invoice.payment_failed", invoice)

    # --- time ---

    def end_trial(self, subscription_id: str) -> dict:
        """Paid where there is a card; paused or canceled, as was agreed, where there is none."""
        with self.lock:
            subscription = self.get(subscription_id, "subscription")
            if subscription["default_payment_method"]:
                return self.renew(subscription_id)
            behavior = subscription["trial_settings"]["end_behavior"]["missing_payment_method"]
            subscription["status"] = {"pause": "paused", "cancel": "canceled"}[behavior]
            kind = "paused" if behavior == "pause" else "deleted"
            self.emit(f"customer.subscription.{kind}", subscription)
            return subscription

    def renew(self, subscription_id: str, *, is_paid: bool = True) -> dict:
        """The next period begins."""
        with self.lock:
            subscription = self.get(subscription_id, "subscription")
            item = subscription["items"]["data"][0]
            start = item["current_period_end"]
            length = objects.LENGTHS_S[item["price"]["recurring"]["interval"]]
            item |= {"current_period_start": start, "current_period_end": start + length}
            self._bill(subscription, self._due(subscription), is_paid=is_paid)
            subscription["status"] = "active" if is_paid else "past_due"
            self.emit("customer.subscription.updated", subscription)
            return subscription

    def pay_invoice(self, invoice_id: str) -> None:
        """The card is put right, and what was due is paid."""
        with self.lock:
            invoice = self.get(invoice_id, "invoice")
            self._try_to_pay(invoice, is_paid=True)
            details = invoice["parent"]["subscription_details"]
            subscription = self.get(details["subscription"], "subscription")
            subscription["status"] = "active"
            self.emit("customer.subscription.updated", subscription)

    def set_status(self, subscription_id: str, status: str) -> dict:
        with self.lock:
            subscription = self.get(subscription_id, "subscription")
            subscription["status"] = status
            over = status == "canceled"
            subscription["ended_at"] = self.now() if over else None
            kind = "deleted" if over else "updated"
            self.emit(f"customer.subscription.{kind}", subscription)
            return subscription

    def delete_customer(self, customer_id: str) -> None:
        with self.lock:
            customer = self.get(customer_id, "customer")
            for subscription in self.all("subscription"):
                if subscription["customer"] == customer_id:
                    self.set_status(subscription["id"], "canceled")
            self.rows[customer_id] = {"id": customer_id, "object": "customer", "deleted": True}
            self.emit("customer.deleted", customer)
