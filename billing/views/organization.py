"""What an organization pays for: its plan, its seats, its invoices."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from billing import gateway, margins
from billing.checkout import start_checkout
from billing.costing import dearest_people
from billing.covering import set_by_hand
from billing.forms import OrganizationPurchaseForm, SeatsForm
from billing.offers import of_organizations, priced_offers
from billing.portal import portal_url
from billing.seats import change_seats, seats_paid, seats_taken
from billing.selectors import Account, account_of
from billing.subjects import Subject
from billing.trials import start_trial
from billing.usage import pool_uses
from billing.views.spoken import is_set_up, spoken
from organizations.access import require
from organizations.impersonation.guards import theirs_alone
from organizations.links import url_here
from organizations.models import Organization
from organizations.requests import OrganizationRequest
from project.errors import Conflict, Invalid, NotFound

MONTHS_SHOWN = 6
PAGE = "buying:organization_billing"


@theirs_alone
@require_safe
def organization_billing(request: OrganizationRequest) -> HttpResponse:
    return _page(request)


@theirs_alone
@require_POST
def organization_checkout(request: OrganizationRequest) -> HttpResponse:
    subject = _access(request)
    if not is_set_up(request):
        return redirect(url_here(request, PAGE))
    form = OrganizationPurchaseForm(request.POST)
    if not form.is_valid():
        return _page(request, buying=form)
    with spoken():
        checkout = start_checkout(
            subject,
            plan=form.cleaned_data["plan"],
            interval=form.cleaned_data["interval"],
            seats=form.cleaned_data["seats"],
            email=request.user.email or "",
            back=url_here(request, PAGE),
        )
    return redirect(checkout.url)


@theirs_alone
@require_POST
def organization_trial(request: OrganizationRequest) -> HttpResponse:
    subject = _access(request)
    form = OrganizationPurchaseForm(request.POST)
    if not form.is_valid():
        return _page(request, buying=form)
    start_trial(subject, plan=form.cleaned_data["plan"], seats=form.cleaned_data["seats"])
    messages.success(request, _("The trial has begun. No card is needed, and it ends by itself."))
    return redirect(url_here(request, PAGE))


@theirs_alone
@require_POST
def organization_seats(request: OrganizationRequest) -> HttpResponse:
    """Shows what it comes to, and with “do=change” does it."""
    subject = _access(request)
    if not is_set_up(request):
        return redirect(url_here(request, PAGE))
    account, form = account_of(subject), SeatsForm(request.POST)
    if not account.is_bought or account.subscription is None:
        raise Conflict(_("No subscription runs here whose seats could be changed."))
    if not form.is_valid():
        return _page(request, seats=form)
    wanted = form.cleaned_data["seats"]
    with spoken():
        if request.POST.get("do") != "change":
            amount, currency = gateway.preview_seats(account.subscription.stripe_id or "", wanted)
            preview = {"amount": amount, "currency": currency, "seats": wanted}
            return _page(request, seats=form, preview=preview)
        try:
            change_seats(account.subscription, wanted)
        except Invalid as error:
            form.add_error("seats", str(error))
            return _page(request, seats=form)
    messages.success(request, _("The seats are changed."))
    return redirect(url_here(request, PAGE))


@theirs_alone
@require_POST
def organization_portal(request: OrganizationRequest) -> HttpResponse:
    subject = _access(request)
    if not is_set_up(request):
        return redirect(url_here(request, PAGE))
    with spoken():
        url = portal_url(subject, back=url_here(request, PAGE))
    return redirect(url)


def _access(request: OrganizationRequest) -> Subject:
    """Who signed up alone pays as a person."""
    require(request.membership, "organization.billing")
    if request.organization.type == Organization.Type.PERSONAL:
        raise NotFound(_("There is no such page, or it is not yours to see."))
    return Subject(organization=request.organization)


def _page(
    request: OrganizationRequest,
    *,
    buying: OrganizationPurchaseForm | None = None,
    seats: SeatsForm | None = None,
    preview: dict | None = None,
) -> HttpResponse:
    account = account_of(_access(request))
    taken = seats_taken(request.organization)
    context = {
        "nav": "manage",
        "page_key": "billing",
        "account": account,
        "offers": of_organizations(priced_offers()),
        "seats_taken": taken,
        "seats_paid": seats_paid(request.organization),
        "buying": buying or OrganizationPurchaseForm(initial=_initial(account, taken)),
        "seats_form": seats or SeatsForm(initial=_initial(account, taken)),
        "preview": preview,
        "set_by_hand": set_by_hand(request.organization),
        "pools": pool_uses(request.organization),
        "months": margins.of_organization(request.organization, months=MONTHS_SHOWN),
        "dearest": dearest_people(request.organization),
        "trial_days": settings.TRIAL_DAYS,
    }
    is_wrong = any(form is not None and form.errors for form in (buying, seats))
    status = 422 if is_wrong else 200
    return render(request, "billing/organization_billing.html", context, status=status)


def _initial(account: Account, taken: int) -> dict:
    bought = account.subscription
    return {"seats": bought.quantity if bought else max(taken, 1), "interval": "year"}
