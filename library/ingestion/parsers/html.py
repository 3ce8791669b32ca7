"""HTML as blocks: for saved pages, e-books and what else is turned into HTML first.

Nothing of the markup goes further than this: blocks hold plain text, and the name of a picture.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from .base import Block, SectionKind
from .blocks import CELL_MARK, block_of
from .mathml import math_text
from .scripts import plain_superscript, subscript
from .xml import local_name

HEADINGS = {f"h{level}": level for level in range(1, 7)}
SKIPPED = {
    "script", "style", "template", "noscript", "head", "svg", "iframe", "object", "form", "button",
    "input", "select", "textarea", "audio", "video", "canvas", "map", "annotation",
}  # fmt: skip
INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "q", "ruby", "s", "samp", "small", "span", "strike",
    "strong", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
NOTES = {"footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote"}
MAX_CELLS = 200  # columns of a table
_SPACES = re.compile(r"[^\S\n]+")
_BREAK = "\n"
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"


@dataclass
class HtmlReader:
    """picture: from an image's address to the name that its source keeps it under, "" for none.

    anchors: id of an element -> how many blocks stand before it.
    """

    picture: Callable[[str], str] = lambda address: ""
    blocks: list[Block] = field(default_factory=list)
    anchors: dict[str, int] = field(default_factory=dict)
    _inline: list[str] = field(default_factory=list)

    def read(self, root: etree._Element) -> list[Block]:
        self._within(root)
        self._flush()
        return self.blocks

    def _within(self, element: etree._Element) -> None:
        self._mark(element)
        self._inline.append(_flat(element.text))
        for child in element:
            self._child(child)
            self._inline.append(_flat(child.tail))

    def _child(self, child: etree._Element) -> None:
        name = local_name(child).lower()
        if not name or name in SKIPPED or _is_hidden(child):
            return
        if name == "br":
            self._inline.append(_BREAK)
        elif name == "math":
            self._inline.append(math_text(child))
        elif name in ("sup", "sub"):
            self._mark(child)
            self._inline.append(inline_text(child, name))
        elif name in ("img", "image"):
            self._picture([child], "")
        elif name in INLINE:
            self._within(child)
        else:
            self._flush()
            self._block(child, name)
            self._flush()

    def _block(self, child: etree._Element, name: str) -> None:
        if name in HEADINGS:
            self._mark(child)
            for image in child.iter("{*}img", "img"):
                self._picture([image], "")
            self._add(SectionKind.HEADING, [inline_text(child)], level=HEADINGS[name])
        elif name in ("ul", "ol", "menu", "dl"):
            self._mark_all(child)
            self._add(SectionKind.LIST, list(list_lines(child)))
            self._pictures_in(child)
        elif name == "table":
            self._mark_all(child)
            self._table(child)
        elif name == "pre":
            self._mark_all(child)
            self._add(SectionKind.CODE, "".join(child.itertext()).strip("\n").split("\n"))
        elif name == "figure":
            self._mark_all(child)
            self._figure(child)
        elif _is_note(child, name):
            self._mark_all(child)
            self._add(SectionKind.NOTE, inline_text(child).split(_BREAK))
            self._pictures_in(child)
        else:
            self._within(child)

    def _table(self, table: etree._Element) -> None:
        caption = next((inline_text(c) for c in table if local_name(c).lower() == "caption"), "")
        rows = [CELL_MARK.join(row) for row in table_rows(table) if any(row)]
        if _lays_out(table):
            self._within(table)
            return
        self._add(SectionKind.TABLE, [*filter(None, [caption]), *rows])
        self._pictures_in(table)

    def _figure(self, figure: etree._Element) -> None:
        captions = [c for c in figure.iter() if local_name(c).lower() == "figcaption"]
        images = _images(figure)
        if images:
            self._picture(images, " ".join(inline_text(c) for c in captions))
        else:
            self._within(figure)

    def _pictures_in(self, element: etree._Element) -> None:
        for image in _images(element):
            self._picture([image], "")

    def _picture(self, images: list[etree._Element], caption: str) -> None:
        """The first carries the caption. One with neither words nor a file is decoration."""
        for image in images:
            self._mark(image)
            address = image.get("src") or image.get("{http://www.w3.org/1999/xlink}href") or ""
            alt, media = " ".join((image.get("alt") or "").split()), self.picture(address)
            if not (caption or alt or media):
                continue
            self._flush()
            self.blocks.append(Block(caption or alt, SectionKind.FIGURE, media=media, alt=alt))
            caption = ""

    def _flush(self) -> None:
        text, self._inline = "".join(self._inline), []
        self._add(SectionKind.TEXT, text.split(_BREAK))

    def _add(self, kind: SectionKind, lines: Iterable[str], level: int = 0) -> None:
        keeps_indent = kind in (SectionKind.CODE, SectionKind.LIST)
        kept = [line.rstrip() if keeps_indent else _tidy(line) for line in lines]
        if any(line.strip() for line in kept):
            self.blocks.append(block_of(kind, kept, level=level))

    def _mark(self, element: etree._Element) -> None:
        if name := element.get("id") or element.get("name"):
            self.anchors.setdefault(name, len(self.blocks))

    def _mark_all(self, element: etree._Element) -> None:
        for part in element.iter():
            if isinstance(part.tag, str):
                self._mark(part)


def inline_text(element: etree._Element, name: str = "") -> str:
    """The words within, breaks as newlines. name: "sup" or "sub" writes them as such."""
    text = _tidy("".join(_inline(element)))
    if name == "sup":
        return plain_superscript(text)
    return subscript(text) if name == "sub" else text


def _inline(element: etree._Element) -> Iterator[str]:
    yield _flat(element.text)
    for child in element:
        name = local_name(child).lower()
        if name in ("sup", "sub"):
            yield inline_text(child, name)
        elif name == "math":
            yield math_text(child)
        elif name in ("br", "p", "div", "li", "tr"):
            yield _BREAK
            yield from _inline(child)
            yield _BREAK if name != "br" else ""
        elif name and name not in SKIPPED and name not in ("img", "figure", "table"):
            yield from _inline(child)
        yield _flat(child.tail)


def list_lines(element: etree._Element, depth: int = 0) -> Iterator[str]:
    """A line for each item, with its mark; inner lists are set in."""
    number = _start(element)
    is_ordered = local_name(element).lower() == "ol"
    term = ""
    for item in element:
        name = local_name(item).lower()
        if name == "dt":
            term = inline_text(item)
        elif name == "dd":
            yield f"{term}: {_own(item)}" if term else _own(item)
            term = ""
        elif name in ("ul", "ol", "dl"):
            yield from list_lines(item, depth + 1)
        elif name == "li":
            mark = f"{number}." if is_ordered else "•"
            number += 1
            if own := _own(item):
                yield f"{'  ' * depth}{mark} {own}"
            for inner in item:
                if local_name(inner).lower() in ("ul", "ol", "dl"):
                    yield from list_lines(inner, depth + 1)
    if term:
        yield term


def _own(item: etree._Element) -> str:
    """An item's words without those of lists within it."""
    parts = [_flat(item.text)]
    for child in item:
        if local_name(child).lower() not in ("ul", "ol", "dl"):
            parts.append(" " if local_name(child).lower() in ("p", "div") else "")
            parts.append(inline_text(child, local_name(child).lower()))
        parts.append(_flat(child.tail))
    return _tidy("".join(parts)).replace(_BREAK, " ")


