"""Numbers inside sentences, as the language of the reader writes them."""

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext_lazy

MINUTES = ngettext_lazy("about %(count)s minute", "about %(count)s minutes", "number")
HOURS = ngettext_lazy("about %(count)s hour", "about %(count)s hours", "number")


def grouped(number: int) -> str:
    """ "1,204", or "1.204"."""
    return number_format(number, force_grouping=True)


def counted(message, number: int, **others: str) -> str:
    """message: ngettext_lazy("%(count)s page", "%(count)s pages", "number"). others: its other
    placeholders."""
    return message % {"number": number, "count": grouped(number), **others}


def in_seconds(seconds: float) -> str:
    """ "41.2 s"."""
    return f"{number_format(seconds, 1, force_grouping=True)} s"


def in_about(seconds: float) -> str:
    """ "less than a minute", "about 12 minutes", "about 3 hours": for estimates."""
    if seconds < 55:
        return gettext("less than a minute")
    if seconds < 5400:
        return counted(MINUTES, round(seconds / 60))
    return counted(HOURS, round(seconds / 3600))
