"""DOCX: paragraphs, lists, tables, pictures, formulas, footnotes, and the pages of Word.

Word marks where it last broke a page (w:lastRenderedPageBreak); where a file was never laid out
and no break was set by hand, its parts under headings are the leaves.
Source: ECMA-376 part 1, WordprocessingML.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from ..base import Block, SectionKind
from ..blocks import CELL_MARK, block_of
from ..scripts import superscript
from ..xml import BadXml, local_name, parse_xml
from .document import Document, DocumentParser, Leaf, leaves_of, named
from .package import MAX_XML_BYTES, beside, damaged, opened, shows
from .properties import alt_of, authors_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MAIN = "word/document.xml"
PAGE, LAID_OUT = "\f", "\v"  # a break that somebody set; one that Word noted where it laid out
ROMAN_OR_LETTER = {"lowerLetter": "a", "upperLetter": "A"}
MAX_LIST_DEPTH = 9


class DocxParser(DocumentParser):
    kind = "docx"

    def read(self, path: Path) -> Document:
        with opened(path) as package:
            pictures = {name for name in package.namelist() if shows(package, name)}
        try:
            word = docx.Document(str(path))
        except (PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
            raise damaged() from error
        reader = _Reader(word, pictures)
        reader.read()
        facts = word.core_properties
        return Document(
            leaves=reader.leaves(),
            title=facts.title or "",
            authors=authors_of(facts.author),
            language=facts.language or "",
        )


@dataclass
class _Reader:
    word: WordDocument
    pictures: set[str]
    blocks: list[Block] = field(default_factory=list)
    pages: list[list[Block]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    has_breaks: bool = False
    begun_by: str = ""  # the break before this page

    def read(self) -> None:
        self.levels = _heading_levels(self.word)
        self.numbering = _numbering(self.word)
        self.footnotes = _footnotes(self.word)
        self._body(self.word.element.body)
        self._end_page()

    def leaves(self) -> list[Leaf]:
        if self.has_breaks:
            return [Leaf(page) for page in self.pages]
        return named(leaves_of([block for page in self.pages for block in page]))

    def _body(self, parent: etree._Element) -> None:
        for child in parent:
            name = local_name(child)
            if name == "p":
                self._paragraph(child)
            elif name == "tbl":
                self._table(child)
            elif name in ("sdt", "sdtContent", "ins", "customXml"):
                self._body(child)

    def _paragraph(self, paragraph: etree._Element) -> None:
        style, numbered = _style(paragraph), _number_of(paragraph)
        numbered = numbered or self.numbering.styles.get(style)
        level = self.levels.get(style, 0)
        for text in re.split("([\f\v])", "".join(self._text(paragraph))):
            if text in (PAGE, LAID_OUT):
                self._break(text)
            else:
                self._add(text, level, numbered)
        self._pictures(paragraph)
        for box in _text_boxes(paragraph):
            self._body(box)

    def _add(self, text: str, level: int, numbered: tuple[str, int] | None) -> None:
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        if not lines:
            return
        if level:
            self.blocks.append(block_of(SectionKind.HEADING, [" ".join(lines)], level=level))
        elif numbered:
            self._item(" ".join(lines), *numbered)
        else:
            self.blocks.append(block_of(SectionKind.TEXT, lines))

    def _item(self, text: str, number: str, depth: int) -> None:
        """An item joins the list before it."""
        self.counts[number, depth] += 1
        for deeper in range(depth + 1, MAX_LIST_DEPTH):
            self.counts[number, deeper] = 0
        mark = self.numbering.mark(number, depth, self.counts[number, depth])
        line = f"{'  ' * depth}{mark} {text}"
        last = self.blocks[-1] if self.blocks else None
        if last is not None and last.kind is SectionKind.LIST:
            lines = [*last.text.split("\n"), line]
            self.blocks[-1] = block_of(SectionKind.LIST, lines)
        else:
            self.blocks.append(block_of(SectionKind.LIST, [line]))

    def _table(self, table: etree._Element) -> None:
        rows: list[str] = []
        above: dict[int, str] = {}
        for row in table.iterchildren(f"{W}tr"):
            cells: list[str] = []
            column = 0
            for cell in row.iterchildren(f"{W}tc"):
                merge = cell.find(f"{W}tcPr/{W}vMerge")
                goes_on = merge is not None and merge.get(f"{W}val") != "restart"
                text = above.get(column, "") if goes_on else self._cell(cell)
                above[column] = text
                cells.append(text)
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                column += _integer(span.get(f"{W}val") if span is not None else "1") or 1
            if any(cells):
                rows.append(CELL_MARK.join(cells))
        if rows:
            self.blocks.append(block_of(SectionKind.TABLE, rows))
        for paragraph in table.iter(f"{W}p"):
            self._pictures(paragraph)

    def _cell(self, cell: etree._Element) -> str:
        texts = ("".join(self._text(p)) for p in cell.iter(f"{W}p"))
        return " ".join(" ".join(text.split()) for text in texts if text.strip())

    def _text(self, element: etree._Element) -> Iterator[str]:
        """What is written, insertions with it and deletions left out."""
        for child in element:
            name = local_name(child)
            if name == "t":
                yield child.text or ""
            elif name in ("tab", "ptab"):
                yield " "
            elif name == "br":
                yield PAGE if child.get(f"{W}type") == "page" else "\n"
            elif name == "lastRenderedPageBreak":
                yield LAID_OUT
            elif _breaks_before(child, name):
                yield PAGE
            elif name == "noBreakHyphen":
                yield "-"
            elif name in ("footnoteReference", "endnoteReference"):
                yield self._note(name.removesuffix("Reference"), child.get(f"{W}id") or "")
            elif name not in ("del", "drawing", "pict", "object", "Fallback", "moveFrom"):
                yield from self._text(child)

    def _note(self, kind: str, number: str) -> str:
        text = self.footnotes.get((kind, number), "")
        if not text:
            return ""
        mark = superscript(number)
        self.notes.append(f"{mark} {text}")
        return mark

    def _pictures(self, paragraph: etree._Element) -> None:
        for drawing in paragraph.iter(f"{W}drawing"):
            described = next((e for e in drawing.iter() if local_name(e) == "docPr"), None)
            alt = alt_of(described.get("descr")) if described is not None else ""
            media = next(filter(None, (self._media(e) for e in drawing.iter())), "")
            if alt or media:
                self.blocks.append(Block(alt, SectionKind.FIGURE, media=media, alt=alt))

    def _media(self, element: etree._Element) -> str:
        key = element.get(f"{R}embed") if local_name(element) == "blip" else None
        relation = self.word.part.rels.get(key) if key else None
        if relation is None or relation.is_external:
            return ""
        name = beside(MAIN, relation.target_ref)
        return name if name in self.pictures else ""

    def _break(self, mark: str) -> None:
        """Word notes a break that was set once more, where its page begins."""
        if mark == LAID_OUT and self.begun_by == PAGE and not self.blocks:
            return
        self._end_page()
        self.has_breaks, self.begun_by = True, mark

    def _end_page(self) -> None:
        if self.notes:
            self.blocks.append(block_of(SectionKind.NOTE, self.notes))
        self.pages.append(_captioned(self.blocks))
        self.blocks, self.notes = [], []


def _captioned(blocks: list[Block]) -> list[Block]:
    """A caption below a picture (its text says "Figure 3 …") becomes the picture's."""
    kept: list[Block] = []
    for block in blocks:
        last = kept[-1] if kept else None
        follows = last is not None and last.kind is SectionKind.FIGURE and last.text == last.alt
        if last is not None and follows and _is_caption(block):
            last.text = block.text
        else:
            kept.append(block)
    return kept


