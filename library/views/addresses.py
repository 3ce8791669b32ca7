"""Adding a source by its address."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from library.addresses.adding import add_address
from library.addresses.youtube import left_out
from library.forms import AddressForm
from library.models import Source
from library.remote_video.allowing import is_allowed
from library.uploads import About
from organizations.access import require
from organizations.links import url_here
from organizations.views.sharing import is_for_many
from project.errors import UnreadableSource


@require_http_methods(["GET", "POST"])
def address_create(request: HttpRequest) -> HttpResponse:
    require(request.membership, "library.add")
    form = AddressForm(request.POST or None, is_for_many=is_for_many(request.membership))
    if request.method == "POST" and form.is_valid():
        try:
            added = add_address(
                address=form.cleaned_data["address"],
                user=request.user,
                organization=request.organization,
                about=About(audience=form.for_whom()),
            )
        except UnreadableSource as error:
            form.add_error("address", error.message)
        else:
            if said := left_out(form.cleaned_data["address"]):
                messages.info(request, said)
            return _on(request, added.source, is_here=added.is_duplicate)
    status = 422 if form.is_bound else 200
    context = {"nav": "library", "form": form, "takes_videos": is_allowed(request.membership)}
    return render(request, "library/address_create.html", context, status=status)


def _on(request: HttpRequest, source: Source, *, is_here: bool) -> HttpResponseRedirect:
    said = _("It is in the library already.") if is_here else _("It is added, and will be fetched.")
    messages.success(request, said)
    return HttpResponseRedirect(url_here(request, "library:source_detail", source.pk))
