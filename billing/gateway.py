"""The only module that talks to Stripe.

What is asked goes out by `project.outgoing`, in the API version that is named here; the endpoint
for events is made in the same (`manage.py stripe_setup`). Never inside a transaction.

GatewayError                 a ProviderError: it says whether asking again can help
├── Gone                     Stripe has no such object, or no longer
└── NotSetUp                 this installation has no key of Stripe
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

import stripe
from django.conf import settings
from django.utils.translation import gettext as _

from billing.stripe_states import (
    InvoiceState,
    SessionState,
    SubscriptionState,
    invoice_state,
    session_state,
    subscription_state,
)
from project import outgoing
from project.errors import Invalid, ProviderError

API_VERSION = "2026-10-28.endive"
TOLERANCE_S = 300
PAGE = 100  # the most that Stripe lists at once
LIMITS = outgoing.Limits(first_byte_s=20, idle_s=10, total_s=30)


class GatewayError(ProviderError):
    pass


class Gone(GatewayError):
    pass


class NotSetUp(GatewayError):
    pass


def is_set_up() -> bool:
    return bool(settings.STRIPE_SECRET_KEY)


# --- people and what they buy ---


def create_customer(params: dict, key: str) -> str:
    """Returns Stripe's id."""
    with _translated():
        return _client().v1.customers.create(cast(Any, params), _options(key)).id


def customer_is_there(customer_id: str) -> bool:
    """Stripe answers also for who was deleted, and says so."""
    try:
        with _translated():
            customer = _client().v1.customers.retrieve(customer_id)
    except Gone:
        return False
    return not getattr(customer, "deleted", False)


def credit_customer(params: dict, key: str, *, key_of: str = "") -> str:
    """params: "customer", and those of a balance transaction. Returns Stripe's id.

    key_of: the key of what must not be credited twice, also by two who ask at once.
    """
    rest = {name: value for name, value in params.items() if name != "customer"}
    balance = _client().v1.customers.balance_transactions
    with _translated():
        return balance.create(params["customer"], cast(Any, rest), _options(key_of or key)).id


def find_credit(customer_id: str, metadata: dict[str, str]) -> str | None:
    """Stripe's id of a credit that was given with just this metadata; None where there is none.

    Stripe lists them newest first, and cannot be asked for some metadata alone.
    """
    balance, after = _client().v1.customers.balance_transactions, ""
    while True:
        with _translated():
            page = balance.list(customer_id, cast(Any, {"limit": PAGE} | _after(after)))
        for one in page.data:
            if one.metadata and one.metadata.to_dict() == metadata:
                return one.id
        if not page.has_more:
            return None
        after = page.data[-1].id


def create_checkout(params: dict, key: str) -> SessionState:
    with _translated():
        return session_state(
            _client().v1.checkout.sessions.create(cast(Any, params), _options(key))
        )


def fetch_checkout(session_id: str) -> SessionState:
    with _translated():
        return session_state(_client().v1.checkout.sessions.retrieve(session_id))


def expire_checkout(session_id: str) -> SessionState:
    with _translated():
        return session_state(_client().v1.checkout.sessions.expire(session_id))


def create_portal_session(params: dict, key: str) -> str:
    """Returns the address of the portal, good for one visit."""
    with _translated():
        return _client().v1.billing_portal.sessions.create(cast(Any, params), _options(key)).url


# --- subscriptions and invoices ---

_WITH_INVOICE: dict = {"expand": ["latest_invoice"]}


def fetch_subscription(subscription_id: str) -> SubscriptionState:
    with _translated():
        found = _client().v1.subscriptions.retrieve(subscription_id, cast(Any, _WITH_INVOICE))
    return subscription_state(found)


def list_subscriptions(*, after: str = "") -> list[SubscriptionState]:
    """A page of all that there are, over ones too, after the one with this id."""
    params = {"status": "all", "limit": PAGE, "expand": ["data.latest_invoice"]}
    with _translated():
        page = _client().v1.subscriptions.list(cast(Any, params | _after(after)))
    return [subscription_state(one) for one in page.data]


def change_seats(params: dict, key: str) -> SubscriptionState:
    """params: "subscription", "quantity". What is left of the period is prorated by Stripe."""
    subscriptions = _client().v1.subscriptions
    with _translated():
        found = subscriptions.retrieve(params["subscription"])
        item = {"id": found.items.data[0].id, "quantity": params["quantity"]}
        change = {"items": [item], "proration_behavior": "create_prorations"} | _WITH_INVOICE
        return subscription_state(subscriptions.update(found.id, cast(Any, change), _options(key)))


def cancel_now(params: dict, key: str) -> SubscriptionState:
    """params: "subscription". At once; for who goes for good."""
    with _translated():
        canceled = _client().v1.subscriptions.cancel(
            params["subscription"], cast(Any, _WITH_INVOICE), _options(key)
        )
    return subscription_state(canceled)


def preview_seats(subscription_id: str, quantity: int) -> tuple[int, str]:
    """What the next invoice comes to with so many seats: (amount in minor units, currency)."""
    with _translated():
        found = _client().v1.subscriptions.retrieve(subscription_id)
        items = [{"id": found.items.data[0].id, "quantity": quantity}]
        details = {"items": items, "proration_behavior": "create_prorations"}
        params = {"subscription": subscription_id, "subscription_details": details}
        invoice = _client().v1.invoices.create_preview(cast(Any, params))
    return invoice.amount_due, invoice.currency


