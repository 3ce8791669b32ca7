"""A spec and topics -> turns. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from lessons.script.base import Topic, Turn
from lessons.script.phrases import Phrases
from lessons.strategies.moves import MOVES, Scene
from lessons.strategies.spec import Phase, Spec, When


@dataclass(frozen=True, slots=True)
class Strategy:
    """is_own: an organization's or a teacher's, whose words are not the interface's."""

    spec: Spec
    is_own: bool = False

    @property
    def name(self) -> str:
        """Stored with each lesson, beside the version."""
        return self.spec.key

    @property
    def version(self) -> int:
        return self.spec.version

    @property
    def label(self) -> str | Promise:
        return self._words(self.spec.name)

    @property
    def description(self) -> str | Promise:
        return self._words(self.spec.description)

    def _words(self, text: str) -> str | Promise:
        return text if self.is_own else gettext_lazy(text)

    def turns(self, title: str, topics: list[Topic], phrases: Phrases) -> list[Turn]:
        """topics: with the sentences chosen for them. Turns in order; each is one teacher's,
        so that the next is the other's. Every topic's headings are covered by some turn."""
        return list(_perform(self.spec, title, topics, phrases))

    def about(self, topic: Topic, phrases: Phrases) -> list[Turn]:
        """What is said of one topic, without how the lesson begins and ends."""
        phases = self.spec.phases_at(When.TOPIC)
        return list(_turns(self.spec, topic.heading, [topic], phrases, phases))


def _perform(spec: Spec, title: str, topics: list[Topic], phrases: Phrases) -> Iterator[Turn]:
    yield from _turns(spec, title, topics, phrases, spec.phases_at(When.OPENING))
    for place in range(len(topics)):
        at_topic = spec.phases_at(When.TOPIC)
        yield from _turns(spec, title, topics, phrases, at_topic, place=place)
        for phase in spec.phases_at(When.EVERY):
            if is_due(phase, place + 1, len(topics)):
                behind = tuple(topics[place + 1 - phase.every : place + 1])
                yield from _turns(spec, title, topics, phrases, [phase], place=place, behind=behind)
    last = len(topics) - 1
    yield from _turns(spec, title, topics, phrases, spec.phases_at(When.CLOSING), place=last)


def is_due(phase: Phase, told: int, topics: int) -> bool:
    """Whether a look back comes now. After the last topic the closing does that."""
    return told % phase.every == 0 and told < topics


def _turns(
    spec: Spec,
    title: str,
    topics: list[Topic],
    phrases: Phrases,
    phases: Iterable[Phase],
    *,
    place: int = 0,
    behind: tuple[Topic, ...] = (),
) -> Iterator[Turn]:
    for phase in phases:
        scene = Scene(spec, title, topics, phrases, phase.name, place, behind)
        for move in phase.moves:
            if (turn := MOVES[move](scene)) is not None:
                yield turn
