"""What stands in a cell, as we use it."""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.text import slugify

from project.text.storable import storable

# Characters that only turn the direction of what stands beside them: a name needs none.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+")
_SPACES = re.compile(r"\s+")
MAX_EMAIL, MAX_LOGIN = 254, 60


def clean(text: str) -> str:
    """One line of composed characters, without controls and outer spaces."""
    text = text.strip()
    if text.isascii() and text.isprintable() and "  " not in text:
        return text
    text = _CONTROLS.sub(" ", storable(text))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def words(text: str) -> list[str]:
    """A list in one cell, as OneRoster writes it (commas) or people do (semicolons, bars)."""
    return [word for part in re.split(r"[,;|]", text) if (word := part.strip())]


def is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= MAX_EMAIL


def login_of(text: str) -> str:
    """What a person without email types: lower case, in their own script, or empty."""
    return slugify(
        unicodedata.normalize("NFKC", text).replace(".", "-"), allow_unicode=True
    )[
        : MAX_LOGIN
        - 5  # room for a number
    ].strip("-_")


def folded(text: str) -> str:
    """For comparing names."""
    return unicodedata.normalize("NFKC", text).casefold()


def read_date(text: str) -> date | None:
    """None for nothing. Raises ValueError for what is no ISO date."""
    return date.fromisoformat(text[:10]) if text else None
