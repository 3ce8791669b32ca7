"""A bubble's words, before they are spoken."""

from django.utils import translation
from django.utils.translation import gettext as _

from lessons.bubbles.explaining import explain
from lessons.bubbles.matter import Matter, matter_of
from lessons.bubbles.reading import read_lines
from lessons.models import Bubble
from lessons.script.base import Line
from lessons.stages.script import sentence_row
from lessons.strategies.bullets import MAX_BULLETS, shorten
from lessons.strategies.registry import strategy
from library.models import Section, Source
from project.errors import Invalid
from project.languages import interface_language
from project.providers.calls import for_purpose
from project.providers.registry import has_language_model


def new_bubble(section: Section, source: Source, *, act: str, strategy_name: str) -> Bubble:
    """Not saved, and without words. strategy_name: of who explains it."""
    return Bubble(
        source_id=source.pk,
        section_id=section.pk,
        version=source.version,
        act=act,
        strategy=strategy_name if act == Bubble.Act.EXPLAIN else "",
        side=section.side,
        page_index=section.page_index,
        source_title=source.title,
        language=source.language or "en",
    )


def is_written_at_once(bubble: Bubble) -> bool:
    """No language model is asked: who opens the bubble need not wait for its words."""
    return bubble.act == Bubble.Act.READ or not has_language_model()


def write(bubble: Bubble, section: Section, source: Source) -> None:
    """Fill in what is said; nothing is saved. Raises Invalid where there is nothing to say, and
    ProviderError. Outside transactions."""
    with translation.override(interface_language(bubble.language)):  # "p. 527" is drawn
        matter = matter_of(section, source)
    lines = (
        _read(bubble, matter) if bubble.act == Bubble.Act.READ else _explain(bubble, matter, source)
    )
    bubble.heading = matter.heading[:500]
    bubble.reference = matter.own[0].reference
    bubble.sentences = [sentence_row(line) for line in lines]


def _read(bubble: Bubble, matter: Matter) -> list[Line]:
    lines = read_lines(matter.own, bubble.language)
    if not lines:
        raise Invalid(_("There are no words here to read."))
    bubble.bullets = [shorten(line.text) for line in lines[:MAX_BULLETS]]
    return lines


def _explain(bubble: Bubble, matter: Matter, source: Source) -> list[Line]:
    with for_purpose("bubble.explain", person_id=bubble.asked_by_id):
        found = explain(
            matter.own,
            matter.around,
            heading=matter.heading,
            source=source,
            strategy=strategy(bubble.strategy),
        )
    if found is None:
        raise Invalid(
            _("There is nothing here to explain in sentences. Have it read, or ask about it.")
        )
    bubble.bullets, bubble.written_by = found.bullets, found.written_by[:80]
    return found.lines
