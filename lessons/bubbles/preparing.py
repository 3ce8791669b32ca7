"""Prepare a chapter: every bubble of its sections is made before anybody asks."""

from enum import StrEnum
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.bubbles import making
from lessons.bubbles.making import keep, steps_left, workplace
from lessons.bubbles.opening import current_bubble, store, write_now
from lessons.bubbles.paying import give_back, reserve_chapter, settle_chapter
from lessons.bubbles.writing import new_bubble
from lessons.defaults import organization_strategy
from lessons.models import Bubble, Preparation
from lessons.selectors import node_of, subtree
from library.models import Section, Source, StructureNode
from library.quota import require_room_to_make
from organizations import jobs
from organizations.jobs import JobKind
from organizations.models import Job, Membership
from organizations.slices import Slice
from project.errors import Conflict, LecternError, NotFound, ProviderError
from project.providers.calls import for_purpose

KIND = "prepare_chapter"
ACTS = (Bubble.Act.READ, Bubble.Act.EXPLAIN)


class Outcome(StrEnum):
    CACHED = "cached"
    MADE = "made"
    SKIPPED = "skipped"
    FAILED = "failed"


def chapter_at(source: Source, page_index: int) -> StructureNode | None:
    """The chapter that a page is in; without chapters, the widest part below the book."""
    nodes = StructureNode.objects.filter(
        source=source, start_page__lte=page_index, end_page__gte=page_index
    ).exclude(kind__in=(StructureNode.Kind.BOOK, StructureNode.Kind.UNIT))
    chapters = nodes.filter(kind=StructureNode.Kind.CHAPTER)
    return chapters.order_by("position").first() or nodes.order_by("depth", "position").first()


def latest_preparation(source: Source, node: StructureNode) -> Preparation | None:
    """Of the source as it is now."""
    rows = Preparation.objects.filter(source_id=source.pk, node_id=node.pk)
    return rows.filter(version=source.version).order_by("-created_at").first()


def prepare_chapter(membership: Membership, source: Source, node_id: UUID) -> Preparation:
    """Queue it; the one that is under way, if there is one.

    Raises NotFound for a node of another source, Conflict for a source that is not read, for a part
    without words and where storage is full, LimitReached where no video is left of this month.
    """
    if not source.is_readable:
        raise Conflict(_("This source has not been read yet. Prepare it when it is ready."))
    node = node_of(source, node_id)
    total = sections_of(source, node).count() * len(ACTS)
    if not total:
        raise Conflict(_("There are no words in that part of the source."))
    organization = membership.organization
    active = Preparation.objects.filter(
        source_id=source.pk, node_id=node.pk, state__in=Preparation.ACTIVE
    )
    if found := active.first():
        return found
    require_room_to_make(organization.pk)
    try:
        with transaction.atomic():
            preparation = Preparation.objects.create(
                organization=organization,
                source_id=source.pk,
                node_id=node.pk,
                version=source.version,
                strategy=organization_strategy(organization),
                title=str(node)[:500],
                total=total,
                asked_by=membership.user,
            )
            reserve_chapter(preparation, membership)
            enqueue(preparation)
    except IntegrityError:  # another click was quicker
        return active.get()
    return preparation


def cancel_preparation(preparation: Preparation) -> None:
    """What is made stays; one that is over stays as it is."""
    active = Preparation.objects.filter(pk=preparation.pk, state__in=Preparation.ACTIVE)
    state = Preparation.State.CANCELLED
    with transaction.atomic():
        if active.update(state=state, fence=F("fence") + 1, finished_at=timezone.now()):
            preparation.refresh_from_db()
            settle_chapter(preparation)
            jobs.cancel(kind=KIND, subject_id=preparation.pk)
    preparation.refresh_from_db()


def access_preparation(membership: Membership, pk: UUID) -> Preparation:
    """The row alone: its source is to be asked for as well."""
    rows = Preparation.objects.filter(organization_id=membership.organization_id, pk=pk)
    if (found := rows.first()) is None:
        raise NotFound(_("There is no such preparation, or it is not yours to see."))
    return found


def sections_of(source: Source, node: StructureNode) -> QuerySet[Section]:
    """Those with something to say, in reading order."""
    rows = Section.objects.filter(source=source, node_id__in=subtree(node))
    return rows.exclude(Q(text="") & Q(alt="")).order_by("page_index", "position")


