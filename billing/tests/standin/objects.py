"""Stripe's objects, whole: what they are required to have is written out here."""

from typing import Any

import stripe

from billing.tests.standin.shapes import class_of, nulls

DAY_S = 24 * 3600
LENGTHS_S = {"month": 30 * DAY_S, "year": 365 * DAY_S}


def _object(name: str, object_id: str, now: int, /, **fields: Any) -> dict:
    known = {"id": object_id, "object": name, "created": now, "livemode": False}
    return nulls(class_of(name)) | known | fields


def listed(rows: list[dict], url: str, *, has_more: bool = False) -> dict:
    return {"object": "list", "data": rows, "has_more": has_more, "url": url}


def customer(object_id: str, now: int, params: dict) -> dict:
    return _object(
        "customer", object_id, now, name=params.get("name"), email=params.get("email"),
        metadata=params.get("metadata", {}), balance=0,
    )  # fmt: skip


def balance_transaction(object_id: str, now: int, of: dict, params: dict) -> dict:
    return _object(
        "customer_balance_transaction", object_id, now, amount=int(params["amount"]),
        currency=params["currency"], customer=of["id"], ending_balance=of["balance"],
        type="adjustment", description=params.get("description"),
        metadata=params.get("metadata", {}),
    )  # fmt: skip


def product(object_id: str, now: int, params: dict) -> dict:
    return _object(
        "product", object_id, now, name=params["name"], metadata=params.get("metadata", {}),
        active=True, images=[], marketing_features=[], type="service", updated=now,
    )  # fmt: skip


def price(object_id: str, now: int, params: dict) -> dict:
    amount = int(params["unit_amount"])
    recurring = nulls(stripe.Price.Recurring) | {
        "interval": params["recurring"]["interval"], "interval_count": 1, "usage_type": "licensed",
    }  # fmt: skip
    return _object(
        "price", object_id, now, active=True, billing_scheme="per_unit", metadata={},
        currency=params["currency"], product=params["product"], type="recurring",
        unit_amount=amount, unit_amount_decimal=str(amount), recurring=recurring,
        lookup_key=params.get("lookup_key"),
    )  # fmt: skip


def _plan(of: dict) -> dict:
    """The old form of a price, which items still carry."""
    return _object(
        "plan", of["id"], of["created"], active=True, billing_scheme="per_unit",
        currency=of["currency"], interval=of["recurring"]["interval"], interval_count=1,
        usage_type="licensed", amount=of["unit_amount"], product=of["product"], metadata={},
    )  # fmt: skip


def session(object_id: str, now: int, params: dict, url: str) -> dict:
    cls = class_of("checkout.session")
    return _object(
        "checkout.session", object_id, now, mode=params["mode"], url=url, status="open",
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        custom_fields=[], custom_text=nulls(cls.CustomText), expires_at=now + DAY_S,
        payment_method_types=["card"], payment_status="unpaid", shipping_options=[],
        customer=params["customer"], client_reference_id=params.get("client_reference_id"),
        metadata=params.get("metadata", {}), success_url=params["success_url"],
        cancel_url=params.get("cancel_url"),
        allow_promotion_codes=params.get("allow_promotion_codes") == "true",
        payment_method_collection=params.get("payment_method_collection", "always"),
    )  # fmt: skip


def subscription(object_id: str, now: int, *, item_id: str, of: dict, session: dict, terms: dict,
                 quantity: int) -> dict:  # fmt: skip
    """of: the price. terms: the `subscription_data` of the checkout."""
    trial_days = int(terms.get("trial_period_days", 0))
    trial_end = now + trial_days * DAY_S if trial_days else None
    period_end = trial_end or now + LENGTHS_S[of["recurring"]["interval"]]
    end_behavior = terms.get("trial_settings", {}).get("end_behavior")
    item = _object(
        "subscription_item", item_id, now, current_period_start=now, current_period_end=period_end,
        discounts=[], metadata={}, plan=_plan(of), price=of, quantity=quantity,
        subscription=object_id,
    )  # fmt: skip
    del item["livemode"]
    return _object(
        "subscription", object_id, now, status="trialing" if trial_days else "active",
        automatic_tax={"disabled_reason": None, "enabled": False, "liability": None},
        billing_cycle_anchor=period_end, billing_schedules=[], cancel_at_period_end=False,
        billing_mode={"flexible": None, "type": "flexible", "updated_at": None},
        collection_method="charge_automatically", currency=of["currency"],
        customer=session["customer"], discounts=[], start_date=now,
        invoice_settings={"account_tax_ids": None, "custom_fields": None, "description": None,
                          "footer": None, "issuer": {"account": None, "type": "self"}},
        items=listed([item], f"/v1/subscription_items?subscription={object_id}"),
        metadata=terms.get("metadata", {}), trial_start=now if trial_days else None,
        trial_end=trial_end,
        trial_settings={"end_behavior": end_behavior} if end_behavior else None,
    )  # fmt: skip


