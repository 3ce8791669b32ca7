"""Pure: the sections of a part of a source -> its topics, heading by heading."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from lessons.script.base import JOINT, Figure, LeftOut, SectionText, SourceSentence, Topic
from lessons.script.matter import Matter, is_aims, set_aside
from library.ingestion.parsers.base import SectionKind
from project.text.asides import is_aim, is_citation, is_objective
from project.text.sentences import split_sentences

MAX_TOPICS = 24  # about ten minutes; a longer part is told in wider strokes
SPOKEN = {SectionKind.TEXT, SectionKind.LIST, SectionKind.NOTE}
QUESTIONS = 0.25  # share of the sentences from which on a part is taken for exercises
MIN_WORDS, MAX_WORDS = 6, 45  # of a sentence worth saying aloud


def topics_of(
    sections: Iterable[SectionText], *, title: str, language: str
) -> tuple[list[Topic], list[LeftOut]]:
    """(at least one topic where there is anything to say, else none; what is left out).

    Every heading is covered by some topic, or left out on purpose: one with nothing under it
    goes to the next.
    """
    told, left_out = set_aside(sections, title=title)
    topics = []
    for topic in _by_heading(told, title, language):
        if _is_questions(topic):
            aside = (Matter.EXERCISES, topic.page_index, topic.reference)
            left_out.append(LeftOut(topic.heading, *aside))
        else:
            topics.append(topic)
    left_out.sort(key=lambda one: one.page_index)
    return _tell_apart(_merge_smallest(join_bare(topics), MAX_TOPICS)), left_out


def _by_heading(sections: Iterable[SectionText], title: str, language: str) -> list[Topic]:
    topics: list[Topic] = []
    in_aims = False
    for section in sections:
        in_aims = _goes_on_with_aims(section, in_aims)
        if in_aims and section.is_heading and topics and not topics[-1].sentences:
            topics[-1].covers.append(" ".join(section.text.split()))
        elif section.is_heading or not topics:
            heading = " ".join((section.text if section.is_heading else title).split())
            place = (section.page_index, section.reference, section.part, section.home)
            topics.append(Topic(heading, [heading], *place))
        if section.kind in SPOKEN and not (in_aims and section.kind == SectionKind.LIST):
            topics[-1].sentences += _sentences(section, language)
        elif section.kind == SectionKind.FIGURE:
            figure = Figure(section.id, section.page_index, section.text, section.alt)
            topics[-1].figures.append(figure)
    return topics


def _goes_on_with_aims(section: SectionText, in_aims: bool) -> bool:
    """A heading that names aims begins them, as does what leads in their list; the list is of
    them, and what comes after it is the text that they are about."""
    if section.is_heading:
        return is_aims(section.text)
    return is_aim(section.text) or (in_aims and section.kind == SectionKind.LIST)


def _sentences(section: SectionText, language: str) -> list[SourceSentence]:
    return [
        section.sentence(text)
        for text in split_sentences(section.text, language)
        if _worth_saying(text)
    ]


def _worth_saying(text: str) -> bool:
    """A whole sentence that can stand by itself: it ends, and is neither scrap nor page-long."""
    return (
        text[-1:] in ".!?。！？।"
        and MIN_WORDS <= len(text.split()) <= MAX_WORDS
        and not is_citation(text)
        and not is_objective(text)
    )


def _is_questions(topic: Topic) -> bool:
    """Review questions and the like: for a quiz, not for a lesson."""
    asked = sum(sentence.text.endswith("?") for sentence in topic.sentences)
    return asked > max(1, QUESTIONS * len(topic.sentences))


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
    """Join neighbours until there are `limit`: of the same part of the book before others, and
    those with the least text first."""
    while len(topics) > limit:
        costs = [_cost_of_joining(first, second) for first, second in pairwise(topics)]
        place = costs.index(min(costs))
        _absorb(topics[place], topics.pop(place + 1))
    return topics


def _cost_of_joining(first: Topic, second: Topic) -> tuple[bool, int]:
    return first.home != second.home, len(first.sentences) + len(second.sentences)


def _tell_apart(topics: list[Topic]) -> list[Topic]:
    """ "Summary" at the end of each section becomes "Summary · 2.1 The Sky Above"."""
    times = Counter(one.casefold() for topic in topics for one in topic.covers)
    for topic in topics:
        if times[topic.heading.casefold()] > 1 and topic.part:
            topic.heading = f"{topic.heading}{JOINT}{topic.part}"
    return topics


def _absorb(topic: Topic, other: Topic) -> None:
    topic.covers += other.covers
    topic.sentences += other.sentences
    topic.figures += other.figures
