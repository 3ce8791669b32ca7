"""The contract of a strategy, and the turns that several of them use. Pure."""

import re
from itertools import cycle
from typing import Protocol

from django.utils.functional import Promise

from lessons.script.base import Line, Topic, Turn, others
from lessons.script.phrases import Phrases, said
from lessons.script.standing import as_spoken

MAX_BULLETS = 4
POINTER = re.compile(r"\s*\([^()]*\d[^()]*\)(?=[\s.,;:]|$)")  # "(Figure 2.3)", "(1609)"
MAX_SAID_WITH = 3  # headings that are named aloud beside a topic's own; more are only shown
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
        Line(said(phrase, title=as_spoken(title)))
        for phrase in (phrases.welcome, phrases.we_cover)
        if phrase
    ]
    return Turn(
        phase="aims",
        heading=phrases.aims.format(title=title),
        lines=lines or [Line(title)],
        bullets=[topic.heading for topic in topics[:MAX_BULLETS]],
        reference=topics[0].reference,
    )


def explanations(title: str, topics: list[Topic], phrases: Phrases) -> list[Turn]:
    """A turn for each topic: its heading, then the source's own sentences."""
    leads = cycle(phrases.next_topic or ("{heading}.",))
    return [
        explanation(title, topic, phrases, said(lead, heading=as_spoken(topic.heading)))
        for topic, lead in zip(topics, leads, strict=False)
    ]


def explanation(title: str, topic: Topic, phrases: Phrases, lead: str = "") -> Turn:
    own = [lead] if lead or topic.sentences else [f"{topic.heading}."]
    own += [said(phrases.with_it, headings=named)] if (named := _said_with(title, topic)) else []
    words = [Line(line) for line in own if line]
    return Turn(
        phase="explain",
        heading=topic.heading,
        lines=[*words, *(Line(sentence.text, sentence) for sentence in topic.sentences)],
        bullets=bullets_of(topic),
        covers=topic.covers,
        reference=topic.sentences[0].reference if topic.sentences else topic.reference,
        figure=topic.figures[0] if topic.figures else None,
    )


def _said_with(title: str, topic: Topic) -> str:
    """The few headings that a topic takes along, without the title, which was said at first."""
    told = [as_spoken(one) for one in others(topic.heading, topic.covers)]
    told = [one for one in dict.fromkeys(told) if one.casefold() != as_spoken(title).casefold()]
    return ", ".join(told) if len(told) <= MAX_SAID_WITH else ""


def bullets_of(topic: Topic) -> list[str]:
    """What the slide shows of the sentences."""
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
    lines = [Line(sentence.text, sentence) for sentence in chosen]
    before = [Line(phrases.remember)] if phrases.remember else []
    after = [Line(said(phrases.goodbye, title=as_spoken(title)))] if phrases.goodbye else []
    return Turn(
        phase="summary",
        heading=phrases.summary.format(title=title),
        lines=[*before, *lines, *after] or [Line(title)],
        bullets=[shorten(sentence.text) for sentence in chosen],
        reference=chosen[0].reference if chosen else topics[0].reference,
    )
