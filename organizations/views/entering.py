"""Where somebody who is signed in comes in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from organizations.access import home_membership
from organizations.services.domain_joining import waiting_requests
from organizations.services.people import ensure_personal_organization


def enter(request: HttpRequest) -> HttpResponse:
    """Home, of who is signed in."""
    membership = home_membership(request.user)
    if membership is None and request.user.is_staff:
        return redirect("admin:index")
    if membership is None and not request.user.email:  # a student, whom a school let go
        return render(request, "organizations/nowhere.html")
    if membership is None and (waits_for := waiting_requests(request.user)):
        return render(request, "organizations/join_waiting.html", {"requests": waits_for})
    if membership is None:  # removed from the last one, or made by hand: nobody is nowhere
        membership = ensure_personal_organization(request.user)
    return redirect("home", organization_slug=membership.organization.slug)
