"""How old the students of a class are, as far as the organization or the class says it.

By the first that says something: the class's settings, the student's own level, the class's
level, the levels that the organization teaches. Nothing said is nothing known.
"""

import re
from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from organizations.class_settings import open_classes, read_class_settings
from organizations.models import Membership

LAST_YOUNG_GRADE = 5
_KINDERGARTEN = re.compile(r"^(pre-?k|k|tk|kg|kindergarten|reception)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")


class Band(TextChoices):
    UNKNOWN = "", _("As their level says")
    YOUNGER = "younger", _("Younger: plain, short words")
    OLDER = "older", _("Older: the usual words")


def band_of(student: Membership) -> Band:
    """One query. A student of several classes is younger where the first that says so does."""
    classes = open_classes(student)
    chosen = (Band(read_class_settings(each).age_band) for each in classes)
    levels = [student.grade_level, *(each.grade_level for each in classes)]
    taught = _of_all(student.organization.options.grade_levels)
    said = [*chosen, *map(band_of_level, levels), taught]
    return next((band for band in said if band), Band.UNKNOWN)


def band_of_level(level: str) -> Band:
    """ "K", "3", "Grade 3", "3rd" are younger; "9", "Year 11" are older."""
    if _KINDERGARTEN.match(level.strip()):
        return Band.YOUNGER
    number = _NUMBER.search(level)
    if number is None:
        return Band.UNKNOWN
    return Band.YOUNGER if int(number.group()) <= LAST_YOUNG_GRADE else Band.OLDER


def _of_all(levels: Iterable[str]) -> Band:
    """Of an organization that teaches one band alone."""
    bands = {band_of_level(level) for level in levels}
    return bands.pop() if len(bands) == 1 else Band.UNKNOWN
