"""How the organization's people sign in: set up by the platform, looked at and tried here."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from organizations.access import require
from organizations.identity.trying import try_provider
from organizations.models import IdentityProvider
from project.errors import NotFound


@require_safe
def sign_in_settings(request: HttpRequest) -> HttpResponse:
    require(request.membership, "organization.settings")
    return _page(request)


@require_POST
def provider_test(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks the provider what it says of itself; nobody is signed in."""
    require(request.membership, "organization.settings")
    provider = IdentityProvider.objects.select_related("app").filter(pk=pk).first()
    if provider is None:
        raise NotFound(_("There is no such provider, or it is not yours to see."))
    return _page(request, tried=provider, problem=try_provider(request, provider))


def _page(request: HttpRequest, *, tried=None, problem: str = "") -> HttpResponse:
    providers = IdentityProvider.objects.prefetch_related("domains").select_related("app")
    context = {
        "nav": "manage",
        "providers": providers.order_by("name"),
        "joining": request.organization.options.joining,
        "security": request.organization.options.security,
        "domain": request.organization.domain,
        "tried": tried,
        "problem": problem,
    }
    return render(request, "organizations/sign_in_settings.html", context)