def _is_caption(block: Block) -> bool:
    first = block.text.split(" ")[0].casefold().rstrip(".")
    return block.kind is SectionKind.TEXT and first in {
        "figure",
        "fig",
        "abbildung",
        "abb",
        "figura",
    }


def _breaks_before(element: etree._Element, name: str) -> bool:
    return name == "pageBreakBefore" and element.get(f"{W}val") not in ("0", "false")


def _text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    for box in paragraph.iter(f"{W}txbxContent"):
        if not any(local_name(up) == "Fallback" for up in box.iterancestors()):
            yield box


def _style(paragraph: etree._Element) -> str:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return (found.get(f"{W}val") or "") if found is not None else ""


def _number_of(element: etree._Element) -> tuple[str, int] | None:
    """(list, depth from 0) of a paragraph or a style."""
    found = element.find(f"{W}pPr/{W}numPr")
    if found is None:
        return None
    number, depth = found.find(f"{W}numId"), found.find(f"{W}ilvl")
    key = number.get(f"{W}val") if number is not None else ""
    level = _integer(depth.get(f"{W}val") if depth is not None else "0")
    return (key, min(level, MAX_LIST_DEPTH - 1)) if key and key != "0" else None


def _heading_levels(word: WordDocument) -> dict[str, int]:
    """Id of a style -> level of heading; styles based on a heading are headings too."""
    levels: dict[str, int] = {}
    parents: dict[str, str] = {}
    for style in word.styles.element.iterchildren(f"{W}style"):
        key = style.get(f"{W}styleId") or ""
        named = style.find(f"{W}name")
        name = (named.get(f"{W}val") or "").lower() if named is not None else ""
        outline = style.find(f"{W}pPr/{W}outlineLvl")
        based = style.find(f"{W}basedOn")
        parents[key] = (based.get(f"{W}val") or "") if based is not None else ""
        if name == "title":
            levels[key] = 1
        elif name.startswith("heading "):
            levels[key] = _integer(name.removeprefix("heading ")) or 1
        elif outline is not None and (level := _integer(outline.get(f"{W}val"))) < 9:
            levels[key] = level + 1
    for key, parent in parents.items():
        seen = {key}
        while key not in levels and parent and parent not in seen:
            if parent in levels:
                levels[key] = levels[parent]
            seen.add(parent)
            parent = parents.get(parent, "")
    return levels


