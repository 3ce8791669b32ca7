"""What uses an organization's storage, and what of it can be freed."""

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from library import waste
from library.models import Source
from library.overview import OverviewRow, largest_of, list_overview, overview_rows
from library.quota import storage_by_person, storage_use
from library.waste import Waste
from organizations.access import require, require_whole
from organizations.links import url_here
from organizations.models import Job, Membership, Organization

SHOWN = 20  # people, those who use most
BIGGEST = 10
FOUND_FOR_S = 300  # asking storage for all files takes a while


@require_safe
def storage_detail(request: HttpRequest) -> HttpResponse:
    _require(request)
    here = request.organization
    is_cleaning = Job.objects.active().filter(kind=waste.KIND).exists()
    context = {
        "nav": "manage",
        "page_key": "sources",
        "use": storage_use(here),
        "people": storage_by_person(here, most=SHOWN),
        "person_limit": here.person_storage_bytes,
        "biggest": _biggest(request.membership),
        "is_cleaning": is_cleaning,
        "waste": None if is_cleaning else _waste(here),
    }
    return render(request, "library/storage_detail.html", context)


@require_POST
def storage_clean(request: HttpRequest) -> HttpResponse:
    _require(request)
    waste.clean_soon(request.organization)
    cache.delete_many(_key(request.organization, code) for code, _name in settings.LANGUAGES)
    messages.success(request, _("Storage is being cleaned. It takes some minutes at most."))
    return redirect(url_here(request, "library:storage_detail"))


def _biggest(actor: Membership) -> list[OverviewRow]:
    found = largest_of(list_overview(actor), most=BIGGEST)
    rows = overview_rows(actor, list(Source.objects.filter(pk__in=found)))
    return sorted(rows, key=lambda row: -row.total)


def _require(request: HttpRequest) -> None:
    require(request.membership, "library.manage_all")
    require_whole(request.membership)


def _waste(organization: Organization) -> Waste:
    key = _key(organization, get_language() or "")
    return cache.get_or_set(key, lambda: waste.find_waste(organization), FOUND_FOR_S)


def _key(organization: Organization, language: str) -> str:
    """Its words are kept with it."""
    return f"storage-waste:{organization.pk}:{language}"
