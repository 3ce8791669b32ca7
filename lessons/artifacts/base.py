"""The shapes between a source and the items of an artifact. All pure data."""

from dataclasses import dataclass, field
from uuid import UUID

from lessons.models.artifact import ArtifactItem

BLANK = ArtifactItem.BLANK
Kind = ArtifactItem.Kind


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a page, with its words as they stand there: characters of `Page.text`."""

    source_id: UUID
    page_index: int
    page_label: str
    reference: str
    quote: str
    start: int
    end: int
    atom_id: UUID | None = None

    def citation(self) -> dict:
        return {
            "source_id": str(self.source_id),
            "page_index": self.page_index,
            "page_label": self.page_label,
            "reference": self.reference,
            "quote": self.quote,
            "atom_id": str(self.atom_id) if self.atom_id else None,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the source in running text, on one line, and what it stands under."""

    text: str
    place: Place
    heading: str
    position: int  # in the part


@dataclass(frozen=True, slots=True)
class Entry:
    """A term that the source explains."""

    term: str
    definition: str
    place: Place

    @property
    def short(self) -> str:
        """The first thing that the definition says."""
        first = self.definition.split(";")[0].strip().rstrip(".")
        return first.removeprefix("today, ")


@dataclass(slots=True)
class Reading:
    """What a part of a source offers for items.

    elsewhere: entries of the rest of the source, for distractors.
    questions: that the source asks itself. aims: what a learner shall be able to do.
    """

    language: str
    strategy: str = ""  # how a plan teaches
    said: list[Said] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    elsewhere: list[Entry] = field(default_factory=list)
    questions: list[Said] = field(default_factory=list)
    aims: list[Said] = field(default_factory=list)


@dataclass(slots=True)
class Draft:
    """An item before it has a row.

    about: what it asks for, in lower case: two items about the same are kept apart.
    worth: how likely a teacher keeps it; only compared among drafts of one maker.
    """

    kind: Kind
    stem: str
    place: Place
    about: str
    options: list[dict] = field(default_factory=list)
    key: dict = field(default_factory=dict)
    explanation: str = ""
    difficulty: int = 2
    points: int = 1
    worth: float = 0.0
    also: list[Place] = field(default_factory=list)
    is_of_sentence: bool = False  # of running text, which is asked about once

    def citation(self) -> dict:
        """Where it rests on several places, the others stand in `also`."""
        own = self.place.citation()
        return own | {"also": [each.citation() for each in self.also]} if self.also else own


def option(text: str, *, is_key: bool, feedback: str = "") -> dict:
    return {"text": text, "is_key": is_key, "feedback": feedback}
