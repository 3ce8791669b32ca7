"""A video of YouTube: the captions that it is read in."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from library.access import access_source
from library.youtube.forms import TrackForm
from library.youtube.tracks import read_track, tracks_of
from organizations.links import url_here
from project.errors import Invalid


@require_POST
def source_track(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.edit")
    form = TrackForm(request.POST, row=tracks_of(source))
    if not form.is_valid():
        raise Invalid(_("Choose captions of the list."))
    read_track(source, key=form.cleaned_data["track"])
    messages.success(request, _("The video is read again, in these captions."))
    return HttpResponseRedirect(url_here(request, "library:source_detail", source.pk))
