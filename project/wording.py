"""Numbers inside sentences, as the language of the reader writes them."""

from django.utils.formats import number_format


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