def fetch_invoice(invoice_id: str) -> InvoiceState:
    with _translated():
        return invoice_state(_client().v1.invoices.retrieve(invoice_id))


# --- events ---


def verified(body: bytes, signature: str) -> dict:
    """The event in a body that Stripe signed within the last five minutes. Raises Invalid."""
    for secret in settings.STRIPE_WEBHOOK_SECRETS:
        try:
            stripe.WebhookSignature.verify_header(body, signature, secret, TOLERANCE_S)
            return json.loads(body)
        except (stripe.SignatureVerificationError, ValueError):
            continue  # while secrets are changed there are two
    raise Invalid(_("This is not signed by Stripe, or too old."))


def list_events(*, since_s: int, after: str = "") -> list[dict]:
    """A page of what happened since, newest first."""
    params = {"created": {"gte": since_s}, "limit": PAGE}
    with _translated():
        page = _client().v1.events.list(cast(Any, params | _after(after)))
    # The package reads decimals out of strings; kept is what Stripe sends.
    return [json.loads(json.dumps(one.to_dict(), default=str)) for one in page.data]


# --- what `manage.py stripe_setup` makes ---


def ensure_product(plan: str, name: str) -> str:
    """The product of a plan; its id is ours, so that it is made once."""
    products, product_id = _client().v1.products, f"lectern_{plan}"
    try:
        with _translated():
            return products.retrieve(product_id).id
    except Gone:
        made: dict = {"id": product_id, "name": name, "metadata": {"lectern_plan": plan}}
        with _translated():
            return products.create(cast(Any, made), _options(f"product:{product_id}")).id


def ensure_price(product_id: str, *, interval: str, amount: int, currency: str) -> str:
    """A price of just this amount; an older one of another amount is let go of its name."""
    prices, name = _client().v1.prices, f"{product_id}_{interval}"
    with _translated():
        known = prices.list(cast(Any, {"lookup_keys": [name], "limit": 1})).data
        if known and (known[0].unit_amount, known[0].currency) == (amount, currency):
            return known[0].id
        made: dict = {
            "product": product_id,
            "unit_amount": amount,
            "currency": currency,
            "recurring": {"interval": interval},
            "lookup_key": name,
            "transfer_lookup_key": True,
        }
        return prices.create(cast(Any, made)).id


def ensure_portal(params: dict, known_id: str) -> str:
    """params: of the configuration. Returns its id."""
    configurations = _client().v1.billing_portal.configurations
    with _translated():
        if known_id:
            return configurations.update(known_id, cast(Any, params)).id
        return configurations.create(cast(Any, params)).id


def ensure_endpoint(url: str, kinds: list[str]) -> tuple[str, str]:
    """(id, signing secret) of the endpoint at this address; the secret only where it is new.

    Raises GatewayError for one that was made in another API version: that cannot be changed.
    """
    endpoints = _client().v1.webhook_endpoints
    with _translated():
        for known in endpoints.list(cast(Any, {"limit": PAGE})).data:
            if known.url == url and known.status == "enabled":
                if known.api_version != API_VERSION:
                    raise GatewayError(
                        f"{known.id} is of version {known.api_version}: delete it, and try again",
                        retryable=False,
                    )
                endpoints.update(known.id, cast(Any, {"enabled_events": kinds}))
                return known.id, ""
        params = {"url": url, "enabled_events": kinds, "api_version": API_VERSION}
        made = endpoints.create(cast(Any, params))
        return made.id, made.secret or ""


# --- how it is asked ---


def _after(object_id: str) -> dict:
    return {"starting_after": object_id} if object_id else {}


def _options(key: str) -> Any:
    return {"idempotency_key": key}


def _client() -> stripe.StripeClient:
    if not is_set_up():
        raise NotSetUp(_("Payment is not set up here."), retryable=False)
    return _client_of(settings.STRIPE_SECRET_KEY, settings.STRIPE_URL)


@cache
def _client_of(key: str, url: str) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        stripe_version=API_VERSION,
        base_addresses={"api": url},
        http_client=_Outgoing(),
        max_network_retries=2,
    )


class _Outgoing(stripe.HTTPClient):
    """Stripe's client over ours: its limits of time and size, and no call inside a transaction."""

    name = "lectern"

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[Any, int, Mapping[str, str]]:
        content = (post_data or "").encode()
        try:
            with outgoing.exchange(
                method.upper(), url, headers=headers, content=content, limits=LIMITS
            ) as reply:
                return reply.read().decode(), reply.status, reply.headers
        except outgoing.OutgoingError as error:
            raise stripe.APIConnectionError(str(error), should_retry=True) from error

    def close(self) -> None:
        """The connections are those of the process."""


@contextmanager
def _translated() -> Iterator[None]:
    """Stripe's errors as ours. Its words are for operators; people read ours."""
    try:
        yield
    except stripe.InvalidRequestError as error:
        if error.code == "resource_missing":
            raise Gone(f"{error}", retryable=False) from error
        raise GatewayError(f"{error}", retryable=False) from error
    except (stripe.AuthenticationError, stripe.PermissionError, stripe.CardError) as error:
        raise GatewayError(f"{error}", retryable=False) from error
    except stripe.StripeError as error:
        raise GatewayError(f"{error}", retryable=True) from error
