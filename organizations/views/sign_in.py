"""Sign in with one's school: by an address of its own, or by one's email."""

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organizations.identity.finding import provider_for, providers_of
from organizations.identity.forms import SchoolEmailForm
from organizations.links import url_in
from organizations.models import Organization
from project.errors import NotFound


def entrance(view):
    """Below /o/<slug>/, and yet for who is not signed in: takes the slug itself."""
    view.is_entrance = True
    return view


@require_http_methods(["GET", "POST"])
def school_find(request: HttpRequest) -> HttpResponse:
    """Answers about domains only, never about a person."""
    form = SchoolEmailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        provider = provider_for(form.cleaned_data["email"])
        if provider is not None:
            return redirect("school_sign_in", organization_slug=provider.organization.slug)
        form.add_error(
            "email", _("No school that we know of signs in by such an address. Use your password.")
        )
    status = 422 if form.errors else 200
    return render(request, "organizations/school_find.html", {"form": form}, status=status)


@entrance
@require_safe
def school_sign_in(request: HttpRequest, slug: str) -> HttpResponse:
    """A button for each provider. Who is a member already goes inside."""
    if request.user.is_authenticated:
        inside = request.user.memberships.active().filter(organization__slug=slug).exists()
        return redirect(url_in(slug, "home") if inside else "front")
    organization = Organization.objects.live().filter(slug=slug).first()
    providers = providers_of(organization) if organization else []
    if not providers:
        raise NotFound(_("Nobody signs in here by a provider of their own. Use your password."))
    choices = [
        {"name": provider.name, "url": provider.app.get_provider(request).get_login_url(request)}
        for provider in providers
    ]
    context = {
        "organization": organization,
        "choices": choices,
        "next_name": REDIRECT_FIELD_NAME,
        "next": request.path,
    }
    return render(request, "organizations/school_sign_in.html", context)
