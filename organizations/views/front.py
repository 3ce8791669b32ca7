"""The front door, and the way to a place of one's own."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organizations.access import home_membership, list_closed_memberships
from organizations.models import Membership, Role
from organizations.services.domain_joining import waiting_requests
from organizations.services.people import ensure_personal_organization
from project.errors import Forbidden


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Home for who is signed in, a word about the product for who is not."""
    if not request.user.is_authenticated:
        return render(request, "front.html")
    membership = home_membership(request.user)
    if membership is None and request.user.is_staff:
        return redirect("admin:index")
    if membership is None and (closed := list_closed_memberships(request.user)):
        return _closed_meanwhile(request, closed)
    if membership is None and not request.user.email:  # a student, whom a school let go
        return render(request, "organizations/nowhere.html")
    if membership is None and (waits_for := waiting_requests(request.user)):
        return render(request, "organizations/join_waiting.html", {"requests": waits_for})
    if membership is None:  # removed from the last one, or made by hand: nobody is nowhere
        membership = ensure_personal_organization(request.user)
    return redirect("home", organization_slug=membership.organization.slug)


def _closed_meanwhile(request: HttpRequest, closed: list[Membership]) -> HttpResponse:
    """Nothing is made for who may be back in their school tomorrow, unless they ask for it."""
    places = [(each.organization, each.role == Role.OWNER) for each in closed]
    context = {"places": places, "may_begin": bool(request.user.email)}
    return render(request, "organizations/closed_meanwhile.html", context)


@login_required
@require_POST
def own_place(request: HttpRequest) -> HttpResponse:
    """Who is in an organization already is led there."""
    if not request.user.email:
        raise Forbidden(_("A place of one's own needs an email address."))
    membership = home_membership(request.user) or ensure_personal_organization(request.user)
    return redirect("home", organization_slug=membership.organization.slug)
