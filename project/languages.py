"""The languages that Lectern offers to people, by BCP 47 code, each under its own name.

A language of LANGUAGES can be asked for in a lesson; the interface speaks those of INTERFACE,
and English to everybody else.
"""

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext
from django.utils.translation.trans_real import parse_accept_lang_header

LANGUAGES = [
    ("en", "English"),
    ("es", "Español"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("pt", "Português"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("ru", "Русский"),
    ("ar", "العربية"),
    ("hi", "हिन्दी"),
    ("zh", "中文"),
    ("ja", "日本語"),
    ("ko", "한국어"),
]
NAMES = dict(LANGUAGES)
SOURCE = "en"  # the language that messages are written in
INTERFACE = [(code, NAMES[code]) for code in (SOURCE, "es", "fr", "de")]
_SPOKEN = frozenset(code for code, _ in INTERFACE)


def name_of(code: str) -> str:
    """ "en-GB" is "English", or "Englisch"; an unknown code is itself, an empty one "unknown"."""
    base = base_of(code)
    if name := LANG_INFO.get(base, {}).get("name"):
        return gettext(name)  # from Django's own catalogues
    return NAMES.get(base) or code or gettext("unknown")


def base_of(code: str) -> str:
    """ "en-GB" is a kind of "en"."""
    return code.split("-")[0].lower()


def interface_language(code: str) -> str:
    """The language of the pages for somebody who speaks this one."""
    base = base_of(code)
    return base if base in _SPOKEN else SOURCE


def language_of_request(scope: dict) -> str:
    """What a browser asks for, of an ASGI request that Django does not see."""
    header = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    asked = (base_of(code) for code, _weight in parse_accept_lang_header(header))
    return next((code for code in asked if code in _SPOKEN), SOURCE)


def direction_of(code: str) -> str:
    """How a text in this language runs, as HTML's `dir` says it; "auto" where it is not known."""
    if not code:
        return "auto"
    return "rtl" if LANG_INFO.get(base_of(code), {}).get("bidi") else "ltr"
