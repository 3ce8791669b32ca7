"""The pages that Stripe would show: to pay on, and the portal. Plain, and without a script."""

from html import escape

from billing.tests.standin import api
from billing.tests.standin.store import Refused, Store

HTML = {"content-type": "text/html; charset=utf-8"}
DOES = (
    ("cancel", "Cancel"),
    ("renew", "Renew"),
    ("fail", "Let a payment fail"),
    ("pay", "Pay what is due"),
    ("end_trial", "End the trial"),
)
Page = tuple[int, str, dict[str, str]]


def page(store: Store, method: str, path: str, params: dict) -> Page:
    place, _, rest = path.strip("/").partition("/")
    views = {"checkout": _checkout, "portal": _portal, "invoice": _invoice}
    if place not in views:
        return _html("Not found", "<p>There is no such page.</p>", status=404)
    try:
        return views[place](store, method, rest, params)
    except Refused as error:
        body = f'<p role="alert">{escape(str(error))}</p><p><a href="{escape(path)}">Back</a></p>'
        return _html("It did not work", body, status=error.status)


def _checkout(store: Store, method: str, session_id: str, params: dict) -> Page:
    session = store.get(session_id, "checkout.session")
    if method == "POST":
        if params["do"] == "leave":
            return _moved(session["cancel_url"])
        store.pay(session_id, card=params.get("card", "good"))
        return _moved(session["success_url"])
    line = store.orders[session_id]["line_items"][0]
    price = store.get(line["price"], "price")
    product = store.get(price["product"], "product")
    total = price["unit_amount"] * int(line["quantity"]) / 100
    trial = store.orders[session_id].get("subscription_data", {}).get("trial_period_days")
    said = f"{trial} days free, then " if trial else ""
    terms = f"{said}{total:.2f} {price['currency'].upper()} a {price['recurring']['interval']}"
    body = f"""
<p>{escape(product["name"])} × {escape(line["quantity"])}: {terms}</p>
<form method="post">
<label>Card <select name="card"><option value="good">A good card</option>
<option value="bad">A card that is declined</option>
<option value="none">No card</option></select></label>
<button name="do" value="pay">Pay</button> <button name="do" value="leave">Back</button></form>"""
    return _html("Pay (stand-in of Stripe)", body)


def _portal(store: Store, method: str, visit_id: str, params: dict) -> Page:
    visit = store.get(visit_id, "billing_portal.session")
    if method == "POST":
        _change(store, params)
        return _moved(f"/portal/{visit_id}")
    mine = [row for row in store.all("subscription") if row["customer"] == visit["customer"]]
    rows = "".join(_row(store, row) for row in mine)
    back = escape(visit["return_url"] or "/")
    return _html(
        "Portal (stand-in of Stripe)", f'{rows}<p><a href="{back}">Back to Lectern</a></p>'
    )


def _row(store: Store, row: dict) -> str:
    name = store.get(row["items"]["data"][0]["price"]["product"], "product")["name"]
    buttons = " ".join(f'<button name="do" value="{do}">{said}</button>' for do, said in DOES)
    return (
        f"<form method='post'><p>{escape(name)}: {row['status']}</p>"
        f"<input type='hidden' name='id' value='{row['id']}'>{buttons}</form>"
    )


def _change(store: Store, params: dict) -> None:
    subscription_id = params["id"]
    if params["do"] == "cancel":
        api.update_subscription(store, {"cancel_at_period_end": "true"}, subscription_id)
    elif params["do"] == "pay":
        store.pay_invoice(store.get(subscription_id, "subscription")["latest_invoice"])
    elif params["do"] == "end_trial":
        store.end_trial(subscription_id)
    else:
        store.renew(subscription_id, is_paid=params["do"] == "renew")


def _invoice(store: Store, method: str, path: str, params: dict) -> Page:
    invoice = store.get(path.partition("/")[0], "invoice")
    amount = f"{invoice['amount_due'] / 100:.2f} {invoice['currency'].upper()}"
    return _html(f"Invoice {invoice['number']}", f"<p>{amount}: {invoice['status']}</p>")


def _moved(url: str) -> Page:
    return 303, "", {"location": url}


def _html(title: str, body: str, *, status: int = 200) -> Page:
    head = (
        '<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">'
        f"<title>{escape(title)}</title>"
    )
    return status, f"{head}<body><h1>{escape(title)}</h1>{body}</body></html>", HTML
