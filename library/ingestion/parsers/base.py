"""The contract of a kind of source: one file beside this one and one line in `registry.py`.

Parsers are pure: a path in, dataclasses out, no Django and no database. They run in a child
process (`library.ingestion.sandboxed`) that may be killed, so they hold no state between calls
and stream: memory is bounded by a page, not by a book.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

# x0, y0, x1, y1 in points, from the top left of the page as it is seen (rotated)
Box = tuple[float, float, float, float]
# from, to: seconds from the beginning of a recording
Time = tuple[float, float]


class PageOutcome(StrEnum):
    TEXT = "text"
    OCR = "ocr"
    EMPTY = "empty"  # nothing is printed on it
    SCANNED = "scanned"  # a picture of text, not yet read
    FAILED = "failed"


class SectionKind(StrEnum):
    HEADING = "heading"
    TEXT = "text"
    LIST = "list"
    FIGURE = "figure"  # picture and caption together
    TABLE = "table"
    CODE = "code"
    FORMULA = "formula"
    NOTE = "note"
    EXERCISE = "exercise"
    SOLUTION = "solution"


class Printed:
    """What may have a place on a page."""

    __slots__ = ()
    box: Box | None

    @property
    def place(self) -> Box:
        """The box of what is known to have one. Raises ValueError."""
        if self.box is None:
            raise ValueError("this is printed on no page")
        return self.box


@dataclass(slots=True)
class Line(Printed):
    """A printed line. `size` is the font size in points, 0 where a source has none.

    mono: set in a typewriter face, as programs are. math: mostly set in mathematical symbols.
    time: of a caption, or of a word of it, in a source of time.
    """

    text: str
    box: Box | None = None
    size: float = 0.0
    bold: bool = False
    mono: bool = False
    math: bool = False
    time: Time | None = None


@dataclass(slots=True)
class Block(Printed):
    """What the file itself keeps together, before we decide what it is.

    kind: None where the format does not say (PDF) and segmenting has to.
    level: of a heading, 1 is the highest.
    media: name of the picture among the source's media, for formats that carry them.
    """

    text: str
    kind: SectionKind | None = None
    box: Box | None = None
    lines: list[Line] = field(default_factory=list)
    level: int = 0
    media: str = ""
    alt: str = ""
    is_picture: bool = False  # a picture's place on a PDF page; its text is empty
    time: Time | None = None  # in which it is said or shown


@dataclass(slots=True)
class Word(Printed):
    """A word that was recognised on a picture.

    straight: its box where the page stands upright, as its line's and its block's; box: where it
    is on the page as it is seen.
    """

    text: str
    straight: Box
    box: Box | None = None


@dataclass(slots=True)
class ParsedPage:
    """One page, or one module of a book that has no pages, or one stretch of a recording: a scene,
    else at most about a minute of what is said.

    index: from 0. label: as printed ("xii", "527"), or the module's number ("15.1"), or the
        stretch's beginning as people write it ("12:31").
    width, height: points; 0 where the source has no pages.
    time: of a stretch; None where the source has no time.
    note: for people, why the outcome is what it is.
    words, confidence (0 to 1): of a page that was recognised; its width, its height and the boxes
        of its blocks are those of the page turned upright, which `words` lead back from.
    """

    index: int
    label: str
    width: float
    height: float
    outcome: PageOutcome
    blocks: list[Block] = field(default_factory=list)
    note: str = ""
    title: str = ""  # of a module, a chapter, a slide
    words: list[Word] = field(default_factory=list)
    confidence: float | None = None
    time: Time | None = None


@dataclass(slots=True)
class OutlineEntry:
    """A line of the table of contents. level: from 1. number: "15.1", or empty."""

    level: int
    title: str
    page_index: int
    kind: str = "section"  # unit, chapter or section
    number: str = ""
    top: float = 0.0  # where on the page it begins, points from the top


@dataclass(slots=True)
class Inspection:
    """What the file says of itself, cheap to find: under two seconds for any book."""

    kind: str
    page_count: int
    title: str = ""
    authors: list[str] = field(default_factory=list)
    language: str = ""  # BCP 47, empty where the file does not say
    licence: str = ""
    attribution: str = ""
    warnings: list[str] = field(default_factory=list)


class Parser(Protocol):
    """Every method raises UnreadableSource with a sentence for a teacher."""

    kind: str

    def inspect(self, path: Path) -> Inspection: ...

    def read_pages(self, path: Path, start: int, stop: int) -> Iterator[ParsedPage]:
        """Pages start..stop-1 in order. A page that cannot be read is yielded as FAILED."""
        ...

    def read_outline(self, path: Path) -> list[OutlineEntry]:
        """In reading order; empty where the file has none."""
        ...


class UnlockingParser(Parser, Protocol):
    """Of a format whose files can ask for a password."""

    def unlock(self, path: Path, password: str, to: Path) -> None: ...


@dataclass(slots=True)
class Addresses:
    """pages: of a site. sitemaps: other lists of such, which the list itself names."""

    pages: list[str]
    sitemaps: list[str]


class ListingParser(Parser, Protocol):
    """Of a list of addresses."""

    def read_addresses(self, path: Path) -> Addresses: ...


class UnpackingParser(Parser, Protocol):
    """Of a format whose books come packed."""

    def unpack(self, path: Path, to: Path) -> None: ...
