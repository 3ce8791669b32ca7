"""What all documents share: leaves in order, and the parser's three answers made of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Protocol

from project.errors import UnreadableSource
from project.sentences import gettext as _

from ..base import Block, Inspection, OutlineEntry, PageOutcome, ParsedPage, SectionKind

MAX_LEAF_WORDS = 1_500  # three printed pages; a longer part is parted at the next heading
MAX_HEADING_LEVEL = 3
MAX_LEAVES = 20_000
MAX_TITLE = 300
MAX_LABEL = 40
FIRST_WORDS = 5


@dataclass(slots=True)
class Leaf:
    """label: how a citation names it; its number where it is empty."""

    blocks: list[Block]
    label: str = ""
    title: str = ""


@dataclass(slots=True)
class Document:
    """outline: empty where the headings say all."""

    leaves: list[Leaf]
    title: str = ""
    authors: list[str] = field(default_factory=list)
    language: str = ""
    licence: str = ""
    attribution: str = ""
    outline: list[OutlineEntry] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Reads(Protocol):
    """Raises UnreadableSource."""

    def __call__(self, path: Path) -> Document: ...


class DocumentParser:
    """A parser for a format that is read as a whole, in the memory that a child is given."""

    kind: str
    read: Reads

    def inspect(self, path: Path) -> Inspection:
        document = self._document(path)
        if not any(leaf.blocks for leaf in document.leaves):
            raise UnreadableSource(
                _("There is no text in this file. Save it again from the program that made it."),
                code="no_text",
            )
        if len(document.leaves) > MAX_LEAVES:
            raise UnreadableSource(
                _("This file is too long to be one source. Split it, and add its parts."),
                code="too_long",
            )
        return Inspection(
            kind=self.kind,
            page_count=len(document.leaves),
            title=document.title[:MAX_TITLE],
            authors=document.authors,
            language=document.language,
            licence=document.licence,
            attribution=document.attribution,
            warnings=document.warnings,
        )

    def read_pages(self, path: Path, start: int, stop: int) -> Iterator[ParsedPage]:
        leaves = self._document(path).leaves
        for index, leaf in islice(enumerate(leaves), max(start, 0), max(stop, 0)):
            yield ParsedPage(
                index,
                leaf.label or str(index + 1),
                0,
                0,
                PageOutcome.TEXT if leaf.blocks else PageOutcome.EMPTY,
                leaf.blocks,
                title=leaf.title[:MAX_TITLE],
            )

    def read_outline(self, path: Path) -> list[OutlineEntry]:
        document = self._document(path)
        return document.outline or list(outline_of(document.leaves))

    def _document(self, path: Path) -> Document:
        facts = path.stat()
        return _read(type(self), path, facts.st_ino, facts.st_mtime_ns)  # type: ignore[arg-type]


@lru_cache(1)
def _read(parser: type[DocumentParser], path: Path, *identity: int) -> Document:
    """A reading child is asked three times for one file."""
    del identity
    return parser().read(path)


def outline_of(leaves: list[Leaf]) -> Iterator[OutlineEntry]:
    """The headings; a leaf without one, where leaves have titles of their own, by its title."""
    for index, leaf in enumerate(leaves):
        headings = [block for block in leaf.blocks if block.kind is SectionKind.HEADING]
        for block in headings:
            yield OutlineEntry(max(1, block.level), block.text.replace("\n", " "), index)
        if not headings and leaf.title:
            yield OutlineEntry(1, leaf.title, index)


def leaves_of(blocks: list[Block]) -> list[Leaf]:
    """Parts of a text that has no pages: cut before headings, of the level at which no part is
    longer than MAX_LEAF_WORDS, and where headings are too rare, between paragraphs."""
    parts = [blocks]
    for level in range(1, MAX_HEADING_LEVEL + 1):
        parts = [piece for part in parts for piece in _cut(part, level)]
    return [Leaf(piece, title=_title(piece)) for part in parts for piece in _bounded(part)]


def named(leaves: list[Leaf]) -> list[Leaf]:
    """Leaves of a format whose citations name pages, in a file that knows none: each is called by
    its heading, else by the words that it begins with."""
    for leaf in leaves:
        words = leaf.title or " ".join(leaf.blocks[0].text.split()[:FIRST_WORDS]) + "…"
        leaf.label = f"“{words}”"[:MAX_LABEL]
    return leaves


def _cut(blocks: list[Block], level: int) -> Iterator[list[Block]]:
    """Before each heading of this level or a higher one, unless all of it fits one leaf.

    Highest headings always begin a leaf, and a heading is never parted from what follows it."""
    if level > 1 and _words(blocks) <= MAX_LEAF_WORDS:
        yield blocks
        return
    piece: list[Block] = []
    for block in blocks:
        begins = block.kind is SectionKind.HEADING and 0 < block.level <= level
        if begins and any(one.kind is not SectionKind.HEADING for one in piece):
            yield piece
            piece = []
        piece.append(block)
    if piece:
        yield piece


def _bounded(blocks: list[Block]) -> Iterator[list[Block]]:
    piece: list[Block] = []
    words = 0
    for block in blocks:
        count = len(block.text.split())
        if piece and words + count > MAX_LEAF_WORDS and piece[-1].kind is not SectionKind.HEADING:
            yield piece
            piece, words = [], 0
        piece.append(block)
        words += count
    if piece:
        yield piece


def _words(blocks: list[Block]) -> int:
    return sum(len(block.text.split()) for block in blocks)


def _title(blocks: list[Block]) -> str:
    first = next((block for block in blocks if block.kind is SectionKind.HEADING), None)
    return first.text.replace("\n", " ") if first else ""
