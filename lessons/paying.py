"""What a lesson counts as, and for whom: billing's ledger as lessons use it.

A lesson counts once: as a video where one is asked for, else as text. What is made before a try
fails is kept, and the next try pays for the rest.
"""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

from accounts.models import Modality, User
from billing import registries
from billing.ledger.reserving import reserve
from billing.ledger.settling import delivered_of, release, settle
from billing.models import WHOLE, Meter, Reservation
from lessons.models import Lesson, LessonRequest, LessonSegment
from organizations.access import membership_in_scope
from organizations.registries import FilePurger, file_purgers


class Counts(StrEnum):
    """PERSON: of what the person has, and of the organization's pool. ASSIGNED: a teacher has
    assigned it: of the pool only. NOWHERE: a template brings it.
    """

    PERSON = "person"
    ASSIGNED = "assigned"
    NOWHERE = "nowhere"


def meter_of(modalities: Iterable[str]) -> Meter:
    return Meter.VIDEO if Modality.VIDEO in modalities else Meter.TEXT


def reserve_for(request: LessonRequest, by: User, counts: Counts = Counts.PERSON) -> None:
    """Before its work, in the transaction that asks for it. Raises LimitReached."""
    missing = WHOLE - delivered_of(request.pk)
    if counts == Counts.NOWHERE or missing <= 0:
        return
    reserve(
        membership=membership_in_scope(by.pk),
        meter=meter_of(request.modalities),
        key=f"lesson:{request.pk}:{request.fence}",
        subject_id=request.pk,
        amount=missing,
        is_assigned=counts == Counts.ASSIGNED,
    )


def counts_of(request: LessonRequest) -> Counts:
    """As it was asked for."""
    assigned = Reservation.objects.filter(subject_id=request.pk, is_assigned=True)
    return Counts.ASSIGNED if assigned.exists() else Counts.PERSON


def settle_made(request: LessonRequest, segments: list[LessonSegment]) -> None:
    """It is published, in the transaction that says so: parts of a video that failed are given
    back. The text is there whatever became of its sound."""
    made = sum(segment.state != LessonSegment.State.FAILED for segment in segments)
    is_video = meter_of(request.modalities) == Meter.VIDEO
    settle(
        request.pk,
        share=made / len(segments) if is_video and segments else 1.0,
        parts=len(segments),
        parts_found=sum(segment.was_cached for segment in segments),
    )


def settle_failed(request: LessonRequest, lesson: Lesson) -> None:
    """In the transaction that says that it has failed: what of it can be used counts."""
    settle(request.pk, share=float(_is_there(request, lesson)))


def _is_there(request: LessonRequest, lesson: Lesson) -> bool:
    if meter_of(request.modalities) == Meter.VIDEO:
        return "mp4" in lesson.files
    return "m4a" in lesson.files or ("text" in request.modalities and "html" in lesson.files)


def release_for(requests: Iterable[LessonRequest]) -> None:
    """They will not be made."""
    release([request.pk for request in requests])


def _still_made(ids: set[UUID]) -> set[UUID]:
    open_ = LessonRequest._base_manager.exclude(state__in=LessonRequest.FINAL)
    return set(open_.filter(pk__in=ids).values_list("pk", flat=True))


def _release_of(organization_id: UUID) -> None:
    """An organization goes for good, and its reservations with it: what they hold of people's own
    plans must not stay held."""
    held = Reservation._base_manager.filter(
        organization_id=organization_id, state=Reservation.State.HELD
    )
    release(held.values_list("subject_id", flat=True))


def register() -> None:
    registries.still_at_work.append(_still_made)
    file_purgers.append(FilePurger(count=lambda organization_id: {}, purge=_release_of))
