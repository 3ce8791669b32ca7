"""Stripe's addresses -> what they do to the store. Each answers with an object, or is refused."""

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from billing.tests.standin import objects
from billing.tests.standin.params import is_true
from billing.tests.standin.store import Refused, Store

Handler = Callable[..., dict]
ROUTES: list[tuple[str, re.Pattern, Handler]] = []


def route(method: str, pattern: str) -> Callable[[Handler], Handler]:
    def add(handler: Handler) -> Handler:
        ROUTES.append((method, re.compile(pattern.replace("{id}", r"([\w.]+)") + "$"), handler))
        return handler

    return add


def answer(store: Store, method: str, path: str, params: dict[str, Any]) -> dict:
    """A copy: what happens next does not change what was said."""
    for known, pattern, handler in ROUTES:
        if known == method and (found := pattern.match(path)):
            with store.lock:
                return deepcopy(handler(store, params, *found.groups()))
    raise Refused(404, f"Unrecognized request URL ({method}: {path}).")


def _expanded(store: Store, row: dict, wanted: list[str]) -> dict:
    """The only one that we ask for."""
    invoice = row.get("latest_invoice")
    if invoice and any(path.endswith("latest_invoice") for path in wanted):
        return row | {"latest_invoice": store.get(invoice, "invoice")}
    return row


def _page(rows: list[dict], params: dict, url: str) -> dict:
    after, limit = params.get("starting_after"), int(params.get("limit", 10))
    if after:
        ids = [row["id"] for row in rows]
        if after not in ids:
            raise Refused(400, f"No such object: '{after}'", code="resource_missing")
        rows = rows[ids.index(after) + 1 :]
    return objects.listed(rows[:limit], url, has_more=len(rows) > limit)


@route("POST", "/v1/customers")
def create_customer(store: Store, params: dict) -> dict:
    row = store.add(objects.customer(store.new_id("cus"), store.now(), params))
    store.emit("customer.created", row)
    return row


@route("GET", "/v1/customers/{id}")
def get_customer(store: Store, params: dict, object_id: str) -> dict:
    return store.get(object_id, "customer")


@route("POST", "/v1/customers/{id}/balance_transactions")
def create_balance_transaction(store: Store, params: dict, object_id: str) -> dict:
    row = store.get(object_id, "customer")
    row["balance"] += int(params["amount"])
    made = objects.balance_transaction(store.new_id("cbtxn"), store.now(), row, params)
    store.emit("customer.updated", row)
    return store.add(made)


@route("GET", "/v1/customers/{id}/balance_transactions")
def list_balance_transactions(store: Store, params: dict, object_id: str) -> dict:
    rows = store.all("customer_balance_transaction")
    mine = [row for row in rows if row["customer"] == object_id]
    return _page(mine, params, f"/v1/customers/{object_id}/balance_transactions")


@route("POST", "/v1/products")
def create_product(store: Store, params: dict) -> dict:
    return store.add(objects.product(params["id"], store.now(), params))


@route("GET", "/v1/products/{id}")
def get_product(store: Store, params: dict, object_id: str) -> dict:
    return store.get(object_id, "product")


@route("POST", "/v1/prices")
def create_price(store: Store, params: dict) -> dict:
    store.get(params["product"], "product")
    name = params.get("lookup_key")
    for row in store.all("price"):
        if name and row["lookup_key"] == name:
            if not is_true(params.get("transfer_lookup_key")):
                raise Refused(400, f"A price (`{row['id']}`) already uses that lookup key.")
            row["lookup_key"] = None
    return store.add(objects.price(store.new_id("price"), store.now(), params))


@route("GET", "/v1/prices")
def list_prices(store: Store, params: dict) -> dict:
    names = params.get("lookup_keys", [])
    return _page(
        [row for row in store.all("price") if row["lookup_key"] in names], params, "/v1/prices"
    )


@route("POST", "/v1/checkout/sessions")
def create_session(store: Store, params: dict) -> dict:
    customer = store.get(params["customer"], "customer")
    if customer.get("deleted"):
        raise Refused(400, f"No such customer: '{customer['id']}'", code="resource_missing")
    for line in params["line_items"]:
        store.get(line["price"], "price")
    object_id = store.new_id("cs_test")
    url = f"{store.url}/checkout/{object_id}"
    store.orders[object_id] = params
    return store.add(objects.session(object_id, store.now(), params, url))


@route("GET", "/v1/checkout/sessions/{id}")
def get_session(store: Store, params: dict, object_id: str) -> dict:
    return store.get(object_id, "checkout.session")