@dataclass
class _Numbering:
    """formats: (list, depth) -> (format, start). styles: style -> its (list, depth)."""

    formats: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)

    def mark(self, number: str, depth: int, count: int) -> str:
        form, start = self.formats.get((number, depth), ("bullet", 1))
        value = start + count - 1
        if form in ("bullet", "none"):
            return "•"
        if form in ROMAN_OR_LETTER and 1 <= value <= 26:
            return f"{chr(ord(ROMAN_OR_LETTER[form]) + value - 1)}."
        return f"{value}."


def _numbering(word: WordDocument) -> _Numbering:
    found = _Numbering()
    for style in word.styles.element.iterchildren(f"{W}style"):
        if at := _number_of(style):
            found.styles[style.get(f"{W}styleId") or ""] = at
    root = _related(word, "numbering")
    if root is None:
        return found
    kinds = {one.get(f"{W}abstractNumId"): one for one in root.iterchildren(f"{W}abstractNum")}
    for number in root.iterchildren(f"{W}num"):
        of = number.find(f"{W}abstractNumId")
        kind = kinds.get(of.get(f"{W}val")) if of is not None else None
        for level in kind.iterchildren(f"{W}lvl") if kind is not None else ():
            form, start = level.find(f"{W}numFmt"), level.find(f"{W}start")
            key = (number.get(f"{W}numId") or "", _integer(level.get(f"{W}ilvl")))
            found.formats[key] = (
                (form.get(f"{W}val") or "decimal") if form is not None else "decimal",
                _integer(start.get(f"{W}val")) if start is not None else 1,
            )
    return found


def _footnotes(word: WordDocument) -> dict[tuple[str, str], str]:
    """("footnote" or "endnote", id) -> text."""
    found = {}
    for kind in ("footnote", "endnote"):
        root = _related(word, f"{kind}s")
        for note in root.iterchildren(f"{W}{kind}") if root is not None else ():
            text = " ".join("".join(note.itertext(f"{W}t")).split())
            if text and note.get(f"{W}type") is None:
                found[kind, note.get(f"{W}id") or ""] = text
    return found


def _related(word: WordDocument, kind: str) -> etree._Element | None:
    for relation in word.part.rels.values():
        if relation.reltype.endswith(f"/{kind}") and not relation.is_external:
            try:
                return parse_xml(relation.target_part.blob, most=MAX_XML_BYTES)
            except BadXml as error:
                raise damaged() from error
    return None


def _integer(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0