def invoice(object_id: str, now: int, *, number: str, subscription: dict, amount: int,
            pages: str) -> dict:  # fmt: skip
    cls: Any = class_of("invoice")
    details = nulls(cls.Parent.SubscriptionDetails) | {
        "subscription": subscription["id"], "metadata": subscription["metadata"],
    }  # fmt: skip
    parent = {"type": "subscription_details", "quote_details": None,
              "subscription_details": details}  # fmt: skip
    return _object(
        "invoice", object_id, now, number=number, customer=subscription["customer"], status="open",
        amount_due=amount, amount_overpaid=0, amount_paid=0, amount_remaining=amount,
        amount_shipping=0, attempt_count=0, attempted=False, auto_advance=True,
        automatic_tax={"disabled_reason": None, "enabled": False, "liability": None,
                       "provider": None, "status": None},
        collection_method="charge_automatically", currency=subscription["currency"],
        default_tax_rates=[], discounts=[], issuer={"account": None, "type": "self"},
        lines=listed([], f"/v1/invoices/{object_id}/lines"), metadata={}, parent=parent,
        payment_settings=nulls(cls.PaymentSettings), period_end=now, period_start=now,
        post_payment_credit_notes_amount=0, pre_payment_credit_notes_amount=0, starting_balance=0,
        status_transitions=nulls(cls.StatusTransitions) | {"finalized_at": now}, subtotal=amount,
        total=amount, hosted_invoice_url=f"{pages}/invoice/{object_id}",
        invoice_pdf=f"{pages}/invoice/{object_id}/pdf",
    )  # fmt: skip


def event(object_id: str, now: int, kind: str, about: dict, version: str) -> dict:
    return _object(
        "event", object_id, now, type=kind, api_version=version, pending_webhooks=1,
        data={"object": about}, request={"id": None, "idempotency_key": None},
    )  # fmt: skip


def endpoint(object_id: str, now: int, params: dict) -> dict:
    return _object(
        "webhook_endpoint", object_id, now, url=params["url"], status="enabled", metadata={},
        enabled_events=params["enabled_events"], api_version=params.get("api_version"),
    )  # fmt: skip


def portal_configuration(object_id: str, now: int, params: dict) -> dict:
    features = params.get("features", {})

    def is_on(name: str) -> bool:
        return features.get(name, {}).get("enabled") == "true"

    def words(name: str, field: str) -> list:
        return features.get(name, {}).get(field, [])

    update = features.get("subscription_update", {})
    products = [
        {"adjustable_quantity": {"enabled": False, "maximum": None, "minimum": 1}} | one
        for one in update.get("products", [])
    ]
    return _object(
        "billing_portal.configuration", object_id, now, active=True, is_default=False, updated=now,
        business_profile={"headline": None, "privacy_policy_url": None,
                          "terms_of_service_url": None},
        login_page={"enabled": False, "url": None}, metadata={},
        features={
            "customer_update": {"allowed_updates": words("customer_update", "allowed_updates"),
                                "enabled": is_on("customer_update")},
            "invoice_history": {"enabled": is_on("invoice_history")},
            "payment_method_update": {"enabled": is_on("payment_method_update"),
                                      "payment_method_configuration": None},
            "subscription_cancel": {
                "cancellation_reason": {"enabled": False, "options": []},
                "enabled": is_on("subscription_cancel"), "mode": "at_period_end",
                "proration_behavior": "none"},
            "subscription_pause": {
                "duration": {"interval_options": [], "type": "indefinite"}, "enabled": False},
            "subscription_update": {
                "billing_cycle_anchor": None,
                "default_allowed_updates": words("subscription_update", "default_allowed_updates"),
                "enabled": is_on("subscription_update"), "products": products,
                "proration_behavior": update.get("proration_behavior", "none"),
                "schedule_at_period_end": {"conditions": []},
                "trial_update_behavior": "continue_trial"},
        },
    )  # fmt: skip


def portal_session(object_id: str, now: int, params: dict, url: str) -> dict:
    return _object(
        "billing_portal.session", object_id, now, customer=params["customer"], url=url,
        configuration=params.get("configuration", "bpc_default"),
        return_url=params.get("return_url"),
    )  # fmt: skip
