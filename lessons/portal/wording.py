"""What pages say to who reads them: the usual words, and plain ones for younger students.

A template writes `{{ say.NAME }}`, on any page; what is named stands in `lessons/portal/words/`.
"""

from typing import Any

from django.forms import Form
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from lessons.portal.words import asking, home, lessons, problems, tasks
from organizations.age_bands import Band, band_of
from organizations.models import Membership, Role

# name -> (the usual words, plain ones)
WORDS: dict[str, tuple[Any, Any]] = {
    **home.WORDS,
    **asking.WORDS,
    **lessons.WORDS,
    **tasks.WORDS,
    **problems.WORDS,
}


class Words:
    """By their names, in the language of the moment; the usual ones where no age is known."""

    def __init__(self, band: Band):
        self._is_plain = band == Band.YOUNGER

    def __getitem__(self, name: str) -> str:
        """Raises KeyError."""
        usual, plain = WORDS[name]
        return str(plain if self._is_plain else usual)


def band_of_reader(membership: Membership | None) -> Band:
    """Of a student; adults and who is nobody here read the usual words. One query."""
    if membership is None or membership.role != Role.STUDENT:
        return Band.UNKNOWN
    return band_of(membership)


def label_fields(form: Form, words: Words) -> None:
    """The labels of those fields for which there is a word `field_NAME`."""
    for name, field in form.fields.items():
        if f"field_{name}" in WORDS:
            field.label = words[f"field_{name}"]


def say(request: HttpRequest) -> dict[str, Any]:
    """Of every page. Asked for only where a template says something by it."""
    membership = getattr(request, "membership", None)
    return {"say": SimpleLazyObject(lambda: Words(band_of_reader(membership)))}
