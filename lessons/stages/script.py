from dataclasses import asdict

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from lessons.inserts.positions import positions_beside
from lessons.models import LessonSegment
from lessons.script.base import Line, Turn
from lessons.script.levels import at_level, words_a_topic
from lessons.script.topics import topics_of
from lessons.script.writer import write_script
from lessons.selectors import heading_at, sections_of
from lessons.strategies.own.finding import strategy_of
from lessons.work import Work
from library.embeddings.current import name_in_use
from project.errors import Invalid
from project.languages import interface_language
from project.providers.registry import embedder

MOST_FAILING = 20  # that are kept; a long chapter may break one rule in each turn
NO_TEXT = _("That part of the source has no running text to make a lesson from. Choose another.")
NOTHING_BUT_ASIDES = _(
    "That part of the source holds only exercises, terms or references, which are not read "
    "aloud. Choose another."
)


def run(work: Work) -> None:
    """Write all turns at once: a lesson is one text, and half of it is none. Clips stay."""
    lesson = work.lesson
    title = _first_heading(work)
    with translation.override(interface_language(lesson.language)):  # "p. 527" is drawn and read
        topics, left_out = topics_of(
            sections_of(work.row, work.source), title=title, language=lesson.language
        )
    if not topics:
        raise Invalid(str(NOTHING_BUT_ASIDES if left_out else NO_TEXT))
    how = at_level(strategy_of(lesson.strategy, lesson.strategy_version), work.row.level)
    script = write_script(
        topics,
        title=lesson.title,
        language=lesson.language,
        strategy=how,
        embedder=embedder(name_in_use()),
        words_a_topic=words_a_topic(work.row.level),
    )
    turns = script.turns
    with work.writing("script", done=len(turns), total=len(turns)):
        lesson.left_out = [asdict(one) for one in left_out]
        lesson.strategy_version = how.version
        lesson.strategy_failing = [asdict(one) for one in script.failing[:MOST_FAILING]]
        lesson.save(
            update_fields=["left_out", "strategy_version", "strategy_failing", "updated_at"]
        )
        rows = LessonSegment.objects.filter(lesson=lesson)
        clips = rows.filter(clip__isnull=False).values_list("position", flat=True)
        free = positions_beside(clips)
        rows.filter(clip__isnull=True).delete()
        LessonSegment.objects.bulk_create(
            _row(work, position, turn) for position, turn in zip(free, turns, strict=False)
        )


def _first_heading(work: Work) -> str:
    """What text before the first heading is about."""
    if work.row.first_page is None:
        return work.lesson.title
    return heading_at(work.source, work.row.first_page)


def _row(work: Work, position: int, turn: Turn) -> LessonSegment:
    return LessonSegment(
        organization_id=work.lesson.organization_id,
        lesson=work.lesson,
        position=position,
        phase=turn.phase,
        heading=turn.heading[:500],
        reference=turn.reference,
        covers=turn.covers,
        sentences=[sentence_row(line) for line in turn.lines],
        bullets=turn.bullets,
        figure=_figure(turn),
    )


def sentence_row(line: Line) -> dict:
    """As the rows of what is said keep it."""
    if line.origin is None:
        return {"text": line.text}
    return {
        "text": line.text,
        "section_id": str(line.origin.section_id),
        "page_index": line.origin.page_index,
        "page_label": line.origin.page_label,
        "reference": line.origin.reference,
        **({"at_s": line.origin.at_s} if line.origin.at_s is not None else {}),
    }


def _figure(turn: Turn) -> dict | None:
    if turn.figure is None:
        return None
    return {
        "section_id": str(turn.figure.section_id),
        "page_index": turn.figure.page_index,
        "caption": turn.figure.caption,
        "alt": turn.figure.alt,
    }
