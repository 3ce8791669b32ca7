"""The organization's keys for programs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from organizations.access import require
from organizations.impersonation.guards import theirs_alone
from organizations.keys import service
from organizations.keys.forms import KeyForm
from organizations.links import url_here
from organizations.models import OrganizationKey
from project.errors import NotFound


@theirs_alone
@never_cache
@require_http_methods(["GET", "POST"])
def key_list(request: HttpRequest) -> HttpResponse:
    """The list, and a form for one more; a new key is shown in the answer, and never again."""
    require(request.membership, "organization.settings")
    form, made = KeyForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        _row, made = service.create_key(
            organization=request.organization,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.expires_at(),
            by=request.user,
        )
        form = KeyForm()
    context = {
        "nav": "manage",
        "page_key": "keys",
        "form": form,
        "made": made,
        "keys": OrganizationKey.objects.select_related("created_by").order_by("-created_at"),
    }
    status = 422 if form.errors else 200
    return render(request, "organizations/key_list.html", context, status=status)


@theirs_alone
@require_POST
def key_revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    require(request.membership, "organization.settings")
    key = OrganizationKey.objects.select_related("organization").filter(pk=pk).first()
    if key is None:
        raise NotFound(_("There is no such key, or it is not yours to see."))
    service.revoke_key(key)
    messages.success(request, _("The key “%(name)s” opens nothing any more.") % {"name": key.name})
    return redirect(url_here(request, "organizations:key_list"))
