"""How a place in a source is named to people."""

from django.utils.translation import gettext as _

from library.ingestion.captions import clock
from library.ingestion.parsers.base import Time
from library.models import Source


def page_reference(source: Source, label: str) -> str:
    return reference(label, source.unit)


def reference(label: str, unit: str) -> str:
    """ "p. 527", "section 15.1", "slide 3", "at 12:31"; what a label that is no number says, it
    says itself.

    unit: `library.ingestion.parsers.registry.Kind.unit`.
    """
    if unit == "page" or (unit == "part" and label.isdecimal()):
        return _("p. %(label)s") % {"label": label}
    if unit == "moment":
        return (_("at %(label)s") if ":" in label else _("part %(label)s")) % {"label": label}
    if unit == "sheet":
        return _("sheet %(label)s") % {"label": label}
    if not label[:1].isdigit() or unit == "part":
        return label
    said = _("slide %(label)s") if unit == "slide" else _("section %(label)s")
    return said % {"label": label}


def moment_reference(time: Time) -> str:
    """ "at 12:31": where it begins."""
    return reference(clock(time[0]), "moment")


def credit(source: Source) -> str:
    """Whose it is and under which licence, for what is made from it; empty where none is known."""
    known = [source.attribution]
    if source.licence and source.licence not in source.attribution:
        known.append(source.licence)
    return " · ".join(filter(None, known))
