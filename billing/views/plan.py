"""What the person has, has used, and why."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from billing import families
from billing.continuing import requests_of
from billing.registries import links_for
from billing.selectors import Account, account_of
from billing.subjects import Subject
from billing.usage import uses_of
from organizations.requests import OrganizationRequest


class FamilyForm(forms.Form):
    email = forms.EmailField(
        label=_("Email address"), help_text=_("They say yes themselves, on this page of theirs.")
    )


def _account(request: OrganizationRequest) -> Account | None:
    """What the person pays for themselves; nobody else sees it in their name."""
    if getattr(request, "impersonation", None) is not None:
        return None
    account = account_of(Subject(person=request.user))
    return account if account.has_customer else None


@require_safe
def mine(request: OrganizationRequest) -> HttpResponse:
    return show(request, FamilyForm())


def show(request: OrganizationRequest, form: FamilyForm, *, status: int = 200) -> HttpResponse:
    """form: of a family's invitation, with what is wrong with it."""
    membership = request.membership
    subscription = families.family_subscription(membership.user)
    context = {
        "nav": "plan",
        "uses": uses_of(membership),
        "waiting": requests_of(request),
        "links": links_for(membership),
        "account": _account(request),
        "subscription": subscription,
        "members": families.list_members(membership.user) if subscription else [],
        "places": families.places_of(subscription) if subscription else 0,
        "family": families.joined_family(membership.user_id),
        "invitations": families.list_invitations(membership.user),
        "form": form,
    }
    return render(request, "billing/plan.html", context, status=status)
