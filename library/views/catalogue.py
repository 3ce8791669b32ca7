"""The catalogue: titles that an organization can subscribe to, or make its own."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from library.catalogue import clone, subscribe, unsubscribe
from library.catalogue.offers import Offer, list_offers, offer_of
from library.views.lists import STOP_POLLING
from organizations.access import require
from organizations.links import url_here
from organizations.roles import may
from project.errors import Conflict


@require_safe
def title_list(request: HttpRequest) -> HttpResponse:
    """done and title in the address: what was just changed, with the way back."""
    require(request.membership, "library.catalogue")
    offers = list_offers(request.organization)
    context = {
        "nav": "library",
        "offers": offers,
        "is_on": request.organization.uses_openstax,
        "may_subscribe": _may_subscribe(request),
        "done": _done(request, offers) if _may_subscribe(request) else None,
    }
    return render(request, "library/title_list.html", context)


def _may_subscribe(request: HttpRequest) -> bool:
    return request.organization.uses_openstax and may(request.membership, "library.subscribe")


def _done(request: HttpRequest, offers: list[Offer]) -> dict | None:
    """None where it is no longer so: an old address offers nothing to undo."""
    asked, slug = request.GET.get("done", ""), request.GET.get("title", "")
    offer = next((offer for offer in offers if offer.title.slug == slug), None)
    if offer is None:
        return None
    holds = {
        "subscribed": offer.is_subscribed,
        "removed": not offer.is_subscribed,
        "copied": offer.copy is not None,
    }
    return {"what": asked, "offer": offer} if holds.get(asked) else None


@require_safe
def title_row(request: HttpRequest, slug: str) -> HttpResponse:
    """One row; a browser asks for it until its copy is whole."""
    require(request.membership, "library.catalogue")
    offer = offer_of(request.organization, slug)
    context = {"offer": offer, "may_subscribe": _may_subscribe(request)}
    status = 200 if offer.is_being_copied else STOP_POLLING
    return render(request, "library/_title_row.html", context, status=status)


@require_POST
def title_subscribe(request: HttpRequest, slug: str) -> HttpResponse:
    _require_subscribing(request)
    subscribe(request.organization, slug, request.user)
    return _back(request, "subscribed", slug)


@require_POST
def title_unsubscribe(request: HttpRequest, slug: str) -> HttpResponse:
    _require_subscribing(request)
    offer_of(request.organization, slug)
    unsubscribe(request.organization, slug)
    return _back(request, "removed", slug)


@require_POST
def title_clone(request: HttpRequest, slug: str) -> HttpResponse:
    _require_subscribing(request)
    clone(request.organization, slug, request.user)
    return _back(request, "copied", slug)


def _require_subscribing(request: HttpRequest) -> None:
    require(request.membership, "library.subscribe")
    if not request.organization.uses_openstax:
        raise Conflict(
            _("The catalogue is switched off for your organization. Switch it on in its settings.")
        )


def _back(request: HttpRequest, done: str, slug: str) -> HttpResponseRedirect:
    url = url_here(request, "library:title_list")
    return HttpResponseRedirect(f"{url}?{urlencode({'done': done, 'title': slug})}")
