"""Who asks to be let in, and the answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organizations.access import require
from organizations.links import url_here
from organizations.models import DomainJoinRequest
from organizations.services import domain_joining
from project.errors import Invalid, NotFound

SHOWN = 200  # the oldest first: who waits longest is answered first


@require_safe
def join_request_list(request: HttpRequest) -> HttpResponse:
    require(request.membership, "people.manage")
    waiting = DomainJoinRequest.objects.filter(state=DomainJoinRequest.State.PENDING)
    rows = waiting.select_related("user").order_by("created_at")[:SHOWN]
    context = {"nav": "manage", "requests": rows}
    return render(request, "organizations/join_request_list.html", context)


@require_POST
def join_request_decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    require(request.membership, "people.manage")
    asked = DomainJoinRequest.objects.select_related("user", "organization").filter(pk=pk).first()
    if asked is None:
        raise NotFound(_("There is no such request, or it is not yours to see."))
    answer = request.POST.get("answer")
    words = {"person": str(asked.user)}
    if answer == "approve":
        domain_joining.approve(request=asked, by=request.user)
        messages.success(request, _("%(person)s is in.") % words)
    elif answer == "refuse":
        domain_joining.refuse(request=asked, by=request.user)
        messages.success(request, _("%(person)s was not let in.") % words)
    else:
        raise Invalid(_("Choose whether to let them in."))
    return redirect(url_here(request, "organizations:join_request_list"))
