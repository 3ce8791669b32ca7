"""The contract of a strategy, and the turns that several of them use. Pure."""

import re
from itertools import cycle
from typing import Protocol

from django.utils.functional import Promise

from lessons.script.base import Line, Topic, Turn
from lessons.script.phrases import Phrases
from lessons.script.standing import as_spoken

MAX_BULLETS = 4
POINTER = re.compile(r"\s*\([^()]*\d[^()]*\)(?=[\s.,;:]|$)")  # "(Figure 2.3)", "(1609)"
ELLIPSIS = "\u00a0…"  # never alone on a line


class Strategy(Protocol):
    name: str  # stored with each lesson

    @property
    def label(self) -> str | Promise: ...

    @property
    def description(self) -> str | Promise: ...

    def turns(self, title: str, topics: list[Topic], phrases: Phrases) -> list[Turn]:
        """topics: with the sentences chosen for them. Turns in order; each is one teacher's,
        so that the next is the other's. Every topic's headings are covered by some turn."""
        ...


def opening(title: str, topics: list[Topic], phrases: Phrases) -> Turn:
    """Say what is coming; shown: the first headings."""
    lines = [
        Line(said.format(title=as_spoken(title)))
        for said in (phrases.welcome, phrases.we_cover)
        if said
    ]
    return Turn(
        phase="aims",
        heading=phrases.aims.format(title=title),
        lines=lines or [Line(title)],
        bullets=[topic.heading for topic in topics[:MAX_BULLETS]],
        reference=topics[0].reference,
    )


def explanations(topics: list[Topic], phrases: Phrases) -> list[Turn]:
    """A turn for each topic: its heading, then the source's own sentences."""
    leads = cycle(phrases.next_topic or ("{heading}.",))
    return [
        explanation(topic, lead.format(heading=as_spoken(topic.heading)))
        for topic, lead in zip(topics, leads, strict=False)
    ]


def explanation(topic: Topic, lead: str) -> Turn:
    said = [Line(sentence.text, sentence) for sentence in topic.sentences]
    if not (lead or said):
        lead = f"{topic.heading}."
    return Turn(
        phase="explain",
        heading=topic.heading,
        lines=[Line(lead), *said] if lead else said,
        bullets=bullets_of(topic),
        covers=topic.covers,
        reference=topic.sentences[0].reference if topic.sentences else topic.reference,
        figure=topic.figures[0] if topic.figures else None,
    )


def bullets_of(topic: Topic) -> list[str]:
    """What the slide shows: merged headings where there are some, else the sentences in short."""
    if len(topic.covers) > 1:
        return topic.covers[1 : 1 + MAX_BULLETS]
    return [shorten(sentence.text) for sentence in topic.sentences[:3]]


def shorten(text: str, words: int = 14) -> str:
    """The first clause of a sentence, or its first words: a slide is not a page."""
    parts = POINTER.sub("", text).rstrip(".").split()
    if len(parts) <= words:
        return " ".join(parts)
    for cut in range(words, words // 2, -1):
        clause = " ".join(parts[:cut])
        if clause[-1] in ",;:—" and _is_balanced(clause):
            return clause.rstrip(",;:—") + ELLIPSIS
    return " ".join(parts[:words]) + ELLIPSIS


def _is_balanced(text: str) -> bool:
    return all(text.count(left) == text.count(right) for left, right in ("()", "[]", "“”"))


def closing(title: str, topics: list[Topic], phrases: Phrases) -> Turn:
    """The first sentence of a few topics, spread over the whole."""
    step = max(1, len(topics) // 3)
    chosen = [topic.sentences[0] for topic in topics[::step] if topic.sentences][:3]
    said = [Line(sentence.text, sentence) for sentence in chosen]
    before = [Line(phrases.remember)] if phrases.remember else []
    after = [Line(phrases.goodbye.format(title=as_spoken(title)))] if phrases.goodbye else []
    return Turn(
        phase="summary",
        heading=phrases.summary.format(title=title),
        lines=[*before, *said, *after] or [Line(title)],
        bullets=[shorten(sentence.text) for sentence in chosen],
        reference=chosen[0].reference if chosen else topics[0].reference,
    )
