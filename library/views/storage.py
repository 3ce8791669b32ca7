"""What uses an organization's storage, and what of it can be freed."""

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from library import waste
from library.overview import SourceFilter, list_overview, overview_rows
from library.quota import storage_by_person, storage_use
from library.waste import Waste
from organizations.access import require, require_whole
from organizations.links import url_here
from organizations.models import Job, Organization

SHOWN = 20  # people, those who use most
BIGGEST = 10
FOUND_FOR_S = 300  # asking storage for all files takes a while


@require_safe
def storage_detail(request: HttpRequest) -> HttpResponse:
    _require(request)
    here = request.organization
    largest = list_overview(request.membership, SourceFilter(order="size"))[:BIGGEST]
    is_cleaning = Job.objects.active().filter(kind=waste.KIND).exists()
    context = {
        "nav": "manage",
        "page_key": "sources",
        "use": storage_use(here),
        "people": storage_by_person(here, most=SHOWN),
        "person_limit": here.person_storage_bytes,
        "biggest": overview_rows(request.membership, list(largest)),
        "is_cleaning": is_cleaning,
        "waste": None if is_cleaning else _waste(here),
    }
    return render(request, "library/storage_detail.html", context)


@require_POST
def storage_clean(request: HttpRequest) -> HttpResponse:
    _require(request)
    waste.clean_soon(request.organization)
    cache.delete(_key(request.organization))
    messages.success(request, _("Storage is being cleaned. It takes some minutes at most."))
    return redirect(url_here(request, "library:storage_detail"))


def _require(request: HttpRequest) -> None:
    require(request.membership, "library.manage_all")
    require_whole(request.membership)


def _waste(organization: Organization) -> Waste:
    return cache.get_or_set(_key(organization), lambda: waste.find_waste(organization), FOUND_FOR_S)


def _key(organization: Organization) -> str:
    return f"storage-waste:{organization.pk}"
