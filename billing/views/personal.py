"""What a person has subscribed to, and how they come by it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from billing.checkout import start_checkout
from billing.forms import PurchaseForm
from billing.models import Interval
from billing.portal import portal_url
from billing.selectors import account_of
from billing.subjects import Subject
from billing.trials import start_trial
from billing.views.back import safe_back
from billing.views.spoken import is_set_up, spoken
from organizations.impersonation.guards import theirs_alone
from project.errors import Conflict, Invalid


@theirs_alone
@login_required
@require_safe
def subscription(request: HttpRequest) -> HttpResponse:
    account = account_of(Subject(person=request.user))
    return render(request, "billing/subscription.html", {"account": account})


@theirs_alone
@login_required
@require_POST
def checkout_create(request: HttpRequest) -> HttpResponse:
    """On to Stripe's page. `back` is where the buyer was: it is offered when all is done."""
    if not is_set_up(request):
        return redirect("buying:pricing")
    form = _form(request)
    if not request.user.email:
        raise Conflict(_("An account without an email address cannot buy. Ask your school."))
    with spoken():
        checkout = start_checkout(
            Subject(person=request.user),
            plan=form["plan"],
            interval=form["interval"] or Interval.MONTH,
            seats=1,
            email=request.user.email,
            back=safe_back(form["back"]) or reverse("buying:pricing"),
        )
    return redirect(checkout.url)


@theirs_alone
@login_required
@require_POST
def trial_create(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    start_trial(Subject(person=request.user), plan=form["plan"])
    messages.success(request, _("Your trial has begun. No card is needed, and it ends by itself."))
    return redirect(safe_back(form["back"]) or reverse("buying:subscription"))


@theirs_alone
@login_required
@require_POST
def portal(request: HttpRequest) -> HttpResponse:
    if not is_set_up(request):
        return redirect("buying:subscription")
    with spoken():
        url = portal_url(Subject(person=request.user), back=reverse("buying:subscription"))
    return redirect(url)


def _form(request: HttpRequest) -> dict:
    form = PurchaseForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("There is no such plan. Choose one of those shown."))
    return form.cleaned_data
