"""A family's own page: profiles of children, what they sign in with, what was agreed to."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.consent import deciding
from organizations.access import require
from organizations.forms.classes import StudentsForm
from organizations.links import url_here
from organizations.models import Membership
from organizations.services import families
from organizations.services.families import require_family
from organizations.views.people import render_cards
from project.errors import LecternError, NotFound
from project.sites import site_url
from project.text.storable import storable


@require_http_methods(["GET", "POST"])
def family(request: HttpRequest) -> HttpResponse:
    _require(request)
    form = StudentsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        names = storable(form.cleaned_data["names"]).splitlines()
        try:
            cards = families.add_children(parent=request.membership, names=names)
        except LecternError as error:
            form.add_error("names", error.message)
        else:
            return _cards(request, cards)
    context = {
        "nav": "manage",
        "page_key": "family",
        "form": form,
        "children": families.list_children(request.organization),
        "code": families.code_of_family(),
    }
    status = 422 if form.errors else 200
    return render(request, "organizations/family.html", context, status=status)


def _require(request: HttpRequest) -> None:
    require_family(request.organization)
    require(request.membership, "people.manage")


def _cards(request: HttpRequest, cards: list) -> HttpResponse:
    back = url_here(request, "organizations:family")
    code, address = families.code_of_family(), site_url("joining:student_sign_in")
    return render_cards(request, cards, back=back, code=code, address=address)


@require_POST
def family_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a consent back, or give it again."""
    _require(request)
    rows = Membership.objects.active().select_related("user")
    child = rows.filter(organization=request.organization, pk=pk).first()
    consent = child.user.consents.filter(guardian=request.user).first() if child else None
    if consent is None:
        raise NotFound(_("There is no such person in it."))
    if request.POST.get("answer") == "again":
        deciding.give_again(consent)
        messages.success(request, _("%(name)s can sign in again.") % {"name": child.user})
    else:
        deciding.withdraw(consent)
        messages.success(request, _("The profile of %(name)s is stopped.") % {"name": child.user})
    return HttpResponseRedirect(url_here(request, "organizations:family"))