@route("POST", "/v1/checkout/sessions/{id}/expire")
def expire_session(store: Store, params: dict, object_id: str) -> dict:
    row = store.get(object_id, "checkout.session")
    if row["status"] != "open":
        raise Refused(400, f"Only open sessions can be expired; this one is {row['status']}.")
    row |= {"status": "expired", "url": None}
    store.emit("checkout.session.expired", row)
    return row


@route("POST", "/v1/billing_portal/sessions")
def create_portal_session(store: Store, params: dict) -> dict:
    store.get(params["customer"], "customer")
    object_id = store.new_id("bps")
    url = f"{store.url}/portal/{object_id}"
    return store.add(objects.portal_session(object_id, store.now(), params, url))


@route("POST", "/v1/billing_portal/configurations")
def create_configuration(store: Store, params: dict) -> dict:
    return store.add(objects.portal_configuration(store.new_id("bpc"), store.now(), params))


@route("POST", "/v1/billing_portal/configurations/{id}")
def update_configuration(store: Store, params: dict, object_id: str) -> dict:
    store.get(object_id, "billing_portal.configuration")
    return store.add(objects.portal_configuration(object_id, store.now(), params))


@route("GET", "/v1/subscriptions")
def list_subscriptions(store: Store, params: dict) -> dict:
    rows = store.all("subscription")
    if params.get("status") != "all":
        rows = [row for row in rows if row["status"] != "canceled"]
    wanted = params.get("expand", [])
    page = _page(rows, params, "/v1/subscriptions")
    return page | {"data": [_expanded(store, row, wanted) for row in page["data"]]}


@route("GET", "/v1/subscriptions/{id}")
def get_subscription(store: Store, params: dict, object_id: str) -> dict:
    row = store.get(object_id, "subscription")
    return _expanded(store, row, params.get("expand", []))


@route("POST", "/v1/subscriptions/{id}")
def update_subscription(store: Store, params: dict, object_id: str) -> dict:
    row = store.get(object_id, "subscription")
    [item] = row["items"]["data"]
    for change in params.get("items", []):
        if change["id"] != item["id"]:
            raise Refused(400, f"No such item: '{change['id']}'", code="resource_missing")
        item["quantity"] = int(change.get("quantity", item["quantity"]))
        if "price" in change:
            item["price"] = store.get(change["price"], "price")
    if "cancel_at_period_end" in params:
        row["cancel_at_period_end"] = is_true(params["cancel_at_period_end"])
    store.emit("customer.subscription.updated", row)
    return _expanded(store, row, params.get("expand", []))


@route("DELETE", "/v1/subscriptions/{id}")
def cancel_subscription(store: Store, params: dict, object_id: str) -> dict:
    row = store.set_status(object_id, "canceled")
    return _expanded(store, row, params.get("expand", []))


@route("GET", "/v1/invoices/{id}")
def get_invoice(store: Store, params: dict, object_id: str) -> dict:
    return store.get(object_id, "invoice")


@route("POST", "/v1/invoices/create_preview")
def preview_invoice(store: Store, params: dict) -> dict:
    """What is left of the period is taken for half of it."""
    row = store.get(params["subscription"], "subscription")
    [item] = row["items"]["data"]
    [change] = params["subscription_details"]["items"]
    unit, more = item["price"]["unit_amount"], int(change["quantity"]) - item["quantity"]
    amount = unit * int(change["quantity"]) + unit * more // 2
    return objects.invoice(
        store.new_id("upcoming_in"), store.now(), number="", subscription=row, amount=amount,
        pages=store.url,
    )  # fmt: skip


@route("GET", "/v1/events")
def list_events(store: Store, params: dict) -> dict:
    since = int(params.get("created", {}).get("gte", 0))
    rows = [event for event in reversed(store.events) if event["created"] >= since]
    return _page(rows, params, "/v1/events")


@route("GET", "/v1/webhook_endpoints")
def list_endpoints(store: Store, params: dict) -> dict:
    return _page(store.all("webhook_endpoint"), params, "/v1/webhook_endpoints")


@route("POST", "/v1/webhook_endpoints")
def create_endpoint(store: Store, params: dict) -> dict:
    row = store.add(objects.endpoint(store.new_id("we"), store.now(), params))
    store.secrets[row["id"]] = f"whsec_{row['id']}"
    return row | {"secret": store.secrets[row["id"]]}  # told once


@route("POST", "/v1/webhook_endpoints/{id}")
def update_endpoint(store: Store, params: dict, object_id: str) -> dict:
    row = store.get(object_id, "webhook_endpoint")
    row["enabled_events"] = params.get("enabled_events", row["enabled_events"])
    return row
