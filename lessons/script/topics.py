"""Pure: the sections of a part of a source -> its topics, heading by heading."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from lessons.script.base import JOINT, Figure, SourceSentence, Topic
from library.ingestion.parsers.base import SectionKind
from project.text.sentences import split_sentences

MAX_TOPICS = 24  # about ten minutes; a longer part is told in wider strokes
SPOKEN = {SectionKind.TEXT, SectionKind.LIST, SectionKind.NOTE}
QUESTIONS = 0.25  # share of the sentences from which on a part is taken for exercises
MIN_WORDS, MAX_WORDS = 6, 45  # of a sentence worth saying aloud


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section as the script writer sees it. part: the title of the part it belongs to; of a
    heading that is itself a part's title, of the part above."""

    id: UUID
    kind: str
    text: str
    alt: str
    page_index: int
    page_label: str
    reference: str
    part: str = ""


def topics_of(sections: Iterable[SectionText], *, title: str, language: str) -> list[Topic]:
    """At least one topic where there is anything to say; [] where there is not.

    Every heading is covered by some topic: one with nothing under it goes to the next.
    """
    topics = _by_heading(sections, title, language)
    for topic in topics:
        if _is_questions(topic):
            topic.sentences = []
    return _tell_apart(_merge_smallest(join_bare(topics), MAX_TOPICS))


def _by_heading(sections: Iterable[SectionText], title: str, language: str) -> list[Topic]:
    topics: list[Topic] = []
    for section in sections:
        if _is_heading(section) or not topics:
            heading = " ".join((section.text if _is_heading(section) else title).split())
            place = (section.page_index, section.reference, section.part)
            topics.append(Topic(heading, [heading], *place))
        if section.kind in SPOKEN:
            topics[-1].sentences += _sentences(section, language)
        elif section.kind == SectionKind.FIGURE:
            figure = Figure(section.id, section.page_index, section.text, section.alt)
            topics[-1].figures.append(figure)
    return topics


def _is_heading(section: SectionText) -> bool:
    """One that ends in a colon ("Answer:") only leads in what follows."""
    return section.kind == SectionKind.HEADING and not section.text.rstrip().endswith(":")


def _sentences(section: SectionText, language: str) -> list[SourceSentence]:
    return [
        SourceSentence(text, section.id, section.page_index, section.page_label, section.reference)
        for text in split_sentences(section.text, language)
        if _worth_saying(text)
    ]


def _worth_saying(text: str) -> bool:
    """A whole sentence that can stand by itself: it ends, and is neither scrap nor page-long."""
    return text[-1:] in ".!?。！？।" and MIN_WORDS <= len(text.split()) <= MAX_WORDS


def _is_questions(topic: Topic) -> bool:
    """Review questions and the like: for a quiz, not for a lesson."""
    asked = sum(sentence.text.endswith("?") for sentence in topic.sentences)
    return asked > QUESTIONS * len(topic.sentences)


def join_bare(topics: list[Topic]) -> list[Topic]:
    """A heading with nothing to say goes to the one after it, the last ones to the one before."""
    joined: list[Topic] = []
    waiting: list[Topic] = []
    for topic in topics:
        if not topic.sentences:
            waiting.append(topic)
            continue
        for bare in reversed(waiting):
            topic.covers[:0] = bare.covers
            topic.figures[:0] = bare.figures
        waiting = []
        joined.append(topic)
    if joined:
        for bare in waiting:
            _absorb(joined[-1], bare)
    return joined


def _merge_smallest(topics: list[Topic], limit: int) -> list[Topic]:
    """Join neighbours, those with the least text first, until there are `limit`."""
    while len(topics) > limit:
        sizes = [len(first.sentences) + len(second.sentences) for first, second in pairwise(topics)]
        place = sizes.index(min(sizes))
        _absorb(topics[place], topics.pop(place + 1))
    return topics


def _tell_apart(topics: list[Topic]) -> list[Topic]:
    """ "Summary" at the end of each section becomes "Summary · 2.1 The Sky Above"."""
    times = Counter(topic.heading.casefold() for topic in topics)
    for topic in topics:
        if times[topic.heading.casefold()] > 1 and topic.part:
            topic.heading = f"{topic.heading}{JOINT}{topic.part}"
    return topics


def _absorb(topic: Topic, other: Topic) -> None:
    topic.covers += other.covers
    topic.sentences += other.sentences
    topic.figures += other.figures
