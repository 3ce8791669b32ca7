"""The page behind the link of an invitation."""

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from organizations.forms.joining import NewPasswordForm
from organizations.models import Invitation
from organizations.roles import role_word
from organizations.services.accepting import (
    SENTENCES,
    State,
    accept,
    find_invitation,
    is_for,
    sign_up,
    state_of,
)
from project.errors import Conflict
from project.text.storable import storable

GONE = 410


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Nothing is accepted before somebody presses the button: mail scanners open links too."""
    found = find_invitation(token)
    state = state_of(found)
    if state != State.OPEN:
        context = _context(found) | {"sentence": SENTENCES[state]}
        return render(request, "organizations/invitation_over.html", context, status=GONE)
    if request.user.is_authenticated:
        return _signed_in(request, found)
    if get_user_model().objects.filter(email__iexact=found.email).exists():
        return render(request, "organizations/invitation.html", _context(found) | {"knows": True})
    return _sign_up(request, found)


def _context(found: Invitation) -> dict:
    return {
        "invitation": found,
        "organization": found.organization,
        "words": found.organization.words,
        "role": role_word(found.organization, found.role),
    }


def _signed_in(request: HttpRequest, found: Invitation) -> HttpResponse:
    if not is_for(found, request.user):
        context = _context(found)
        return render(request, "organizations/invitation_other.html", context, status=403)
    if request.method != "POST":
        return render(request, "organizations/invitation.html", _context(found))
    accept(invitation=found, user=request.user)
    return _arrived(request, found)


def _sign_up(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, password = storable(form.cleaned_data["name"]), form.cleaned_data["password"]
        try:
            user = sign_up(invitation=found, name=name, password=password)
        except Conflict as error:
            form.add_error(None, error.message)
        else:
            perform_login(request, user, email_verification="none")
            return _arrived(request, found)
    status = 422 if form.is_bound else 200
    context = _context(found) | {"form": form}
    return render(request, "organizations/invitation.html", context, status=status)


def _arrived(request: HttpRequest, found: Invitation) -> HttpResponse:
    said = _("You are in %(organization)s now.") % {"organization": found.organization}
    messages.success(request, said)
    return redirect("home", organization_slug=found.organization.slug)
