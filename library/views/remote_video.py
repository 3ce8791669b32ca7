"""A video that is fetched from its address; where that is not allowed, there is no such page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from library.remote_video.adding import add_video
from library.remote_video.allowing import is_allowed
from library.remote_video.forms import RemoteVideoForm
from library.uploads import About
from organizations.access import require
from organizations.links import url_here
from organizations.views.sharing import is_for_many
from project.errors import Conflict, NotFound, UnreadableSource


@require_http_methods(["GET", "POST"])
def video_create(request: HttpRequest) -> HttpResponse:
    if not is_allowed(request.membership):
        raise NotFound(_("There is no such page, or it is not yours to see."))
    require(request.membership, "library.add")
    form = RemoteVideoForm(request.POST or None, is_for_many=is_for_many(request.membership))
    if request.method == "POST" and form.is_valid():
        try:
            added = add_video(
                address=form.cleaned_data["address"],
                by=request.membership,
                about=About(audience=form.for_whom()),
            )
        except (UnreadableSource, Conflict) as error:
            form.add_error("address", error.message)
        else:
            said = _("It is added, and will be fetched.")
            if added.is_duplicate:
                said = _("It is in the library already.")
            messages.success(request, said)
            return HttpResponseRedirect(url_here(request, "library:source_detail", added.source.pk))
    status = 422 if form.is_bound else 200
    context = {"nav": "library", "form": form}
    return render(request, "library/video_create.html", context, status=status)
