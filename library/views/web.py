"""A source that is at an address: looked at again, and the texts that it had."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from library.access import access_source
from library.addresses import kinds
from library.forms import WatchForm
from library.models import EarlierText, Source, Watch
from library.web import watching
from library.web.differences import compare
from library.web.earlier import (
    QUOTED,
    list_earlier,
    pages_of,
    passages_after,
    passages_before,
    place_of_quote,
)
from organizations.links import url_here
from project.errors import Invalid, NotFound
from project.text.quoting import find_quote


def web_panel(source: Source) -> dict:
    """For the source's page. Two queries."""
    watch = Watch.objects.filter(source=source).first()
    is_watched = kinds.is_watched(source)
    every = watch.every if watch else Watch.Every.NEVER
    return {
        "watch": watch,
        "form": WatchForm(initial={"every": every}) if is_watched else None,
        "earlier": list_earlier(source),
    }


@require_POST
def source_watch(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.edit")
    form = WatchForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Choose how often to look, from the list."))
    watching.set_schedule(source, Watch.Every(form.cleaned_data["every"]))
    return _back(request, source, _("It is saved."))


@require_POST
def source_look(request: HttpRequest, pk: UUID) -> HttpResponse:
    source = access_source(request.membership, pk, "library.edit")
    watching.look_soon(source)
    said = _("The page is looked at in a moment. If it has changed, it is read again.")
    return _back(request, source, said)


@require_safe
def earlier_detail(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """quote: words that were cited from it, which are marked."""
    source = access_source(request.membership, pk, "library.view")
    earlier = _earlier(source, number)
    quote = request.GET.get("quote", "")[:QUOTED]
    pages = [
        {"page": page, "paragraphs": [_parts(text, quote) for text in page.paragraphs]}
        for page in pages_of(earlier)
    ]
    context = {"nav": "library", "source": source, "earlier": earlier, "pages": pages}
    return render(request, "library/earlier_detail.html", context)


def _parts(text: str, quote: str) -> tuple[str, str, str]:
    """What stands before the quote, the quote, and what stands after it."""
    place = find_quote(quote, text) if quote else None
    if place is None:
        return text, "", ""
    start, stop = place
    return text[:start], text[start:stop], text[stop:]


@require_safe
def earlier_changes(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    source = access_source(request.membership, pk, "library.view")
    earlier = _earlier(source, number)
    passages = compare(passages_before(earlier), passages_after(earlier))
    context = {
        "nav": "library",
        "source": source,
        "earlier": earlier,
        "passages": passages,
        "added": sum(passage.change == "added" for passage in passages),
        "removed": sum(passage.change == "removed" for passage in passages),
    }
    return render(request, "library/earlier_changes.html", context)


def _earlier(source: Source, number: int) -> EarlierText:
    found = EarlierText.objects.filter(source=source, number=number).first()
    if found is None:
        raise NotFound(_("There is no such text of this source."))
    return found


def where_cited(request: HttpRequest, source: Source, index: int, quote: str) -> str | None:
    """The address of what has cited words that are not on this page any more; None where they are,
    or where nothing has them."""
    if not EarlierText.objects.filter(source=source).exists():
        return None
    place = place_of_quote(source, index, quote)
    if place is None:
        return None
    query = urlencode({"quote": quote})
    if isinstance(place, EarlierText):
        return (
            f"{url_here(request, 'library:earlier_detail', source.pk, place.number)}?{query}#cited"
        )
    return f"{url_here(request, 'library:page_detail', source.pk, place)}?{query}"


def _back(request: HttpRequest, source: Source, said: str) -> HttpResponseRedirect:
    messages.success(request, said)
    return HttpResponseRedirect(url_here(request, "library:source_detail", source.pk))
