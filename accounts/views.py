"""What a person sets for themselves; every page obeys it."""

from typing import cast

from allauth.account import views as account_views
from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms import PreferencesForm
from accounts.models import User
from project.languages import interface_language


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    form = PreferencesForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        person = form.save()
        with translation.override(interface_language(person.language)):  # from now on
            messages.success(request, _("Your settings are saved."))
        return redirect("accounts:settings")
    if form.errors:
        form.instance.refresh_from_db()  # the form wrote into it what was refused
    status = 422 if form.errors else 200
    return render(request, "accounts/settings.html", {"form": form}, status=status)


@login_required
def email(request: HttpRequest) -> HttpResponse:
    """Who was added by a school signs in with an address of which django-allauth has no row: it
    would not be on the page, and would not hear that another takes its place."""
    person = cast(User, request.user)
    if person.email and not EmailAddress.objects.filter(user=person, primary=True).exists():
        EmailAddress.objects.get_or_create(
            user=person, email=person.email, defaults={"primary": True}
        )
    return account_views.email(request)
