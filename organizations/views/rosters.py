"""Rosters: add a file, look at what it would change, apply it, undo it."""

from pathlib import Path
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations.links import url_here
from organizations.models import RosterImport
from organizations.rosters import limits, selectors, services
from organizations.rosters.access import access_roster, access_rosters
from organizations.rosters.forms import ApplyForm, UploadForm
from organizations.rosters.problem_lists import problem_list
from organizations.rosters.showing import detail_of, progress_of
from project import storage
from project.errors import Conflict, Invalid

STOP_POLLING = 286  # htmx: swap this, then ask no more
BASE = {"nav": "manage", "page_key": "rosters"}


@require_http_methods(["GET", "POST"])
def roster_list(request: HttpRequest) -> HttpResponse:
    access_rosters(request.membership)
    form = UploadForm(request.POST or None, request.FILES or None) if _is_post(request) else None
    if form is not None and form.is_valid():
        try:
            row = _add(request, form.cleaned_data["file"])
        except Invalid as error:
            form.add_error("file", error.message)
        else:
            return HttpResponseRedirect(url_here(request, "organizations:roster_detail", row.pk))
    page = selectors.page_of(selectors.list_rosters(), _number(request))
    context = {
        **BASE,
        "form": form or UploadForm(),
        "page": page,
        "max_mb": limits.MAX_FILE_BYTES // 1024**2,
    }
    status = 422 if form is not None else 200
    return render(request, "organizations/roster_list.html", context, status=status)


def _is_post(request: HttpRequest) -> bool:
    return request.method == "POST"


def _add(request: HttpRequest, file) -> RosterImport:
    with storage.workspace() as folder:
        path = Path(folder) / "roster"
        with path.open("wb") as target:
            for chunk in file.chunks():
                target.write(chunk)
        return services.add_roster(
            organization=request.organization, by=request.user, path=path, filename=file.name
        )


@require_safe
def roster_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = access_roster(request.membership, pk)
    return _detail(request, row)


def _detail(request: HttpRequest, row: RosterImport, form: ApplyForm | None = None) -> HttpResponse:
    tab = request.GET.get("tab", "")
    context = BASE | detail_of(row, tab=tab, number=_number(request))
    if row.state == RosterImport.State.PREVIEW:
        context["form"] = form or ApplyForm(roster=row, membership=request.membership)
    status = 422 if form is not None else 200
    return render(request, "organizations/roster_detail.html", context, status=status)


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isdecimal() and len(text) < 6 else 1


@require_safe
def roster_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    """How far it is; at the end the browser loads the whole page anew."""
    row = access_roster(request.membership, pk)
    is_over = row.state not in RosterImport.AT_WORK
    context = {"roster": row, "is_at_work": not is_over, **progress_of(row)}
    response = render(request, "organizations/roster_detail.html#roster-progress", context)
    if is_over:
        response.status_code = STOP_POLLING
        response["HX-Refresh"] = "true"
    return response


@require_POST
def roster_apply(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = access_roster(request.membership, pk)
    if row.state != RosterImport.State.PREVIEW:
        raise Conflict(_("This roster is not waiting to be applied any more."))
    form = ApplyForm(request.POST, roster=row, membership=request.membership)
    if form.is_valid():
        try:
            services.apply_roster(roster=row, by=request.user, options=form.options)
        except Invalid as error:
            form.add_error(None, error.message)
        else:
            return _back(request, row)
    return _detail(request, row, form)


@require_http_methods(["GET", "POST"])
def roster_undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = access_roster(request.membership, pk)
    if request.method == "POST":
        services.undo_roster(roster=row, by=request.user)
        return _back(request, row)
    if not services.can_undo(row):
        raise Conflict(_("There is nothing of this roster to undo."))
    return render(request, "organizations/roster_undo.html", BASE | {"roster": row})


@require_POST
def roster_retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = access_roster(request.membership, pk)
    services.retry_roster(roster=row)
    return _back(request, row)


@require_POST
def roster_discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = access_roster(request.membership, pk)
    services.discard_roster(roster=row)
    messages.success(request, _("The preview is forgotten; nothing was changed."))
    return HttpResponseRedirect(url_here(request, "organizations:roster_list"))


@require_safe
def roster_problems(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = access_roster(request.membership, pk)
    lines = "".join(problem_list(row))  # two thousand at most
    response = HttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="roster-problems.csv"'
    return response


def _back(request: HttpRequest, row: RosterImport) -> HttpResponseRedirect:
    return HttpResponseRedirect(url_here(request, "organizations:roster_detail", row.pk))
