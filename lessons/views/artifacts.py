"""Artifacts: the list, making one, looking at it, approving it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing.costing import Cost
from lessons import selectors
from lessons.artifacts import asking, editing
from lessons.artifacts.access import access_artifact, list_artifacts
from lessons.artifacts.forms import ArtifactForm
from lessons.artifacts.showing import SHOWS_KEY, progress_of, show_items
from lessons.artifacts.wording import failing_sentences
from lessons.assigning.copying import ASSIGNABLE
from lessons.costing import cost_of_artifact, estimate_of_artifact
from lessons.defaults import lesson_defaults
from lessons.models import Artifact, ArtifactItem
from lessons.progress.items import QuizStatistics, csv_lines, statistics_of
from lessons.services.lessons import part_of
from library.access import access_source, source_sight
from library.listing import PAGE_ROWS, page_number
from library.models import Source
from library.selectors import list_sources, visible_source_ids
from library.views.lists import STOP_POLLING
from organizations.access import require
from organizations.links import url_here
from organizations.roles import may
from organizations.spreadsheets import csv_response
from project.errors import Conflict, Invalid, LimitReached, NotFound


@require_safe
def artifact_list(request: HttpRequest) -> HttpResponse:
    require(request.membership, "artifacts.view")
    page = page_number(request)
    start = (page - 1) * PAGE_ROWS
    sources = visible_source_ids(source_sight(request.membership))
    rows = list_artifacts(request.membership, sources)
    found = list(rows[start : start + PAGE_ROWS + 1])
    context = {
        "nav": "lessons",
        "artifacts": found[:PAGE_ROWS],
        "page": page,
        "next_page": page + 1 if len(found) > PAGE_ROWS else None,
        "makes": may(request.membership, "artifacts.make"),
    }
    return render(request, "lessons/artifact_list.html", context)


@require_http_methods(["GET", "POST"])
def artifact_create(request: HttpRequest) -> HttpResponse:
    """On the source in `source`; `node` or `pages` name a part of it that is chosen at first."""
    require(request.membership, "artifacts.make")
    pk = _id(request.GET.get("source", ""))
    if pk is None:
        return _choose_source(request)
    source = access_source(request.membership, pk, "library.view")
    form = ArtifactForm(
        request.POST or None,
        source=source,
        nodes=selectors.node_choices(source),
        initial=_defaults(request, source),
    )
    if request.method == "POST" and form.is_valid():
        try:
            artifact = _request(request, source, form)
        except (Conflict, Invalid, LimitReached, NotFound) as error:
            form.add_error(None, error.message)
        else:
            return HttpResponseRedirect(url_here(request, "lessons:artifact_detail", artifact.pk))
    context = {
        "nav": "lessons",
        "source": source,
        "form": form,
        "estimate": estimate_of_artifact(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "lessons/artifact_create.html", context, status=status)


def _choose_source(request: HttpRequest) -> HttpResponse:
    sources = list_sources(source_sight(request.membership)).filter(state__in=Source.READABLE)[:200]
    context = {"nav": "lessons", "sources": sources}
    return render(request, "lessons/artifact_source.html", context)


def _defaults(request: HttpRequest, source: Source) -> dict:
    pages = request.GET.get("pages", "")[:30]
    first = selectors.first_part(source)
    node = request.GET.get("node") or (str(first.pk) if first else "whole")
    return {
        "kind": request.GET.get("kind", Artifact.Kind.QUIZ),
        "part": "pages" if pages else node,
        "pages": pages,
        "strategy": lesson_defaults(request.membership, source, None).strategy,
    }


def _request(request: HttpRequest, source: Source, form: ArtifactForm) -> Artifact:
    data = form.cleaned_data
    return asking.request_artifact(
        user=request.user,
        source=source,
        part=part_of(source, **form.part_asked()),
        topic=form.topic_asked(),
        kind=data["kind"],
        count=data["count"],
        strategy=data["strategy"],
    )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@require_safe
def artifact_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    artifact = access_artifact(request.membership, pk)
    return render(request, "lessons/artifact_detail.html", _page(request, artifact))


@require_safe
def artifact_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asked for while it is made; then the whole page is."""
    artifact = access_artifact(request.membership, pk)
    context = {"artifact": artifact, "now": progress_of(artifact)}
    response = render(request, "lessons/_artifact_progress.html", context)
    if not artifact.is_under_way:
        response.status_code = STOP_POLLING
        response["HX-Refresh"] = "true"
    return response


def _page(request: HttpRequest, artifact: Artifact) -> dict:
    items = list(artifact.items.all())
    edits = may(request.membership, "artifacts.make") and not artifact.is_under_way
    return {
        "nav": "lessons",
        "artifact": artifact,
        "now": progress_of(artifact),
        "items": show_items(artifact, items, request.organization.slug),
        "failing": sum(bool(item.problems) for item in items),
        "strategy_failing": failing_sentences(artifact.strategy_failing),
        "edits": edits,
        "shows_key": edits or artifact.kind in SHOWS_KEY,
        "kinds": ArtifactItem.Kind.choices,
        "cost": _cost(request, artifact),
        "difficulties": ArtifactItem.Difficulty.choices,
        "statistics": _statistics(request, artifact) if edits else None,
    }


def _cost(request: HttpRequest, artifact: Artifact) -> Cost | None:
    """For who makes them, once it is made."""
    is_shown = may(request.membership, "artifacts.make") and not artifact.is_under_way
    return cost_of_artifact(artifact) if is_shown else None


def _statistics(request: HttpRequest, artifact: Artifact) -> QuizStatistics | None:
    """None where nobody has answered anything yet."""
    if artifact.kind not in ASSIGNABLE:
        return None
    found = statistics_of(artifact, request.membership)
    return found if found.students else None


@require_safe
def artifact_statistics(request: HttpRequest, pk: UUID) -> StreamingHttpResponse:
    artifact = access_artifact(request.membership, pk, "artifacts.make")
    lines = csv_lines(statistics_of(artifact, request.membership))
    return csv_response(request, lines, "items.csv")


def _changed(request: HttpRequest, pk: UUID) -> Artifact:
    return access_artifact(request.membership, pk, "artifacts.make")


def _back(request: HttpRequest, artifact: Artifact) -> HttpResponse:
    return HttpResponseRedirect(url_here(request, "lessons:artifact_detail", artifact.pk))


@require_POST
def artifact_approve(request: HttpRequest, pk: UUID) -> HttpResponse:
    artifact = _changed(request, pk)
    try:
        editing.approve(artifact, by=request.user)
    except Conflict as error:
        context = _page(request, artifact) | {"refusal": error.message}
        return render(request, "lessons/artifact_detail.html", context, status=422)
    messages.success(request, _("Approved. Students who see the source see it now."))
    return _back(request, artifact)


@require_POST
def artifact_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    artifact = _changed(request, pk)
    editing.withdraw(artifact)
    messages.success(request, _("It is a draft again; students do not see it."))
    return _back(request, artifact)


@require_POST
def artifact_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    artifact = _changed(request, pk)
    asking.retry(artifact)
    return _back(request, artifact)


@require_http_methods(["GET", "POST"])
def artifact_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    artifact = _changed(request, pk)
    if request.method == "POST":
        asking.delete(artifact)
        messages.success(request, _("Deleted."))
        return HttpResponseRedirect(url_here(request, "lessons:artifact_list"))
    return render(request, "lessons/artifact_delete.html", {"nav": "lessons", "artifact": artifact})
