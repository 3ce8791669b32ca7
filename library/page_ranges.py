"""Pages as people name them, "3-9" or "xii", as indexes."""

from django.utils.translation import gettext as _

from library.models import Page, Source
from project.errors import Invalid
from project.text.storable import storable


def page_range(source: Source, text: str) -> tuple[int, int]:
    """The first and the last, both included. text: labels as printed, or sheets: "3-9" or "12".

    Raises Invalid for pages that are not there.
    """
    first, dash, last = text.replace("–", "-").partition("-")
    indexes = _page_index(source, first), _page_index(source, last if dash else first)
    if indexes[0] > indexes[1]:
        raise Invalid(
            _("Pages %(pages)s run backwards. Write the first page first.") % {"pages": text}
        )
    return indexes


def _page_index(source: Source, label: str) -> int:
    """A printed label goes before a sheet number: people read what is printed."""
    label = storable(label).strip()
    pages = Page.objects.filter(source=source)
    found = pages.filter(label=label).order_by("index").values_list("index", flat=True).first()
    if found is None and label.isascii() and label.isdigit() and len(label) < 7:
        found = pages.filter(index=int(label) - 1).values_list("index", flat=True).first()
    if found is None:
        raise Invalid(_("There is no page “%(page)s” in this source.") % {"page": label})
    return found
