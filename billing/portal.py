"""Stripe's own pages, where cards, invoices, plans and cancelling are."""

import uuid

from django.conf import settings
from django.utils.translation import gettext as _

from billing import gateway
from billing.calls import ask
from billing.models import Customer, StripeObject
from billing.subjects import Subject
from organizations.scoping import unscoped
from project.errors import Conflict

CONFIGURATION = "portal configuration"


def portal_url(subject: Subject, *, back: str) -> str:
    """Good for one visit. back: the address here to which it leads back. Raises Conflict where
    nothing was ever bought."""
    with unscoped("a subject names itself"):
        customer = Customer.objects.filter(**subject.fields).exclude(stripe_id=None).first()
    if customer is None:
        raise Conflict(_("Nothing has been bought yet, so there is nothing to manage."))
    params = {"customer": customer.stripe_id, "return_url": settings.SITE_URL + back}
    if configuration := configuration_id():
        params["configuration"] = configuration
    return ask(
        "portal",
        about=f"visit {uuid.uuid4()}",  # each visit has an address of its own
        params=params,
        send=gateway.create_portal_session,
        keep=lambda url: None,
    )


def configuration_id() -> str:
    found = StripeObject.objects.filter(name=CONFIGURATION).first()
    return found.stripe_id if found else ""
