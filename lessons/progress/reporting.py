"""What a player and the reader report: what was watched, which pages were read.

A report says all that was watched or read since its page was opened, so that a lost one loses
nothing and one that comes twice changes nothing. Nobody can claim more than time allows: a stamp
that the page carries, signed, says when it was opened, and what is new takes its time from the
time that has passed since then and that no report has used yet. It is one statement.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.models import Lesson
from lessons.models.progress import ranges_text
from library.models import Source
from organizations.models import Membership
from project.errors import Invalid

SALT = "lessons.progress"
FASTEST = 2.0  # times the speed at which it was spoken
PAGE_S = 8.0  # in view, without which a page is not read; the script waits as long
SLACK_S = 3.0  # what clocks and the way here may differ, once a page
OLDEST_S = 14 * 24 * 3600  # a device that was away so long reports no more
MOST_RANGES = 500


@dataclass(frozen=True, slots=True)
class Subject:
    """What is reported on. length: milliseconds or pages. unit_s: seconds that one takes."""

    id: UUID
    is_lesson: bool
    length: int
    unit_s: float


def subject_of_lesson(lesson: Lesson) -> Subject:
    return Subject(lesson.pk, True, int(lesson.duration_s * 1000), 1 / (1000 * FASTEST))


def subject_of_source(source: Source) -> Subject:
    return Subject(source.pk, False, source.page_count, PAGE_S)


def stamp(student: Membership, subject_id: UUID, *, opened: datetime | None = None) -> str:
    """For the page that opens; now, where nothing else is said."""
    at = (opened or timezone.now()).timestamp()
    return signing.dumps([student.pk, str(subject_id), at], salt=SALT)


def _opened(student: Membership, subject: Subject, stamped: str) -> datetime:
    """Raises Invalid for what we did not sign, for somebody else's, and for one too old."""
    try:
        found = signing.loads(stamped, salt=SALT, max_age=OLDEST_S)
    except signing.BadSignature as error:
        raise Invalid(_("Open the page again; this one is too old.")) from error
    if found[:2] != [student.pk, str(subject.id)]:
        raise Invalid(_("This page was opened by somebody else."))
    return datetime.fromtimestamp(found[2], UTC)


def within(ranges: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """Pure: what of them lies in 0..length, merged and in order. Nonsense is dropped."""
    merged: list[tuple[int, int]] = []
    for first, after in sorted((max(0, a), min(b, length)) for a, b in ranges):
        if first >= after:
            continue
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(after, merged[-1][1]))
        else:
            merged.append((first, after))
    return merged


_REPORT = """
    INSERT INTO lessons_coverage AS c
        (organization_id, student_id, lesson_id, source_id, covered, credited_until, reported_at)
    SELECT %(organization)s, %(student)s, %(lesson)s::uuid, %(source)s::uuid,
        %(new)s::int4multirange, %(opened)s + make_interval(secs => %(total_s)s), %(now)s
    WHERE %(opened)s + make_interval(secs => %(total_s)s) <= %(latest)s
    ON CONFLICT (student_id, lesson_id, source_id) DO UPDATE SET
        covered = c.covered + EXCLUDED.covered,
        credited_until = greatest(c.credited_until, %(opened)s) + make_interval(secs => (
            SELECT coalesce(sum(upper(r) - lower(r)), 0) * %(unit_s)s
            FROM unnest(EXCLUDED.covered - c.covered) r)),
        reported_at = EXCLUDED.reported_at
    WHERE greatest(c.credited_until, %(opened)s) + make_interval(secs => (
            SELECT coalesce(sum(upper(r) - lower(r)), 0) * %(unit_s)s
            FROM unnest(EXCLUDED.covered - c.covered) r)) <= %(latest)s
        OR EXCLUDED.covered <@ c.covered
"""


def report(
    student: Membership, subject: Subject, ranges: list[tuple[int, int]], stamped: str
) -> bool:
    """Whether it was taken: False where it claims more than the time since the page was opened
    allows. ranges: [(first, after the last), …]. Raises Invalid."""
    opened, now = _opened(student, subject, stamped), timezone.now()
    new = within(ranges[:MOST_RANGES], subject.length)
    if not new:
        return True
    values: dict[str, Any] = {
        "organization": student.organization_id,
        "student": student.pk,
        "lesson": subject.id if subject.is_lesson else None,
        "source": None if subject.is_lesson else subject.id,
        "new": ranges_text(new),
        "opened": opened,
        "now": now,
        "latest": datetime.fromtimestamp(now.timestamp() + SLACK_S, UTC),
        "total_s": sum(after - first for first, after in new) * subject.unit_s,
        "unit_s": subject.unit_s,
    }
    with connection.cursor() as cursor:
        cursor.execute(_REPORT, values)
        return cursor.rowcount == 1
