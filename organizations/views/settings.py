"""What an org admin sets for everybody."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from organizations import branding
from organizations.access import require
from organizations.forms.settings import BrandingForm, SettingsForm
from organizations.links import url_here
from organizations.logos import forget_others, save_logo
from organizations.models import Organization
from organizations.services.settings import change_settings, version_of
from project import storage
from project.errors import Conflict, Invalid, NotFound

A_YEAR_S = 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    require(request.membership, "organization.settings")
    form = _form(request, SettingsForm, SettingsForm.initial_of(request.organization))
    if request.method == "POST" and form.is_valid() and _saved_settings(request, form):
        messages.success(request, _("The settings are saved."))
        return redirect(url_here(request, "organizations:settings"))
    return _page(request, "organizations/settings.html", "settings", form)


@require_http_methods(["GET", "POST"])
def brand(request: HttpRequest) -> HttpResponse:
    require(request.membership, "organization.settings")
    form = _form(request, BrandingForm, BrandingForm.initial_of(request.organization.options))
    if request.method == "POST" and form.is_valid() and _saved_brand(request, form):
        messages.success(request, _("The look is saved."))
        return redirect(url_here(request, "organizations:brand"))
    return _page(request, "organizations/brand.html", "brand", form)


def _form(request: HttpRequest, kind, initial: dict):
    initial = initial | {"seen": version_of(request.organization)}
    return kind(request.POST or None, request.FILES or None, initial=initial)


def _page(request: HttpRequest, template: str, key: str, form) -> HttpResponse:
    context = {"nav": "manage", "page_key": key, "form": form, "organization": request.organization}
    return render(request, template, context, status=422 if form.errors else 200)


def _saved_settings(request: HttpRequest, form: SettingsForm) -> bool:
    data = form.cleaned_data
    return _saved(request, form, seen=data["seen"], name=data["name"], **form.parts())


def _saved_brand(request: HttpRequest, form: BrandingForm) -> bool:
    try:
        kept = _logo(request, form)
    except Invalid as error:
        form.add_error("logo", str(error))
        return False
    look = form.colours() | {"logo_alt": form.cleaned_data["logo_alt"]} | kept
    if not _saved(request, form, seen=form.cleaned_data["seen"], branding=look):
        return False
    if kept:
        forget_others(Organization.objects.get(pk=request.organization.pk))
    return True


def _logo(request: HttpRequest, form: BrandingForm) -> dict:
    """What changes of it: nothing where it stays."""
    if form.cleaned_data["remove_logo"]:
        return {"logo": "", "logo_bytes": 0}
    if file := form.cleaned_data["logo"]:
        return save_logo(request.organization, file)
    return {}


def _saved(request: HttpRequest, form, **changes) -> bool:
    try:
        change_settings(membership=request.membership, **changes)
    except (Conflict, Invalid) as error:
        form.add_error(None, str(error))
        return False
    return True


@require_safe
def brand_css(request: HttpRequest) -> HttpResponse:
    """The tokens that this organization overrides; its address changes with them."""
    colours = request.organization.options.branding.model_dump(include={*BrandingForm.COLOURS})
    response = HttpResponse(branding.stylesheet(colours), content_type="text/css")
    patch_cache_control(response, private=True, max_age=A_YEAR_S, immutable=True)
    return response


@require_safe
def logo(request: HttpRequest) -> HttpResponseRedirect:
    key = request.organization.options.branding.logo
    if not key:
        raise NotFound(_("This organization has no logo."))
    name = key.rpartition("/")[2]
    response = HttpResponseRedirect(storage.download_url(key, filename=name, inline=True))
    patch_cache_control(response, private=True, max_age=3600)
    return response
