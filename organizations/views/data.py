"""Take everything along; close the organization; open it again."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organizations import audit
from organizations.access import list_closed, require
from organizations.exporting.job import request_export
from organizations.impersonation.guards import theirs_alone
from organizations.links import url_here
from organizations.models import DataExport
from organizations.roles import may
from organizations.services.closing import close_organization, restore_organization
from organizations.staged import in_order
from project import storage
from project.errors import Invalid, NotFound

STOP_POLLING = 286
SHOWN = 10


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    require(request.membership, "organization.export")
    return _page(request)


def _page(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    context = {
        "nav": "manage",
        "page_key": "data",
        "exports": [
            _shown(export) for export in DataExport.objects.order_by("-created_at")[:SHOWN]
        ],
        "grace_days": settings.ORGANIZATION_GRACE_DAYS,
        "may_close": may(request.membership, "organization.close"),
        "problem": problem,
    }
    return render(request, "organizations/data.html", context, status=422 if problem else 200)


def _shown(export: DataExport) -> DataExport:
    """With the stage it is in, as `now`."""
    stages = in_order(export.stages)
    export.now = next((stage for _, stage in stages if stage["state"] != "done"), None)
    return export


@require_POST
@theirs_alone
def export_create(request: HttpRequest) -> HttpResponse:
    request_export(membership=request.membership)
    messages.success(request, _("The export is being made. It stands below when it is ready."))
    return redirect(url_here(request, "organizations:data"))


@require_safe
def export_row(request: HttpRequest, export_pk: UUID) -> HttpResponse:
    """One row; a browser asks for it until the export is made."""
    export = _export(request, export_pk)
    status = 200 if export.state == DataExport.State.MAKING else STOP_POLLING
    context = {"export": _shown(export)}
    return render(request, "organizations/_export_row.html", context, status=status)


@require_POST
@theirs_alone
def export_file(request: HttpRequest, export_pk: UUID) -> HttpResponseRedirect:
    export = _export(request, export_pk)
    if export.state != DataExport.State.READY:
        raise NotFound(_("This export is not ready yet."))
    audit.record("data.export_downloaded", organization=request.organization, subject=export)
    name = f"{request.organization.slug}-{export.created_at:%Y-%m-%d}.zip"
    return HttpResponseRedirect(storage.download_url(export.file_key, filename=name, inline=False))


def _export(request: HttpRequest, pk: UUID) -> DataExport:
    require(request.membership, "organization.export")
    export = DataExport.objects.filter(pk=pk).first()
    if export is None:
        raise NotFound(_("There is no such export, or it was deleted after its week."))
    return export


@require_POST
@theirs_alone
def close(request: HttpRequest) -> HttpResponse:
    try:
        close_organization(membership=request.membership, typed_name=request.POST.get("name", ""))
    except Invalid as error:
        return _page(request, problem=str(error))
    return redirect("closed")


@login_required
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """What this person owns that is closed and can still be opened again."""
    context = {"organizations": list_closed(request.user)}
    return render(request, "organizations/closed.html", context)


@login_required
@require_POST
@theirs_alone
def restore(request: HttpRequest, closed_pk: UUID) -> HttpResponse:
    found = next((one for one in list_closed(request.user) if one.pk == closed_pk), None)
    if found is None:
        raise NotFound(_("There is no such organization, or it is not yours to open."))
    organization = restore_organization(organization=found)
    messages.success(request, _("%s is open again.") % organization.name)
    return redirect("home", organization_slug=organization.slug)
