"""Keep where somebody is; the reader and the player say it as one goes along."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lessons.access import access_lesson
from lessons.portal.places import keep_page, keep_second
from library.access import access_source
from project.errors import Invalid

MOST_PAGES = 1_000_000
MOST_S = 24 * 3600


class PlaceForm(forms.Form):
    """Of a source its page (an index), or of a lesson its second."""

    source = forms.UUIDField(required=False)
    page = forms.IntegerField(required=False, min_value=0, max_value=MOST_PAGES)
    lesson = forms.UUIDField(required=False)
    second = forms.FloatField(required=False, min_value=0, max_value=MOST_S)


@require_POST
def place_keep(request: HttpRequest) -> HttpResponse:
    form = PlaceForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("That is no place in a book or a lesson."))
    data = form.cleaned_data
    if data["lesson"] and data["second"] is not None:
        _keep_second(request, data["lesson"], data["second"])
    elif data["source"] and data["page"] is not None:
        source = access_source(request.membership, data["source"], "library.view")
        keep_page(request.membership, source, data["page"])
    else:
        raise Invalid(_("That is no place in a book or a lesson."))
    return HttpResponse(status=204)


def _keep_second(request: HttpRequest, pk: UUID, second: float) -> None:
    keep_second(request.membership, access_lesson(request.membership, pk), second)
