"""Who answers for whom, made and ended by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from organizations.authority import access_person, require_change
from organizations.forms.people import RelationshipForm
from organizations.links import url_here
from organizations.models import Membership, Relationship, Role
from organizations.services.invitations import invite
from organizations.services.relationships import end_relationship, relate
from organizations.views.handing_over import find_member
from project.errors import Conflict, Invalid, NotFound


@require_POST
def relationship_create(request: HttpRequest, pk: int) -> HttpResponse:
    """To a student: somebody of here, or a guardian who is invited."""
    child = access_person(request.membership, pk, "people.manage")
    require_change(request.membership, child)
    form = RelationshipForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Write an email address, and say what they are."))
    said = _make(request, child, form.cleaned_data["email"], form.cleaned_data["kind"])
    return _back(request, child, said)


def _make(request: HttpRequest, child: Membership, email: str, kind: str) -> str:
    try:
        adult = find_member(request.membership, email)
    except Conflict:
        if kind != Relationship.Kind.GUARDIAN:
            raise
        _invite_guardian(request, child, email)
        return _("%(email)s is invited as guardian.") % {"email": email}
    relate(kind=kind, adult=adult, child=child, made=Relationship.Made.BY_HAND)
    return _("%(adult)s answers for %(child)s now.") % {"adult": adult.user, "child": child.user}


def _invite_guardian(request: HttpRequest, child: Membership, email: str) -> None:
    invite(
        organization=request.organization,
        email=email,
        role=Role.GUARDIAN,
        school=child.schools.first(),
        child=child,
        invited_by=request.user,
    )


@require_POST
def relationship_end(request: HttpRequest, pk: int, relationship_pk: int) -> HttpResponse:
    person = access_person(request.membership, pk, "people.manage")
    require_change(request.membership, person)
    rows = Relationship.objects.select_related("organization")
    found = rows.filter(pk=relationship_pk).first()
    if found is None or person.pk not in (found.adult_id, found.child_id):
        raise NotFound(_("There is no such relationship, or it is not yours to see."))
    end_relationship(found)
    return _back(request, person, _("This is over; it stays in the history."))


def _back(request: HttpRequest, person: Membership, said: str) -> HttpResponseRedirect:
    messages.success(request, said)
    return HttpResponseRedirect(url_here(request, "organizations:person_detail", person.pk))
