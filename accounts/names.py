"""Find people by the beginnings of the words of their name and email.

An index of words and not of letters: PostgreSQL's own, with no extension.
"""

import re

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Func

_MAX_WORDS = 8


class Spaced(Func):
    """ann.lee@river-side.example as five words."""

    template = "translate(%(expressions)s, '@.-_+''', '      ')"


def words_of_person(prefix: str = "") -> SearchVector:
    """prefix: how a query reaches the user, such as "user__"; none in the index itself."""
    return SearchVector(Spaced(f"{prefix}name"), Spaced(f"{prefix}email"), config="simple")


def starts_of_words(query: str) -> SearchQuery | None:
    """None where the query holds no word."""
    words = [word for word in re.split(r"[\W_]+", query) if word][:_MAX_WORDS]
    if not words:
        return None
    return SearchQuery(
        " & ".join(f"'{word}':*" for word in words), search_type="raw", config="simple"
    )
