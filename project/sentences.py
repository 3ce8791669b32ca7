"""Sentences for people, where Django is not: a process that reads strangers' files.

The same catalogues as everywhere else, by the standard library. Nothing is spoken but English
until `speak` was called.
"""

import gettext as catalogues
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).resolve().parent / "locale"
_SEPARATORS = {"de": ".", "es": "\u00a0", "fr": "\u00a0"}  # between groups of three digits
_language = ""


def speak(language: str) -> None:
    """From now on in this process; a language without a catalogue is English."""
    global _language
    _language = language


def gettext(message: str) -> str:
    return _catalogue(_language).gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    return _catalogue(_language).ngettext(one, many, number)


def grouped(number: float) -> str:
    """ "1,204", or "1.204"; without what is behind the point."""
    return f"{number:,.0f}".replace(",", _SEPARATORS.get(_language, ","))


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    return catalogues.translation("django", LOCALE, [language], fallback=True)
