"""The shapes that a script goes through. All pure data."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from lessons.headings import JOINT as JOINT
from library.citing import moment_reference
from library.ingestion.parsers.base import SectionKind, Time


@dataclass(frozen=True, slots=True)
class SectionText:
    """A section as the script writer sees it.

    part: the title of the part it belongs to; of a heading that is itself a part's title, of
        the part above. home: of that heading the part itself, else the same.
    level: of a heading, 1 is the highest; 0 where it is not known.
    captions: in a recording, (start, end, when it is said) of pieces of the text, in order.
    """

    id: UUID
    kind: str
    text: str
    alt: str
    page_index: int
    page_label: str
    reference: str
    part: str = ""
    home: str = ""
    level: int = 0
    captions: tuple[tuple[int, int, Time], ...] = ()

    def time_of(self, words: str) -> Time | None:
        """When these words of it are said; None where the source has no time."""
        at = max(self.text.find(words), 0)
        begun = [time for start, _end, time in self.captions if start <= at]
        return begun[-1] if begun else next((time for _s, _e, time in self.captions), None)

    def sentence(self, text: str) -> "SourceSentence":
        """One of its own, with the page that it is on and, in a recording, its second."""
        time = self.time_of(text)
        said = moment_reference(time) if time else self.reference
        at_s = time[0] if time else None
        return SourceSentence(text, self.id, self.page_index, self.page_label, said, at_s)

    @property
    def is_heading(self) -> bool:
        """One that ends in a colon ("Answer:") only leads in what follows."""
        return self.kind == SectionKind.HEADING and not self.text.rstrip().endswith(":")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A heading of the chosen part that is not told, and why: a `lessons.script.matter.Matter`."""

    heading: str
    matter: str
    page_index: int
    reference: str


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """A sentence of the source, as printed, and where it stands."""

    text: str
    section_id: UUID
    page_index: int
    page_label: str
    reference: str  # "p. 527", "section 15.1" or "at 12:31"
    at_s: float | None = None  # in a recording, when it begins


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
    home: str = ""  # the same, or the part that it is the title of
    sentences: list[SourceSentence] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


def others(heading: str, covers: Iterable[str]) -> list[str]:
    """The headings of `covers` beside the one that they stand under."""
    rest = list(covers)
    own = next((one for one in rest if heading == one or heading.startswith(one + JOINT)), None)
    if own is not None:
        rest.remove(own)
    return rest


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
