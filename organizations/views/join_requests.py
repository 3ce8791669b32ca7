"""Who asks to be let in, and the answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organizations.access import require
from organizations.authority import runs_class
from organizations.links import url_here
from organizations.models import JoinRequest, Membership
from organizations.selectors import people as selectors
from organizations.services.join_requests import decide
from project.errors import Invalid, NotFound

SHOWN = 200  # the oldest first: who waits longest is answered first


@require_safe
def join_request_list(request: HttpRequest) -> HttpResponse:
    require(request.membership, "people.manage")
    rows = selectors.list_join_requests(request.membership)[:SHOWN]
    context = {"nav": "manage", "page_key": "join_requests", "rows": rows}
    return render(request, "organizations/join_request_list.html", context)


@require_POST
def join_request_decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """answer: approve or refuse. from=class: back to the page of the class."""
    asked = _access_join_request(request.membership, pk)
    answer = request.POST.get("answer")
    if answer not in ("approve", "refuse"):
        raise Invalid(_("Choose whether to let them in."))
    decide(request=asked, by=request.user, is_yes=answer == "approve")
    said = _("%(person)s is in.") if answer == "approve" else _("%(person)s was not let in.")
    messages.success(request, said % {"person": asked.user})
    if request.POST.get("from") == "class" and asked.school_class_id:
        return redirect(url_here(request, "organizations:class_detail", asked.school_class_id))
    return redirect(url_here(request, "organizations:join_request_list"))


def _access_join_request(actor: Membership, pk: UUID) -> JoinRequest:
    """For a class, by who runs it; for the organization, by who runs all of its people."""
    require(actor, "classes.view")
    row = JoinRequest.objects.select_related("user").filter(pk=pk).first()
    if row is not None and row.school_class_id is None:
        require(actor, "people.manage")
    if row is None or not _is_theirs(actor, row):
        raise NotFound(_("Nobody waits here, or it is not yours to see."))
    return row


def _is_theirs(actor: Membership, row: JoinRequest) -> bool:
    if row.school_class_id:
        return runs_class(actor, row.school_class_id)
    return not actor.school_ids
