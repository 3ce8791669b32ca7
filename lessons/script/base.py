"""The shapes that a script goes through. All pure data."""

from dataclasses import dataclass, field
from uuid import UUID

JOINT = " · "  # between two headings that stand as one


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of the source, as printed, and where it stands."""

    text: str
    section_id: UUID
    page_index: int
    page_label: str
    reference: str  # "p. 527" or "section 15.1"


@dataclass(frozen=True, slots=True)
class Figure:
    section_id: UUID
    page_index: int
    caption: str
    alt: str


@dataclass(slots=True)
class Topic:
    """A heading of the chosen part and what is under it, before the next heading.

    covers: the headings it stands for: its own, and those merged into it.
    sentences: all of them before the writer has chosen, the chosen ones after.
    """

    heading: str
    covers: list[str]
    page_index: int
    reference: str
    part: str = ""  # the title of the part of the book that the heading stands in
    sentences: list[SourceSentence] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """Something a teacher says: a sentence of the source, or words of the teacher's own."""

    text: str
    origin: SourceSentence | None = None


@dataclass(slots=True)
class Turn:
    """What one teacher says before the other goes on; it becomes a segment."""

    phase: str
    heading: str
    lines: list[Line]
    bullets: list[str] = field(default_factory=list)
    covers: list[str] = field(default_factory=list)
    reference: str = ""
    figure: Figure | None = None
