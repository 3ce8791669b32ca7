"""Who sees a source, and whose it is."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from library.access import access_source
from library.forms import TransferForm
from library.models import Source
from library.sharing import Audience, audience_of, audiences_for, set_audience, transfer_source
from organizations.links import url_here
from organizations.models import Grant
from organizations.views import sharing
from project.errors import Conflict, Invalid


def shared_source(request: HttpRequest, source: Source) -> sharing.Shared:
    by = request.membership
    return sharing.Shared(
        subject=Grant.Subject.SOURCE,
        subject_id=source.pk,
        title=source.title,
        audience=audience_of(source),
        audiences=[(choice.value, choice.label) for choice in audiences_for(source, by)],
        chosen=Audience.CHOSEN,
        alone=Audience.ALONE,
        set_audience=lambda key: set_audience(source=source, audience=Audience(key), by=by),
        url=lambda door, *more: url_here(request, DOORS[door], source.pk, *more),
        back=url_here(request, "library:source_detail", source.pk),
    )


DOORS = {
    "sharing": "library:source_sharing",
    "audience": "library:source_audience",
    "change": "library:source_grant_change",
    "revoke": "library:source_grant_revoke",
}


def _administered(request: HttpRequest, pk: UUID) -> sharing.Shared:
    return shared_source(request, access_source(request.membership, pk, "library.administer"))


@require_http_methods(["GET", "POST"])
def source_sharing(request: HttpRequest, pk: UUID) -> HttpResponse:
    return sharing.share(request, _administered(request, pk))


@require_POST
def source_audience(request: HttpRequest, pk: UUID) -> HttpResponse:
    return sharing.change_audience(request, _administered(request, pk))


@require_POST
def source_grant_change(request: HttpRequest, pk: UUID, grant_pk: UUID) -> HttpResponse:
    return sharing.change(request, _administered(request, pk), grant_pk)


@require_POST
def source_grant_revoke(request: HttpRequest, pk: UUID, grant_pk: UUID) -> HttpResponse:
    return sharing.revoke(request, _administered(request, pk), grant_pk)


@require_http_methods(["GET", "POST"])
def source_transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.administer")
    form = TransferForm(request.POST or None, actor=request.membership)
    if request.method == "POST" and form.is_valid():
        try:
            to = form.cleaned_data["person"]
            user = transfer_source(source=source, to=to, by=request.membership)
        except (Conflict, Invalid) as error:
            form.add_error("person", error.message)
        else:
            said = _("“%(title)s” is %(person)s’s now.")
            messages.success(request, said % {"title": source.title, "person": user})
            return HttpResponseRedirect(url_here(request, "library:source_list"))
    context = {"nav": "library", "source": source, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "library/source_transfer.html", context, status=status)
