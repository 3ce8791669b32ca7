"""How a place in a source is named to people, and found again by its words."""

import re

from django.utils.translation import gettext as _

from library.models import Source


def page_reference(source: Source, label: str) -> str:
    return reference(label, printed=source.has_printed_pages)


def reference(label: str, *, printed: bool) -> str:
    """ "p. 527", or "section 15.1" in a book that has no pages."""
    if printed:
        return _("p. %(label)s") % {"label": label}
    return _("section %(label)s") % {"label": label} if label[:1].isdigit() else label


def credit(source: Source) -> str:
    """Whose it is and under which licence, for what is made from it; empty where none is known."""
    known = [source.attribution]
    if source.licence and source.licence not in source.attribution:
        known.append(source.licence)
    return " · ".join(filter(None, known))


def find_quote(text: str, passage: str) -> tuple[int, int] | None:
    """Where the words of `text` stand in `passage` one after the other, or None.

    White space and an omitted beginning or end ("…") do not matter; every word does.
    """
    words = text.strip(" …").split()
    if not words:
        return None
    found = re.search(r"\s+".join(re.escape(word) for word in words), passage)
    return found.span() if found else None
