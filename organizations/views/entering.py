"""Where somebody who is signed in comes in, and the way to a place of one's own."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from organizations.access import (
    home_membership,
    list_closed_memberships,
    list_former_memberships,
)
from organizations.models import Membership, Role
from organizations.services.domain_joining import waiting_requests
from organizations.services.people import ensure_personal_organization
from project.errors import Forbidden


def enter(request: HttpRequest) -> HttpResponse:
    """Home, of who is signed in."""
    membership = home_membership(request.user)
    if membership is None and request.user.is_staff:
        return redirect("admin:index")
    if membership is None and (closed := list_closed_memberships(request.user)):
        return _closed_meanwhile(request, closed)
    if membership is None and (waits_for := waiting_requests(request.user)):
        return render(request, "organizations/join_waiting.html", {"requests": waits_for})
    if membership is None and (former := list_former_memberships(request.user)):
        return _nowhere_now(request, former)
    if membership is None and not request.user.email:  # whose school is purged, or said no to them
        return _nowhere_now(request, [])
    if membership is None:  # made by hand, or all that they were in is purged
        membership = ensure_personal_organization(request.user)
    return redirect("home", organization_slug=membership.organization.slug)


def _closed_meanwhile(request: HttpRequest, closed: list[Membership]) -> HttpResponse:
    """Nothing is made for who may be back in their school tomorrow, unless they ask for it."""
    places = [(each.organization, each.role == Role.OWNER) for each in closed]
    context = {"places": places, "may_begin": bool(request.user.email)}
    return render(request, "organizations/closed_meanwhile.html", context)


def _nowhere_now(request: HttpRequest, former: list[Membership]) -> HttpResponse:
    """Who was let go did not ask for a place of their own: it is offered, and not made."""
    context = {"former": former, "may_begin": bool(request.user.email)}
    return render(request, "organizations/nowhere.html", context)


@login_required
@require_POST
def own_place(request: HttpRequest) -> HttpResponse:
    """Who is in an organization already is led there."""
    if not request.user.email:
        raise Forbidden(_("A place of one's own needs an email address."))
    membership = home_membership(request.user) or ensure_personal_organization(request.user)
    return redirect("home", organization_slug=membership.organization.slug)
