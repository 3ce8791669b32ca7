"""Places in a family: given, taken, taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from billing import families
from billing.views.plan import FamilyForm, show
from organizations.links import url_here
from organizations.requests import OrganizationRequest
from project.errors import Conflict, Invalid, ProviderError


@require_POST
def family_invite(request: OrganizationRequest) -> HttpResponse:
    form = FamilyForm(request.POST)
    if form.is_valid():
        try:
            families.invite_to_family(request.membership.user, form.cleaned_data["email"])
        except (Conflict, Invalid, ProviderError) as error:
            form.add_error("email", error.message)
        else:
            messages.success(request, _("The place is kept for them, and they have a mail."))
            return _back(request)
    return show(request, form, status=422)


@require_POST
def family_answer(request: OrganizationRequest, pk: UUID) -> HttpResponse:
    if request.POST.get("answer") == "yes":
        families.join_family(request.membership.user, pk)
        messages.success(request, _("You are in the family now."))
    else:
        families.decline_family(request.membership.user, pk)
    return _back(request)


@require_POST
def family_remove(request: OrganizationRequest, pk: UUID) -> HttpResponse:
    families.remove_from_family(request.membership.user, pk)
    return _back(request)


@require_POST
def family_leave(request: OrganizationRequest) -> HttpResponse:
    families.leave_family(request.membership.user)
    messages.success(request, _("You have left the family. What you made stays yours."))
    return _back(request)


def _back(request: OrganizationRequest) -> HttpResponse:
    return HttpResponseRedirect(url_here(request, "plan:mine"))
