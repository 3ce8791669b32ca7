"""How a place in a source is named to people."""

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
