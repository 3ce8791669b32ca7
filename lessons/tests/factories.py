"""Rows of a lesson and of questions, as making them leaves them."""

from accounts.models import User
from lessons.models import (
    ChatMessage,
    ChatSession,
    Lesson,
    LessonRequest,
    LessonSegment,
    Strategy,
)
from lessons.pipeline import STAGES
from lessons.strategies.overriding import Overrides
from lessons.strategies.own.forms import StrategyForm
from lessons.strategies.own.services import create_strategy
from lessons.strategies.registry import strategy
from library.ingestion import keys
from library.models import Source
from organizations.models import Membership
from organizations.scoping import current_organization_id
from organizations.staged import DONE, fresh_stages
from project import storage

CAPTIONS = b"WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n<v Ada>Granules.\n"


def add_lesson(source: Source, by: User, *, files: dict | None = None, **fields) -> Lesson:
    """Two turns of two sentences each, spoken; with its files in storage where `files` is None."""
    organization_id = source.organization_id
    values = {
        "title": "15.1 The Structure of the Sun",
        "source_title": source.title,
        "language": "en",
        "strategy": "direct",
        "state": Lesson.State.READY,
        "duration_s": 8.0,
        "notice": "This text is taken from the source.",
        "attribution": source.attribution,
    }
    lesson = Lesson.objects.create(
        organization_id=organization_id, source_id=source.pk, created_by=by, **(values | fields)
    )
    lesson.files = _store_files(lesson) if files is None else files
    lesson.save(update_fields=["files"])
    add_request(lesson, by)
    for position in (1, 2):
        _add_segment(lesson, position)
    return lesson


def _store_files(lesson: Lesson) -> dict[str, str]:
    names = ["html", "pdf", "m4a", "wav", "mp4", "captions", "chapters"]
    files = {name: f"{lesson.storage_prefix}lesson.{name}" for name in names}
    for key in files.values():
        storage.save_bytes(key, CAPTIONS)
    return files


def add_request(lesson: Lesson, by: User, **fields) -> LessonRequest:
    stages = fresh_stages(tuple(STAGES))
    state = LessonRequest.State.MAKING
    if lesson.state != Lesson.State.MAKING:
        state = LessonRequest.State.DONE
        for stage in stages.values():
            stage |= {"state": DONE, "seconds": 2.0, "total": 4, "done": 4}
    values = {"state": state, "modalities": ["text", "audio", "video"], "language": "en"}
    return LessonRequest.objects.create(
        organization_id=lesson.organization_id,
        lesson=lesson,
        requested_by=by,
        source_id=lesson.source_id,
        strategy=lesson.strategy,
        stages=stages,
        **(values | fields),
    )


def _add_segment(lesson: Lesson, position: int) -> LessonSegment:
    place = {
        "section_id": str(keys.section_id(lesson.source_id, 0, position)),
        "page_index": 0,
        "page_label": "527",
        "reference": "p. 527",
    }
    return LessonSegment.objects.create(
        organization_id=lesson.organization_id,
        lesson=lesson,
        position=position,
        heading=f"Point {position}",
        reference="p. 527",
        sentences=[
            {"text": f"Now point {position}.", "start_s": 0.0, "end_s": 1.5},
            {"text": f"Granules rise, {position}.", "start_s": 1.5, "end_s": 4.0} | place,
        ],
        state=LessonSegment.State.RENDERED,
        start_s=4.0 * (position - 1),
        duration_s=4.0,
    )


def add_chat(by: User, *sources: Source, **fields) -> ChatSession:
    """About everything where no source is given."""
    values = {
        "user": by,
        "source_ids": [source.pk for source in sources],
        "is_about_everything": not sources,
        "organization_id": sources[0].organization_id if sources else current_organization_id(),
    }
    found = ChatSession.objects.filter(**values).first()
    return found or ChatSession.objects.create(**values, **fields)


def add_message(source: Source, by: User, **fields) -> ChatMessage:
    session = add_chat(by, source)
    values = {"question": "How long does a granule live?"}
    return ChatMessage.objects.create(
        organization_id=source.organization_id, session=session, **(values | fields)
    )


def statement_of(source: Source, text: str) -> dict:
    """As the answer's row keeps it, resting on the source's first passage."""
    citation = {
        "atom_id": str(keys.atom_id(source.pk, 0)),
        "source_id": str(source.pk),
        "title": source.title,
        "page": 1,
        "page_label": "527",
        "reference": "p. 527",
        "quote": text,
    }
    return {"text": text, "citations": [citation]}


def make_strategy(by: Membership, base: str = "inquiry", **fields) -> Strategy:
    """Of one's own; overrides: what it says otherwise than its base."""
    overrides = Overrides.model_validate(fields.pop("overrides", {}))
    values = {"name": "Asking", "description": "We ask.", "used_by": Strategy.UsedBy.MAKER}
    said = strategy(base).spec
    return create_strategy(by=by, base=said, overrides=overrides, **(values | fields))


def strategy_form(base: str, **change) -> dict:
    """What a browser sends of the form of one's own strategy that extends this one."""
    spec = strategy(base).spec
    form = StrategyForm(base=spec, spec=spec, chapters=[])
    return {**form.initial, "do": "save", **change}