def run(slice_: Slice) -> bool:
    """Make one bubble after the other until all are there (True) or the slice is over (False)."""
    preparation = Preparation.objects.filter(pk=slice_.job.subject_id).first()
    if preparation is None or not preparation.is_active:
        return True
    preparation.take(slice_.fence)
    source = _source_of(preparation)
    left = _left(preparation, source)
    for section, act in left:
        outcome = _make(preparation, source, section, act, slice_)
        with preparation.holding(slice_.fence):
            _count(preparation, outcome)
        if slice_.is_over():
            break
    if preparation.done < preparation.total:
        return False
    with preparation.holding(slice_.fence):
        preparation.state, preparation.finished_at = Preparation.State.DONE, timezone.now()
        preparation.save(update_fields=["state", "finished_at"])
        settle_chapter(preparation)
    return True


def _source_of(preparation: Preparation) -> Source:
    source = Source.objects.filter(pk=preparation.source_id).first()
    if source is None or source.version != preparation.version or not source.is_readable:
        raise Conflict(_("The source was changed meanwhile. Prepare the chapter again."))
    return source


def _left(preparation: Preparation, source: Source) -> list[tuple[Section, str]]:
    sections = sections_of(source, node_of(source, preparation.node_id))
    done, extra = divmod(preparation.done, len(ACTS))
    pairs = [(section, str(act)) for section in sections[done:] for act in ACTS]
    return pairs[extra:]


def _make(
    preparation: Preparation, source: Source, section: Section, act: str, slice_: Slice
) -> Outcome:
    """Raises ProviderError where trying again later can help."""
    fresh = new_bubble(section, source, act=act, strategy_name=preparation.strategy)
    fresh.organization_id = preparation.organization_id
    fresh.asked_by_id = preparation.asked_by_id
    bubble = current_bubble(fresh)
    if bubble is None:
        try:
            write_now(fresh, section, source)
        except ProviderError:
            raise
        except LecternError:
            return Outcome.SKIPPED
        bubble = store(fresh)
    if bubble.state == Bubble.State.DONE:
        return Outcome.CACHED
    if _is_at_work(bubble):
        return Outcome.MADE
    return _finish(preparation, bubble, slice_)


def _is_at_work(bubble: Bubble) -> bool:
    """Somebody waits for it, and so it is made before all this."""
    active = Job.objects.active().filter(kind=making.KIND, subject_id=bubble.pk)
    return active.exists()


def _finish(preparation: Preparation, bubble: Bubble, slice_: Slice) -> Outcome:
    purpose = for_purpose("bubble", person_id=preparation.asked_by_id, request_id=preparation.pk)
    with workplace(bubble.pk) as folder, purpose:
        try:
            for step in steps_left(bubble, folder):
                keep(bubble, *step)
                slice_.is_over()  # it takes a while: renews the lease
        except LecternError as error:
            if isinstance(error, ProviderError) and error.retryable:
                raise
            give_back(Bubble.objects.filter(pk=bubble.pk))
            bubble.state, bubble.problem = Bubble.State.FAILED, error.message
    keep(bubble, "state", "problem")
    return Outcome.FAILED if bubble.state == Bubble.State.FAILED else Outcome.MADE


def _count(preparation: Preparation, outcome: Outcome) -> None:
    preparation.state = Preparation.State.MAKING
    preparation.done += 1
    if outcome != Outcome.MADE:
        setattr(preparation, outcome, getattr(preparation, outcome) + 1)
    preparation.save(update_fields=["state", "done", "cached", "skipped", "failed"])


def enqueue(preparation: Preparation) -> None:
    jobs.enqueue(
        kind=KIND,
        organization_id=preparation.organization_id,
        subject_id=preparation.pk,
        fence=preparation.fence,
    )


def fail(preparation_id: UUID, fence: int, sentence: str) -> None:
    preparation = Preparation.objects.filter(pk=preparation_id).first()
    if preparation is None:
        return
    preparation.take(fence)
    with preparation.holding(fence):
        preparation.state, preparation.problem = Preparation.State.FAILED, sentence
        preparation.finished_at = timezone.now()
        preparation.save(update_fields=["state", "problem", "finished_at"])
        settle_chapter(preparation)


def asked_by(preparation_id: UUID) -> UUID | None:
    rows = Preparation.objects.filter(pk=preparation_id)
    return rows.values_list("asked_by_id", flat=True).first()


JOB = JobKind(name=KIND, cluster="rendering", run=run, fail=fail, asked_by=asked_by)
