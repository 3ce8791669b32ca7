"""ODT: OpenDocument text, with the page breaks that LibreOffice last made, and those that were set.

Source: OASIS OpenDocument 1.3, parts 2 and 3.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from ..base import Block, SectionKind
from ..blocks import CELL_MARK, block_of
from ..mathml import math_text
from ..scripts import superscript
from ..xml import local_name
from .document import Document, DocumentParser, Leaf, leaves_of, named
from .package import beside, damaged, opened, shows, xml
from .properties import authors_of

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
MAX_BASES = 20  # styles that are based on one another
MAX_REPEATED = 200  # cells or rows that a file says stand there again
PAGE = "\f"


class OdtParser(DocumentParser):
    kind = "odt"

    def read(self, path: Path) -> Document:
        with opened(path) as package:
            content, facts = xml(package, "content.xml"), xml(package, "meta.xml")
            body = content.find(f".//{_OFFICE}text") if content is not None else None
            if body is None:
                raise damaged()
            reader = _Reader(package, _styles(content), _styles(xml(package, "styles.xml")))
            reader.read(body)
        said = _facts(facts)
        return Document(
            leaves=reader.leaves(),
            title=said.get("title", ""),
            authors=authors_of(said.get("initial-creator") or said.get("creator")),
            language=said.get("language", ""),
        )


@dataclass(frozen=True, slots=True)
class _Style:
    """says: whether it says anything of breaks; else `parent`, another style, does."""

    parent: str = ""
    says: bool = False
    breaks_before: bool = False
    breaks_after: bool = False


_PLAIN = _Style()


def _styles(root: etree._Element | None) -> dict[str, _Style]:
    return {
        style.get(f"{_STYLE}name") or "": _style_of(style)
        for style in (root.iter(f"{_STYLE}style") if root is not None else ())
        if style.get(f"{_STYLE}family") in ("paragraph", "table")
    }


def _style_of(style: etree._Element) -> _Style:
    parts = [p for p in style if local_name(p) in ("paragraph-properties", "table-properties")]
    before, after = (
        next((value for part in parts if (value := part.get(f"{_FO}break-{side}"))), "")
        for side in ("before", "after")
    )
    form = style.get(f"{_STYLE}master-page-name")  # the next page's; none: as it was
    return _Style(
        parent=style.get(f"{_STYLE}parent-style-name") or "",
        says=bool(before or after or form),
        breaks_before=before == "page" or bool(form),
        breaks_after=after == "page",
    )


class _Reader:
    def __init__(self, package: ZipFile, *styles: dict[str, _Style]):
        self.package = package
        self.styles = {name: style for known in styles for name, style in known.items()}
        self.pages: list[list[Block]] = [[]]
        self.notes: list[str] = []
        self.has_breaks = self.is_begun_by_hand = False

    def read(self, body: etree._Element) -> None:
        self._body(body)
        self._end_notes()

    def leaves(self) -> list[Leaf]:
        if self.has_breaks:
            return [Leaf(page) for page in self.pages]
        return named(leaves_of([block for page in self.pages for block in page]))

    def _body(self, parent: etree._Element) -> None:
        for child in parent:
            name, style = local_name(child), self._style(child)
            if style.breaks_before:
                self._break_by_hand()
            if name == "h":
                level = int(child.get(f"{_TEXT}outline-level") or "1")
                self._lines(child, SectionKind.HEADING, level=max(1, min(level, 6)))
            elif name == "p":
                self._lines(child, SectionKind.TEXT)
            elif name == "list":
                self._add(block_of(SectionKind.LIST, list(self._items(child))))
            elif name == "table":
                self._add(block_of(SectionKind.TABLE, list(self._rows(child))))
                self._pictures(child)
            elif name == "soft-page-break":
                self._end_page()
            elif name not in ("tracked-changes", "sequence-decls", "forms"):
                self._body(child)
            if style.breaks_after:
                self._break_by_hand()

    def _lines(self, element: etree._Element, kind: SectionKind, level: int = 0) -> None:
        for position, text in enumerate("".join(self._text(element)).split(PAGE)):
            if position:
                self._end_page()
            self._add(
                block_of(kind, [" ".join(line.split()) for line in text.split("\n")], level=level)
            )
        self._pictures(element)

    def _add(self, block: Block) -> None:
        if block.text.strip() or block.media:
            self.pages[-1].append(block)

    def _text(self, element: etree._Element) -> Iterator[str]:
        yield element.text or ""
        for child in element:
            name = local_name(child)
            if name == "s" or name == "tab":
                yield " "
            elif name == "line-break":
                yield "\n"
            elif name == "soft-page-break":
                yield PAGE
            elif name == "note":
                yield self._note(child)
            elif name == "math":
                yield math_text(child)
            elif name not in ("frame", "annotation", "annotation-end", "bookmark"):
                yield from self._text(child)
            yield child.tail or ""

    def _note(self, note: etree._Element) -> str:
        body = next((part for part in note if local_name(part) == "note-body"), None)
        text = " ".join("".join(body.itertext()).split()) if body is not None else ""
        mark = superscript(str(len(self.notes) + 1))
        self.notes.append(f"{mark} {text}")
        return mark

    def _items(self, element: etree._Element, depth: int = 0) -> Iterator[str]:
        for item in element:
            for part in item:
                if local_name(part) == "list":
                    yield from self._items(part, depth + 1)
                else:
                    text = " ".join("".join(self._text(part)).replace(PAGE, " ").split())
                    yield f"{'  ' * depth}• {text}" if text else ""

    def _rows(self, table: etree._Element) -> Iterator[str]:
        for row in table.iter(f"{_TABLE}table-row"):
            cells: list[str] = []
            for cell in row:
                if local_name(cell) in ("table-cell", "covered-table-cell"):
                    text = " ".join("".join(self._text(cell)).replace(PAGE, " ").split())
                    again = cell.get(f"{_TABLE}number-columns-repeated") or "1"
                    cells += [text] * min(int(again), MAX_REPEATED if text else 1)
            if any(cells):
                yield CELL_MARK.join(cells)

    def _pictures(self, element: etree._Element) -> None:
        for frame in element.iter():
            if local_name(frame) != "frame":
                continue
            images = [part for part in frame if local_name(part) == "image"]
            said = [p for p in frame if local_name(p) in ("desc", "title")]
            alt = " ".join(" ".join("".join(part.itertext()).split()) for part in said)
            for image in images[:1]:
                name = beside("content.xml", image.get(_XLINK) or "")
                media = name if shows(self.package, name) else ""
                if alt or media:
                    self._add(Block(alt, SectionKind.FIGURE, media=media, alt=alt))
            for box in frame:
                if local_name(box) == "text-box":
                    self._body(box)

    def _style(self, element: etree._Element) -> _Style:
        """What it says of breaks itself, else what the style says that it is based on."""
        key = element.get(f"{_TEXT}style-name") or element.get(f"{_TABLE}style-name")
        for _step in range(MAX_BASES):
            style = self.styles.get(key or "", _PLAIN)
            if style.says or not style.parent:
                return style
            key = style.parent
        return _PLAIN

    def _break_by_hand(self) -> None:
        """None at the very top, where a first page is only given its form."""
        if self.pages != [[]]:
            self._end_page(by_hand=True)

    def _end_page(self, *, by_hand: bool = False) -> None:
        """A break by hand, and its note where LibreOffice laid out, are one."""
        is_same = not self.pages[-1] and self.has_breaks and by_hand != self.is_begun_by_hand
        if not is_same:
            self._end_notes()
            self.pages.append([])
            self.has_breaks, self.is_begun_by_hand = True, by_hand

    def _end_notes(self) -> None:
        if self.notes:
            self._add(block_of(SectionKind.NOTE, self.notes))
            self.notes = []


def _facts(meta: etree._Element | None) -> dict[str, str]:
    if meta is None:
        return {}
    return {local_name(part): (part.text or "").strip() for part in meta.iter()}
