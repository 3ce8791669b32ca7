"""Ask for a lesson. What becomes of the request is `lessons.pipeline`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import Modality, User
from lessons import pipeline
from lessons.models import Lesson, LessonRequest
from lessons.paying import Counts, counts_of, reserve_for
from lessons.references import SOURCE_GONE
from lessons.selectors import heading_around, node_of, source_of
from lessons.strategies.own.finding import usable_strategy
from lessons.strategies.registry import DEFAULT
from library.citing import credit, page_reference
from library.models import Page, Source, StructureNode
from library.page_ranges import page_range
from library.quota import require_storage_left
from organizations import jobs
from organizations.models import Class, Grant
from organizations.scoping import current_organization_id
from organizations.services.grants import grant_to_class
from organizations.staged import DONE, fresh_stages
from project.errors import Conflict, Invalid
from project.languages import interface_language, name_of
from project.providers.registry import extractive_notice, speech

FRESH_FOR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Part:
    """Of a source: a node, or pages (indexes, both included), or with neither the whole."""

    node: StructureNode | None = None
    pages: tuple[int, int] | None = None


def request_lesson(
    *,
    user: User,
    source: Source,
    part: Part,
    modalities: list[str],
    language: str,
    strategy: str = DEFAULT,
    level: LessonRequest.Level = LessonRequest.Level.USUAL,
    topic: str = "",
    later: Iterable[str] = (),
    seen_by: Lesson.SeenBy = Lesson.SeenBy.SOURCE,
    school_class: Class | None = None,
    takes_made: bool = True,
    counts: Counts = Counts.PERSON,
) -> LessonRequest:
    """Queue it. Raises Invalid for what cannot be made, with what could be; Conflict for a source
    that is not read yet, and where storage is full; LimitReached where the plan allows no more.

    The same asked for again by the same person, in another tab or by a second click, is the one
    request while it waits or is made; and for a while after, where takes_made.

    topic: what the part was found by. later: modalities that are wished for, and not made now.
    school_class: for which it is made, and with which it is shared.
    counts: of whose lessons of this month it is.
    """
    if not source.is_readable:
        raise Conflict(_("This source has not been read yet. Make a lesson when it is ready."))
    chosen = _modalities(modalities)
    how = usable_strategy(strategy, user.pk)
    language = _language(language, source, speaks=chosen != [Modality.TEXT])
    asked = {
        "node_id": part.node.pk if part.node else None,
        "first_page": part.pages[0] if part.pages else None,
        "last_page": part.pages[1] if part.pages else None,
        "modalities": chosen,
        "language": language,
        "strategy": strategy,
        "strategy_version": how.version,
        "level": level,
    }
    wished = {
        "topic": topic[:200],
        "requested_modalities": _modalities([*chosen, *later]),
        "preferred_modality": user.preferred_modality,
        "modality_preferences": user.modality_preferences,
    }
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)  # one after the other
        same = _same_request(user, source, asked, seen_by=seen_by, takes_made=takes_made)
        if same and same.lesson_id:
            _share_with(school_class, same.lesson_id, user)
            return same
        organization_id = current_organization_id()
        require_storage_left(organization_id)
        lesson = Lesson.objects.create(
            organization_id=organization_id,
            source_id=source.pk,
            title=_title(source, part),
            source_title=source.title,
            attribution=credit(source),
            scope_label=scope_label(source, part, language),
            language=language,
            strategy=strategy,
            strategy_version=how.version,
            notice=extractive_notice(),  # whoever answers in chats
            created_by=user,
            seen_by=seen_by,
        )
        _share_with(school_class, lesson.pk, user)
        request = LessonRequest.objects.create(
            organization_id=organization_id,
            lesson=lesson,
            requested_by=user,
            source_id=source.pk,
            **asked,
            **wished,
            stages=fresh_stages(tuple(pipeline.STAGES)),
        )
        reserve_for(request, user, counts)
        enqueue_request(request)
    return request


def _share_with(school_class: Class | None, lesson_id: UUID, user: User) -> None:
    if school_class is not None:
        grant_to_class(Grant.Subject.LESSON, lesson_id, school_class, given_by=user)


def _same_request(
    user: User, source: Source, asked: dict, *, seen_by: Lesson.SeenBy, takes_made: bool
) -> LessonRequest | None:
    """One that is still to be made, or was asked for a moment ago of the source as it is."""
    same = LessonRequest.objects.filter(
        requested_by=user, source_id=source.pk, lesson__seen_by=seen_by, **asked
    )
    counts = ~Q(state__in=LessonRequest.FINAL)
    if takes_made:
        since = max(timezone.now() - FRESH_FOR, source.updated_at)
        counts |= Q(state=LessonRequest.State.DONE, created_at__gt=since)
    return same.filter(counts).order_by("-created_at").first()


def retry_lesson(request: LessonRequest, *, by: User) -> None:
    """Go on where it failed: what is made already stays. by: whose plan gives what is missing.

    Raises Conflict while it runs, and where storage is full; LimitReached.
    """
    if request.state not in LessonRequest.FINAL:
        raise Conflict(_("This lesson is still being made. Wait until that has ended."))
    if source_of(request.source_id) is None:
        raise Conflict(str(SOURCE_GONE))
    require_storage_left(request.organization_id)
    with transaction.atomic():
        reserve_for(request, by, counts_of(request))
        begin_again(request)


def begin_again(request: LessonRequest, *, done: Iterable[str] = ()) -> None:
    """In a transaction: queue it. done: stages whose work stands."""
    request.stages = fresh_stages(tuple(pipeline.STAGES))
    for name in done:
        request.stages[name]["state"] = DONE
    request.state, request.problem, request.finished_at = LessonRequest.State.QUEUED, "", None
    request.save()
    Lesson.objects.filter(requests=request).update(state=Lesson.State.MAKING)
    enqueue_request(request)


def part_of(source: Source, *, node_id=None, pages: str = "") -> Part:
    """From what a person gave. pages: labels or sheets as "3-9" or "12".

    Raises NotFound for a node of another source, Invalid for pages that are not there.
    """
    if node_id and pages:
        raise Invalid(_("Choose a chapter or pages, not both."))
    if node_id:
        return Part(node=node_of(source, node_id))
    return Part(pages=page_range(source, pages)) if pages else Part()


def _modalities(asked: list[str]) -> list[str]:
    unknown = set(asked) - set(Modality.values)
    if unknown or not asked:
        raise Invalid(
            _("Choose at least one of: %(choices)s.") % {"choices": ", ".join(Modality.values)}
        )
    return [modality for modality in Modality.values if modality in asked]


def _language(asked: str, source: Source, *, speaks: bool) -> str:
    """The lesson's language. Without a language model it is the source's own."""
    language = asked or source.language or "en"
    if not can_be_in(language, source):
        raise Invalid(
            _(
                "This source is in %(language)s, and no language model is configured to "
                "translate it. Ask for the lesson in %(language)s."
            )
            % {"language": name_of(source.language)}
        )
    if speaks:
        speech(settings.SPEECH).voice("left", language)
    return language


def can_be_in(language: str, source: Source) -> bool:
    """Nothing here translates: a lesson is in its source's language, of whatever region."""
    own = source.language or language
    return language.split("-")[0] == own.split("-")[0]


def _title(source: Source, part: Part) -> str:
    if part.node and part.node.kind != StructureNode.Kind.BOOK:
        return str(part.node)[:500]
    return heading_around(source, part.pages)[:500] if part.pages else source.title


def scope_label(source: Source, part: Part, language: str) -> str:
    """In the lesson's language: it stands in what is printed of it."""
    if part.pages is None:
        return ""
    labels = dict(
        Page.objects.filter(source=source, index__in=part.pages).values_list("index", "label")
    )
    first, last = labels[part.pages[0]], labels[part.pages[1]]
    with translation.override(interface_language(language)):
        reference = page_reference(source, first)
    return reference if first == last else f"{reference}–{last}"


def enqueue_request(request: LessonRequest) -> None:
    """Its job; the one that is there already, if there is one."""
    jobs.enqueue(
        kind=pipeline.KIND,
        organization_id=request.organization_id,
        subject_id=request.pk,
        fence=request.fence,  # of an earlier job on it: a new one has to come above it
    )
