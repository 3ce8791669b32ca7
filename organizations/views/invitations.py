"""Ask people in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from organizations.access import require
from organizations.authority import runs_class
from organizations.forms.people import InviteForm
from organizations.links import url_here
from organizations.models import Invitation, Membership
from organizations.selectors import people as selectors
from organizations.services.invitations import Outcome, invite_many, resend, revoke
from organizations.services.inviting import Offer
from project.errors import NotFound


@require_http_methods(["GET", "POST"])
def invitation_create(request: HttpRequest) -> HttpResponse:
    """From People by admins. What could not be sent stays in the form, with the reasons."""
    require(request.membership, "people.manage")
    form = InviteForm(request.POST or None, actor=request.membership)
    outcomes: list[Outcome] = []
    if request.method == "POST" and form.is_valid():
        outcomes = invite_by(request, form)
        if not any(outcome.problem for outcome in outcomes):
            return HttpResponseRedirect(url_here(request, "organizations:person_list"))
        form = InviteForm(initial=_rest(form, outcomes), actor=request.membership)
    context = {
        "nav": "manage",
        "page_key": "people",
        "form": form,
        "problems": [outcome.problem for outcome in outcomes if outcome.problem],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "organizations/invitation_create.html", context, status=status)


def invite_by(request: HttpRequest, form: InviteForm) -> list[Outcome]:
    """Raises what makes the whole offer impossible; tells of what is on its way."""
    found = form.cleaned_data
    offer = Offer(
        request.organization, found["role"], found.get("school"), found.get("school_class")
    )
    outcomes = invite_many(offer=offer, emails=found["emails"], invited_by=request.user)
    tell(request, outcomes)
    return outcomes


def tell(request: HttpRequest, outcomes: list[Outcome]) -> None:
    sent = sum(1 for outcome in outcomes if outcome.invitation)
    added = sum(1 for outcome in outcomes if outcome.added)
    if sent:
        said = ngettext("%d invitation is on its way.", "%d invitations are on their way.", sent)
        messages.success(request, said % sent)
    if added:
        said = ngettext(
            "%d person was here already, and is added.",
            "%d people were here already, and are added.",
            added,
        )
        messages.success(request, said % added)


def _rest(form: InviteForm, outcomes: list[Outcome]) -> dict:
    rest = [outcome.email for outcome in outcomes if outcome.problem]
    return form.cleaned_data | {"emails": "\n".join(rest)}


@require_POST
def invitation_resend(request: HttpRequest, pk: UUID) -> HttpResponse:
    invitation = _access_invitation(request.membership, pk)
    resend(invitation=invitation, by=request.user)
    said = _("%(email)s gets a new link; the old one ends.") % {"email": invitation.email}
    return _back(request, invitation, said)


@require_POST
def invitation_revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    invitation = _access_invitation(request.membership, pk)
    revoke(invitation=invitation, by=request.user)
    said = _("The invitation of %(email)s is revoked.") % {"email": invitation.email}
    return _back(request, invitation, said)


def _access_invitation(actor: Membership, pk: UUID) -> Invitation:
    """Of an admin's people, or to a teacher's class."""
    require(actor, "classes.view")
    rows = Invitation.objects.select_related("school_class", "organization")
    invitation = rows.filter(pk=pk).first()
    if invitation is None or not _is_theirs(actor, invitation):
        raise NotFound(_("There is no such invitation, or it is not yours to see."))
    return invitation


def _is_theirs(actor: Membership, invitation: Invitation) -> bool:
    if invitation.school_class_id and runs_class(actor, invitation.school_class_id):
        return True
    return actor.role in ("owner", "admin") and selectors.may_see_invitation(actor, invitation)


def _back(request: HttpRequest, row: Invitation, said: str) -> HttpResponseRedirect:
    messages.success(request, said)
    if row.school_class_id and runs_class(request.membership, row.school_class_id):
        url = url_here(request, "organizations:class_detail", row.school_class_id)
    else:
        url = url_here(request, "organizations:person_list") + "#invitations"
    return HttpResponseRedirect(url)