def table_rows(table: etree._Element) -> Iterator[list[str]]:
    """Cells of each row; one that reaches over rows is repeated in each of them."""
    hanging: dict[int, tuple[str, int]] = {}
    for row in _rows(table):
        cells = {column: text for column, (text, _) in hanging.items()}
        hanging = {column: (text, left - 1) for column, (text, left) in hanging.items() if left > 1}
        column = 0
        for cell in row:
            if local_name(cell).lower() not in ("td", "th"):
                continue
            while column in cells:
                column += 1
            if column >= MAX_CELLS:
                break
            text = inline_text(cell).replace(_BREAK, " ")
            cells[column] = text
            if (reach := _number(cell.get("rowspan"))) > 1:
                hanging[column] = (text, reach - 1)
            column += max(1, _number(cell.get("colspan")))
        yield [cells[position] for position in sorted(cells)]


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        name = local_name(child).lower()
        if name == "tr":
            yield child
        elif name in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if local_name(row).lower() == "tr")


def _lays_out(table: etree._Element) -> bool:
    """A table of one column, or one that holds tables or headings, is there for the looks."""
    inner = {"table", "ul", "ol", *HEADINGS}
    holds = any(local_name(part).lower() in inner for part in table.iter() if part is not table)
    return holds or table.get("role") == "presentation"


def _images(element: etree._Element) -> list[etree._Element]:
    return [part for part in element.iter() if local_name(part).lower() in ("img", "image")]


def _is_note(element: etree._Element, name: str) -> bool:
    said = f"{element.get(_EPUB_TYPE) or ''} {element.get('role') or ''}".split()
    return name == "aside" or bool(NOTES.intersection(said))


def _is_hidden(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or "display:none" in style
    )


def _start(element: etree._Element) -> int:
    return _number(element.get("start")) or 1


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0


def _flat(text: str | None) -> str:
    return re.sub(r"\s+", " ", text or "")


def _tidy(text: str) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in text.split(_BREAK))
    return _BREAK.join(line for line in lines if line)
