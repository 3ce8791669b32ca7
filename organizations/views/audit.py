"""Who did what: to look at, and to take along."""

from datetime import date
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from organizations import audit, auditing
from organizations.access import require
from organizations.spreadsheets import csv_response

ROWS = 50


@require_safe
def audit_list(request: HttpRequest) -> HttpResponse:
    require(request.membership, "organization.audit")
    asked = _asked(request)
    page = Paginator(auditing.list_entries(**asked), ROWS).get_page(request.GET.get("page"))
    context = {
        "nav": "manage",
        "page_key": "audit",
        "entries": auditing.with_names(list(page)),
        "page": page,
        "areas": auditing.list_areas(),
        "asked": asked,
        "query": request.GET.urlencode(),
    }
    return render(request, "organizations/audit_list.html", context)


@require_POST
def audit_export(request: HttpRequest) -> StreamingHttpResponse:
    """What the filters of the page let through, as CSV. Exporting is an entry itself."""
    require(request.membership, "organization.audit")
    organization = request.organization
    audit.record("audit.exported", organization=organization, subject=organization)
    lines = auditing.csv_lines(auditing.list_entries(**_asked(request)))
    return csv_response(request, lines, f"audit-{organization.slug}.csv")


def _asked(request: HttpRequest) -> dict:
    """From the address; nonsense filters nothing."""
    return {
        "area": request.GET.get("area", "")[:40],
        "actor_id": _id(request.GET.get("actor", "")),
        "since": _date(request.GET.get("since", "")),
        "until": _date(request.GET.get("until", "")),
    }


def _id(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        return ""


def _date(value: str) -> date | None:
    try:
        return parse_date(value)
    except ValueError:
        return None
