"""Text now, video later: what was not made at first is made of the lesson that is there."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Modality, User
from lessons import pipeline
from lessons.describing import ready_modalities
from lessons.models import Lesson, LessonRequest
from lessons.paying import Counts, reserve_for
from lessons.references import SOURCE_GONE
from lessons.selectors import latest_request, source_of
from lessons.services.lessons import enqueue_request
from library.quota import require_room_to_make
from organizations.staged import fresh_stages
from project.errors import Conflict

COPIED = (
    "source_id",
    "node_id",
    "first_page",
    "last_page",
    "topic",
    "language",
    "level",
    "strategy",
    "strategy_version",
    "preferred_modality",
    "modality_preferences",
)


def missing_modalities(lesson: Lesson) -> list[str]:
    """That it could have and has not. Whoever has the video has its sound."""
    ready = set(ready_modalities(lesson))
    ready |= {Modality.AUDIO.value} if Modality.VIDEO in ready else set()
    return [modality for modality in Modality.values if modality not in ready]


def add_modality(lesson: Lesson, modality: str, *, by: User) -> LessonRequest:
    """Ask for it. Counts for who asks, as a video where it is one.

    Raises Conflict while the lesson is being made, where it has it or its source is gone;
    LimitReached.
    """
    asked = latest_request(lesson)
    if asked is None or source_of(lesson.source_id) is None:
        raise Conflict(str(SOURCE_GONE))
    with transaction.atomic():
        lesson = Lesson.objects.select_for_update(no_key=True).get(pk=lesson.pk)
        if lesson.state == Lesson.State.MAKING:
            raise Conflict(_("This lesson is still being made. Wait until that has ended."))
        if modality not in missing_modalities(lesson):
            raise Conflict(_("This lesson has that already."))
        require_room_to_make(lesson.organization_id)
        modalities = _with([*ready_modalities(lesson), modality])
        request = LessonRequest.objects.create(
            organization_id=lesson.organization_id,
            lesson=lesson,
            requested_by=by,
            modalities=modalities,
            requested_modalities=_with([*asked.requested_modalities, *modalities]),
            stages=fresh_stages(tuple(pipeline.STAGES)),
            **{name: getattr(asked, name) for name in COPIED},
        )
        reserve_for(request, by, Counts.PERSON)
        lesson.state = Lesson.State.MAKING
        lesson.save(update_fields=["state", "updated_at"])
        enqueue_request(request)
    return request


def _with(modalities: Iterable[str]) -> list[str]:
    """In the order in which they are made, each once."""
    wanted = set(modalities)
    return [modality for modality in Modality.values if modality in wanted]
