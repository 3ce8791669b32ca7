"""A section as a strategy explains it: the book's own sentences, or a language model's, each with
its page and checked."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any, NamedTuple

from lessons.answering import model
from lessons.citations import CheckedStatement, check
from lessons.script.base import Line, SectionText, SourceSentence, Topic
from lessons.script.phrases import phrases_for
from lessons.script.topics import topics_of
from lessons.script.writer import choose, most_central
from lessons.strategies.briefing import brief
from lessons.strategies.bullets import MAX_BULLETS
from lessons.strategies.forbidding import found_in
from lessons.strategies.performing import Strategy
from lessons.strategies.spec import Spec
from library.embeddings.current import name_in_use
from library.models import Source
from library.retrieval.search import RetrievedAtom
from project.providers.base import Passage
from project.providers.registry import embedder, has_language_model

MOST_SENTENCES = 4
# Asked of a language model; %s is the heading.
TASK = "What does this passage say under “%s”? Explain it in plain words to somebody who learns it."


class Explanation(NamedTuple):
    """written_by: the language model that did, or "" for the book's own sentences."""

    lines: list[Line]
    bullets: list[str]
    written_by: str = ""


def explain(
    own: Sequence[SectionText],
    around: Sequence[SectionText],
    *,
    heading: str,
    source: Source,
    strategy: Strategy,
) -> Explanation | None:
    """None where there is nothing to explain in words. Raises ProviderError.

    own: the section, with where it goes on. around: all under its heading, with the section: what
    is too short to be told in fewer words is told with what is around it.
    """
    written_by = ""
    topic = None
    if has_language_model():
        whole = around if own[0].is_heading else own  # a heading says nothing of itself
        topic, written_by = _by_model(whole, heading, source, strategy.spec)
    if topic is None:
        topic = _in_its_words([own, around], heading, source.language or "en")
    if topic is None:
        return None
    return _taught(topic, strategy, source.language or "en")._replace(written_by=written_by)


def _taught(topic: Topic, strategy: Strategy, language: str) -> Explanation:
    """What the strategy says of a topic, without how it greets, sums up and takes leave."""
    about = strategy.about(topic, phrases_for(language))
    lines = [line for turn in about for line in turn.lines]
    shown = next((turn.bullets for turn in about if turn.covers), [])
    return Explanation(lines, shown[:MAX_BULLETS])


def _in_its_words(
    wider: Iterable[Sequence[SectionText]], heading: str, language: str
) -> Topic | None:
    """Of the first of these parts that has sentences to choose from; where all are too short for
    that, the one sentence that says the most of it."""
    told = [topic for each in wider if (topic := _topic_of(each, heading, language))]
    how: dict[str, Any] = {"language": language, "embedder": embedder(name_in_use())}
    chosen = (choose([topic], **how)[0] for topic in told)
    central = (most_central(topic, **how) for topic in told)
    return next((topic for topic in chain(chosen, central) if topic.sentences), None)


def _topic_of(sections: Sequence[SectionText], heading: str, language: str) -> Topic | None:
    topics, _left_out = topics_of(sections, title=heading, language=language)
    if not topics:
        return None
    sentences = [sentence for topic in topics for sentence in topic.sentences]
    return replace(topics[0], heading=heading, covers=[heading], sentences=sentences, figures=[])


def _by_model(
    sections: Sequence[SectionText], heading: str, source: Source, spec: Spec
) -> tuple[Topic | None, str]:
    """(what holds of what it says and keeps the strategy, who said it); None where nothing does."""
    atoms = [_as_atom(each, heading, source) for each in sections if each.text.strip()]
    passages = [Passage(str(a.atom_id), a.text, a.page_label, heading) for a in atoms]
    if not passages:
        return None, ""
    labels = {(source.pk, each.page_index): each.page_label for each in sections}
    said, written_by = [], ""
    task = f"{TASK % heading}\n{brief(spec)}"
    for statement in model().answer(task, passages, language=source.language or "en"):
        written_by = statement.written_by or written_by
        checked = check(statement, atoms, labels)
        keeps = not found_in(statement.text, spec)
        if checked is not None and checked.is_supported and keeps:
            said.append(_sentence(checked))
    if not said:
        return None, ""
    first = sections[0]
    topic = Topic(heading, [heading], first.page_index, first.reference)
    topic.sentences = said[:MOST_SENTENCES]
    return topic, written_by or model().name


def _sentence(statement: CheckedStatement) -> SourceSentence:
    cited = statement.citations[0]
    place = (cited.page, cited.page_label, cited.reference)
    return SourceSentence(statement.text, cited.atom_id, *place)


def _as_atom(section: SectionText, heading: str, source: Source) -> RetrievedAtom:
    """So that what is said of it is checked as an answer is; its id is the section's."""
    span = {"page": section.page_index, "start": 0, "end": len(section.text)}
    return RetrievedAtom(
        atom_id=section.id,
        source_id=source.pk,
        title=source.title,
        heading=heading,
        page=section.page_index,
        page_label=section.page_label,
        reference=section.reference,
        score=1.0,
        text=section.text,
        spans=[span],
        unit=source.unit,
        language=source.language,
        time=section.time_of(""),
    )
