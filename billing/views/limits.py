"""A limit was reached: what is used, until when, what would help, and going on."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from billing import asking_admins
from billing.continuing import access_held, go_on, offers_text
from billing.models import HeldRequest
from billing.registries import links_for
from billing.standing import pause_of
from billing.usage import uses_of
from billing.views.back import with_way_back
from organizations.links import url_here
from organizations.requests import OrganizationRequest
from organizations.roles import may
from project.errors import LimitReached


@require_safe
def limit_detail(request: OrganizationRequest, pk: UUID) -> HttpResponse:
    return _show(request, access_held(request.membership, pk))


def _show(request: OrganizationRequest, held: HeldRequest, *, status: int = 200) -> HttpResponse:
    [use] = [use for use in uses_of(request.membership) if use.meter == held.meter]
    context = {
        "nav": "plan",
        "held": held,
        "use": use,
        "pause": pause_of(request.organization, timezone.now()),
        "pays": may(request.membership, "organization.billing"),
        "links": with_way_back(links_for(request.membership), request),
        "offers_text": offers_text(held),
        "may_ask": asking_admins.may_ask(request.membership),
        "was_asked": asking_admins.was_asked(held),
    }
    return render(request, "billing/limit.html", context, status=status)


@require_POST
def limit_continue(request: OrganizationRequest, pk: UUID) -> HttpResponse:
    """Ask again, as it was asked, or for text in place of a video."""
    held = access_held(request.membership, pk)
    in_text = request.POST.get("in") == "text"
    try:
        url = go_on(held, request.membership, in_text=in_text)
    except LimitReached as error:
        messages.warning(request, error.message)
        return _show(request, held, status=error.status)
    return HttpResponseRedirect(url)


@require_POST
def limit_ask(request: OrganizationRequest, pk: UUID) -> HttpResponse:
    held = access_held(request.membership, pk)
    asking_admins.ask_admins(held, request.membership)
    messages.success(request, _("Your admins have been told."))
    return HttpResponseRedirect(url_here(request, "plan:limit_detail", held.pk))
