"""Parts of finished lessons that nobody has used for long: the joined lesson stays without them.

A part is rendered again where a lesson is made anew or gets a form that it lacks. What a teacher
beside a page plays, and what another organization's lesson has as well, is left alone.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import ngettext_lazy

from lessons.metering import media_bytes
from lessons.models import Bubble, CachedSegment, Lesson, LessonSegment
from lessons.segment_cache import forget
from library.registries import CleanUp, clean_ups
from organizations.models import Organization
from organizations.settings_schema import Storage
from project import storage
from project.storage import StoredFile
from project.wording import counted

WORDS = ngettext_lazy(
    "Parts of finished lessons that nobody has used for %(count)s day",
    "Parts of finished lessons that nobody has used for %(count)s days",
    "number",
)


def words(rules: Storage) -> str:
    return counted(WORDS, rules.clips_days)


def find(organization: Organization) -> Iterator[StoredFile]:
    for key in _unused(organization):
        yield from storage.list_files(f"segments/{key}/")


def free(organization: Organization, is_over: Callable[[], bool]) -> Iterator[StoredFile]:
    """The row first: who asks meanwhile renders it anew."""
    for key in _unused(organization):
        gone = list(storage.list_files(f"segments/{key}/"))
        forget(key)
        storage.delete_prefix(f"segments/{key}/")
        _count_anew(organization.pk, key)
        yield from gone
        if is_over():
            return


def _unused(organization: Organization) -> list[str]:
    end = timezone.now() - timedelta(days=organization.options.storage.clips_days)
    having = LessonSegment._base_manager.filter(cache_key=OuterRef("pk"))
    ours = having.filter(organization_id=organization.pk)
    others = ~Q(organization_id=organization.pk)
    needed = having.filter(others | Q(lesson__state=Lesson.State.MAKING))
    played = Bubble._base_manager.filter(cache_key=OuterRef("pk"))
    old = CachedSegment.objects.filter(used_at__lt=end)
    unused = old.filter(Exists(ours), ~Exists(needed), ~Exists(played))
    return list(unused.order_by("pk").values_list("pk", flat=True))


def _count_anew(organization_id: UUID, key: str) -> None:
    for lesson in _lessons_with(organization_id, key):
        Lesson.objects.filter(pk=lesson.pk).update(media_bytes=media_bytes(lesson))


def _lessons_with(organization_id: UUID, key: str) -> QuerySet[Lesson]:
    rows = Lesson.objects.filter(organization_id=organization_id, segments__cache_key=key)
    return rows.distinct()


def register() -> None:
    clean_ups.append(CleanUp(words, find, free))
