"""A student's home, as it is shown to them and, to be read only, to their guardians."""

from billing.usage import MeterUse, uses_of
from lessons.access import lesson_sight
from lessons.assigning.due import list_due
from lessons.portal.going_on import going_on
from lessons.progress.reviewing import count_due
from lessons.selectors import list_lessons
from library.access import source_sight
from library.listing import with_facts
from library.models import Source
from library.selectors import list_active, list_sources, visible_source_ids
from organizations.lesson_making import may_make_lessons
from organizations.models import Membership
from organizations.selectors.classes import list_own_classes

ROWS = 5


def student_home(student: Membership) -> dict:
    """What the template `lessons/student_home.html` shows, in a fixed number of queries."""
    sight = source_sight(student)
    due, uses = list_due(student), uses_of(student)
    lessons = list_lessons(lesson_sight(student), source_ids=visible_source_ids(sight))
    return {
        "due": due,
        "reviews": count_due([student]).get(student.pk, 0),
        "going_on": going_on(student, due),
        "uses": uses,
        "warnings": [use for use in uses if use.tone],
        "books": _books(student),
        "lessons": list(lessons[:ROWS]),
        "my_classes": list_own_classes(student),
        "makes_lessons": may_make_lessons(student),
    }


def _books(student: Membership) -> list[Source]:
    """Those at hand first, then the newest that are read."""
    sight, user = source_sight(student), student.user
    active = [source for source in list_active(user, sight) if source.is_readable]
    newest = list_sources(sight).filter(state__in=Source.READABLE)
    others = list(newest.exclude(pk__in=[source.pk for source in active])[:ROWS])
    found = [*active, *others[: max(ROWS - len(active), 0)]]
    with_facts(found, user)
    return found


def left_of(uses: list[MeterUse]) -> dict[str, MeterUse]:
    """By the name of what is counted."""
    return {use.meter.value: use for use in uses}
