"""How the organization's people sign in. Providers are set up by the platform, and tried here."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from organizations.access import require
from organizations.forms.sign_in import SignInForm, takes_domain
from organizations.identity.trying import try_provider
from organizations.links import url_here
from organizations.models import IdentityProvider
from organizations.services.settings import version_of
from organizations.services.sign_in_settings import change_sign_in
from project.errors import Conflict, Invalid, NotFound


@require_http_methods(["GET", "POST"])
def sign_in_settings(request: HttpRequest) -> HttpResponse:
    require(request.membership, "organization.settings")
    form = _form(request, request.POST or None)
    if request.method == "POST" and form.is_valid() and _saved(request, form):
        messages.success(request, _("The settings are saved."))
        return redirect(url_here(request, "organizations:sign_in_settings"))
    return _page(request, form)


@require_POST
def provider_test(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asks the provider what it says of itself; nobody is signed in."""
    require(request.membership, "organization.settings")
    provider = IdentityProvider.objects.select_related("app").filter(pk=pk).first()
    if provider is None:
        raise NotFound(_("There is no such provider, or it is not yours to see."))
    problem = try_provider(request, provider)
    return _page(request, _form(request, None), tried=provider, problem=problem)


def _form(request: HttpRequest, data) -> SignInForm:
    initial = SignInForm.initial_of(request.organization)
    return SignInForm(data, initial=initial | {"seen": version_of(request.organization)})


def _saved(request: HttpRequest, form: SignInForm) -> bool:
    seen = form.cleaned_data["seen"]
    try:
        change_sign_in(membership=request.membership, seen=seen, **form.parts())
    except (Conflict, Invalid) as error:
        form.add_error(None, str(error))
        return False
    return True


def _page(request: HttpRequest, form: SignInForm, *, tried=None, problem: str = "") -> HttpResponse:
    providers = IdentityProvider.objects.prefetch_related("domains").select_related("app")
    context = {
        "nav": "manage",
        "page_key": "sign_in",
        "form": form,
        "providers": providers.order_by("name"),
        "domain": request.organization.domain,
        "takes_domain": takes_domain(request.organization),
        "tried": tried,
        "problem": problem,
    }
    status = 422 if form.errors else 200
    return render(request, "organizations/sign_in_settings.html", context, status=status)
