"""For admins: what was asked for, and how each stage went."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lessons.models import LessonRequest, LessonSegment
from lessons.requesting.recording import costs_by_stage, stage_records
from library.listing import PAGE_ROWS, page_number
from organizations.access import require
from project.errors import NotFound

ACTION = "organization.billing"


@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    """Newest first. ?state= one of LessonRequest.State."""
    require(request.membership, ACTION)
    state, page = request.GET.get("state", ""), page_number(request)
    rows = LessonRequest.objects.select_related("lesson", "requested_by").order_by("-created_at")
    if state in LessonRequest.State.values:
        rows = rows.filter(state=state)
    start = (page - 1) * PAGE_ROWS
    found = list(rows[start : start + PAGE_ROWS + 1])
    context = {
        "nav": "manage",
        "page_key": "lesson_requests",
        "requests": _with_figures(found[:PAGE_ROWS]),
        "states": LessonRequest.State.choices,
        "state": state,
        "page": page,
        "next_page": page + 1 if len(found) > PAGE_ROWS else None,
    }
    return render(request, "lessons/request_list.html", context)


def _with_figures(rows: list[LessonRequest]) -> list[dict]:
    """Each with the seconds and the micro-dollars that it took; one query."""
    costs = costs_by_stage([row.pk for row in rows])
    return [
        {
            "row": row,
            "seconds": sum(stage["seconds"] for stage in row.stages.values()),
            "cost": sum(costs.get(row.pk, {}).values()),
            "retries": len(row.trouble),
        }
        for row in rows
    ]


@require_safe
def request_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    require(request.membership, ACTION)
    rows = LessonRequest.objects.select_related("lesson", "requested_by")
    row = rows.filter(organization_id=request.organization.pk, pk=pk).first()
    if row is None:
        raise NotFound(_("There is no such request, or it is not yours to see."))
    records = stage_records(row)
    failed = LessonSegment.objects.filter(lesson=row.lesson_id).exclude(problem="")
    context = {
        "nav": "manage",
        "page_key": "lesson_requests",
        "row": row,
        "records": records,
        "seconds": sum(record.seconds for record in records),
        "cost": sum(record.cost for record in records),
        "segments": list(failed.order_by("position")),
    }
    return render(request, "lessons/request_detail.html", context)
