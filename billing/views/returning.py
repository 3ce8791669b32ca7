"""Where a buyer comes back to. It waits until Stripe has told us, and gives nothing by itself."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from billing.checkout import find_checkout, is_provided
from billing.models import Checkout
from organizations.impersonation.guards import theirs_alone
from organizations.links import url_in
from organizations.models import Membership
from organizations.roles import may
from project.errors import NotFound

STOP_POLLING = 286  # htmx: swap this, then ask no more
SOON = timedelta(minutes=5)


@theirs_alone
@login_required
@never_cache
@require_safe
def checkout_return(request: HttpRequest, pk: UUID) -> HttpResponse:
    return render(request, "billing/checkout_return.html", _context(request, pk))


@theirs_alone
@login_required
@never_cache
@require_safe
def checkout_state(request: HttpRequest, pk: UUID) -> HttpResponse:
    context = _context(request, pk)
    status = 200 if context["waits"] else STOP_POLLING
    return render(request, "billing/checkout_return.html#checkout-state", context, status=status)


def _context(request: HttpRequest, pk: UUID) -> dict:
    checkout = _access(request, pk)
    provided = is_provided(checkout)
    expired = checkout.state == Checkout.State.EXPIRED
    return {
        "checkout": checkout,
        "is_provided": provided,
        "is_expired": expired,
        "waits": not provided and not expired,
        "is_slow": checkout.created_at < timezone.now() - SOON,
        "account_url": _account_url(checkout),
    }


def _access(request: HttpRequest, pk: UUID) -> Checkout:
    """One's own, or of an organization that one pays for. Raises NotFound for all others."""
    checkout = find_checkout(pk)
    if checkout is None or not _is_theirs(request, checkout):
        raise NotFound(_("There is no such purchase, or it is not yours to see."))
    return checkout


def _is_theirs(request: HttpRequest, checkout: Checkout) -> bool:
    if checkout.organization_id is None:
        return checkout.person_id == request.user.pk
    rows = Membership.objects.active().select_related("organization")
    membership = rows.filter(user=request.user, organization_id=checkout.organization_id).first()
    return membership is not None and may(membership, "organization.billing")


def _account_url(checkout: Checkout) -> str:
    if checkout.organization:
        return url_in(checkout.organization.slug, "buying:organization_billing")
    return reverse("buying:subscription")
