"""What an organization sets about the safety of those who learn."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from organizations.access import require
from organizations.forms.safety import SafetyForm
from organizations.links import url_here
from organizations.services.settings import change_settings, version_of
from project.errors import Conflict, Invalid


@require_http_methods(["GET", "POST"])
def safety(request: HttpRequest) -> HttpResponse:
    require(request.membership, "organization.settings")
    organization = request.organization
    initial = SafetyForm.initial_of(organization) | {"seen": version_of(organization)}
    form = SafetyForm(request.POST or None, initial=initial, organization=organization)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        messages.success(request, _("The settings are saved."))
        return redirect(url_here(request, "organizations:safety"))
    context = {"nav": "manage", "page_key": "safety", "form": form}
    status = 422 if form.errors else 200
    return render(request, "organizations/safety.html", context, status=status)


def _saved(request: HttpRequest, form: SafetyForm) -> bool:
    try:
        change_settings(
            membership=request.membership, seen=form.cleaned_data["seen"], **form.parts()
        )
    except (Conflict, Invalid) as error:
        form.add_error(None, str(error))
        return False
    return True
