"""What somebody owns goes to somebody else; an owner hands the organization over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organizations.access import require
from organizations.authority import access_person, require_change
from organizations.forms.people import ReceiverForm
from organizations.links import url_here
from organizations.models import Membership
from organizations.services import handing_over
from organizations.services.owners import transfer_ownership
from project.errors import Conflict, LecternError
from project.text.storable import storable


@require_http_methods(["GET", "POST"])
def person_transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Sources, lessons and the like of one person, active or not."""
    person = access_person(request.membership, pk, "people.manage")
    require_change(request.membership, person)
    form = ReceiverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            to = find_member(request.membership, form.cleaned_data["email"])
            moved = handing_over.transfer_owned(person=person, to=to, by=request.membership)
        except LecternError as error:
            form.add_error("email", error.message)
        else:
            return _moved(request, person, to, moved)
    counts = handing_over.count_owned(person.user_id)
    context = {
        "nav": "manage",
        "page_key": "people",
        "person": person,
        "owned": handing_over.owned_words(counts),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "organizations/person_transfer.html", context, status=status)


def _moved(request: HttpRequest, person: Membership, to: Membership, moved: dict) -> HttpResponse:
    what = ", ".join(handing_over.owned_words(moved)) or _("nothing")
    messages.success(request, _("%(to)s has now: %(what)s.") % {"to": to.user, "what": what})
    return HttpResponseRedirect(url_here(request, "organizations:person_detail", person.pk))


def find_member(actor: Membership, email: str) -> Membership:
    """Somebody of the organization, by email. Raises Conflict where nobody has it here."""
    rows = Membership.objects.filter(organization=actor.organization_id, ended_at=None)
    rows = rows.select_related("user", "organization")
    found = rows.filter(user__email__iexact=storable(email).strip()).first()
    if found is None:
        raise Conflict(_("Nobody here has the email address %(email)s.") % {"email": email})
    return found


@require_http_methods(["GET", "POST"])
def ownership_transfer(request: HttpRequest) -> HttpResponse:
    """An owner makes somebody else owner, and stays as admin."""
    require(request.membership, "organization.close")
    form = ReceiverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            to = find_member(request.membership, form.cleaned_data["email"])
            transfer_ownership(by=request.membership, to=to)
        except LecternError as error:
            form.add_error("email", error.message)
        else:
            messages.success(request, _("%(to)s is owner now.") % {"to": to.user})
            return HttpResponseRedirect(url_here(request, "organizations:membership_detail"))
    context = {"form": form}
    status = 422 if form.is_bound else 200
    return render(request, "organizations/ownership_transfer.html", context, status=status)
