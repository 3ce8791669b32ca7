"""The languages that Lectern offers to people, by BCP 47 code, each under its own name."""

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


def name_of(code: str) -> str:
    """ "en-GB" is "English"; an unknown code is itself, an empty one "unknown"."""
    return NAMES.get(code.split("-")[0].lower(), code or "unknown")
