"""PPTX: a slide is a leaf: its title, texts, tables and pictures by place, then its notes.

Slides that are hidden are left out. PowerPoint's sections are the chapters, where it has any.
Source: ECMA-376 part 1, PresentationML; [MS-PPTX] 2.4.3.14 for sections.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pptx
from lxml import etree
from pptx.exc import PackageNotFoundError
from pptx.presentation import Presentation
from pptx.slide import Slide

from project.sentences import ngettext

from ..base import Block, OutlineEntry, SectionKind
from ..blocks import CELL_MARK, block_of
from ..xml import local_name
from .document import Document, DocumentParser, Leaf
from .package import damaged, opened, shows
from .properties import alt_of, authors_of

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MAX_GROUPS = 8  # shapes within shapes


class PptxParser(DocumentParser):
    kind = "pptx"

    def read(self, path: Path) -> Document:
        with opened(path) as package:
            pictures = {name for name in package.namelist() if shows(package, name)}
        try:
            deck = pptx.Presentation(str(path))
            slides = [slide for slide in deck.slides if slide.element.get("show") != "0"]
        except (PackageNotFoundError, KeyError, ValueError, etree.XMLSyntaxError) as error:
            raise damaged() from error
        facts, hidden = deck.core_properties, len(deck.slides) - len(slides)
        leaves = [_leaf(slide, pictures) for slide in slides]
        return Document(
            leaves=leaves,
            title=facts.title if facts.title != "PowerPoint Presentation" else "",
            authors=authors_of(facts.author),
            language=facts.language or "",
            outline=list(_outline(deck, slides, leaves)),
            warnings=[_hidden(hidden)] if hidden else [],
        )


def _leaf(slide: Slide, pictures: set[str]) -> Leaf:
    title = " ".join(slide.shapes.title.text_frame.text.split()) if slide.shapes.title else ""
    blocks = [block_of(SectionKind.HEADING, [title], level=1)] if title else []
    shapes = [shape for shape in slide.shapes if shape != slide.shapes.title]
    shapes.sort(key=lambda shape: (shape.top or 0, shape.left or 0))
    for shape in shapes:
        blocks += _blocks(shape, pictures)
    if slide.has_notes_slide:
        frame = slide.notes_slide.notes_text_frame
        notes = frame.text.split("\n") if frame is not None else []
        if any(line.strip() for line in notes):
            blocks.append(block_of(SectionKind.NOTE, [line.strip() for line in notes]))
    return Leaf(blocks, title=title)


def _blocks(shape: Any, pictures: set[str], depth: int = 0) -> Iterator[Block]:
    if hasattr(shape, "shapes"):
        inner = shape.shapes if depth < MAX_GROUPS else ()
        for part in inner:
            yield from _blocks(part, pictures, depth + 1)
    elif getattr(shape, "has_table", False):
        rows = [CELL_MARK.join(_flat(cell.text) for cell in row.cells) for row in shape.table.rows]
        yield block_of(SectionKind.TABLE, rows)
    elif getattr(shape, "has_chart", False):
        yield from _chart(shape)
    elif hasattr(shape, "image"):
        yield from _picture(shape, pictures)
    elif shape.has_text_frame and not _is_furniture(shape):
        yield from _texts(shape)


def _is_furniture(shape: Any) -> bool:
    """The date, the foot and the slide's number, which stand on every slide."""
    return shape.is_placeholder and shape.placeholder_format.type in (13, 15, 16)


def _texts(shape: Any) -> Iterator[Block]:
    paragraphs = [p for p in shape.text_frame.paragraphs if p.text.strip()]
    if not paragraphs:
        return
    lines = [_flat(p.text) for p in paragraphs]
    is_list = len(lines) > 1 and (shape.is_placeholder or any(_has_bullet(p) for p in paragraphs))
    if is_list:
        marked = [f"{'  ' * p.level}• {line}" for p, line in zip(paragraphs, lines, strict=True)]
        yield block_of(SectionKind.LIST, marked)
    else:
        for line in lines:
            yield block_of(SectionKind.TEXT, [line])


def _has_bullet(paragraph) -> bool:
    properties = paragraph._p.pPr
    return properties is not None and any(
        local_name(child) in ("buChar", "buAutoNum", "buBlip") for child in properties
    )


def _picture(shape, pictures: set[str]) -> Iterator[Block]:
    alt = alt_of(shape._element.nvPicPr.cNvPr.get("descr"))
    relation = shape._element.blip_rId
    name = ""
    if relation:
        name = str(shape.part.related_part(relation).partname).lstrip("/")
    media = name if name in pictures else ""
    if alt or media:
        yield Block(alt, SectionKind.FIGURE, media=media, alt=alt)


def _chart(shape) -> Iterator[Block]:
    """The numbers behind a chart, as a table."""
    chart = shape.chart
    title = _flat(chart.chart_title.text_frame.text) if chart.has_title else ""
    rows = [title] if title else []
    for plot in chart.plots:
        names = [str(category) for category in plot.categories]
        rows.append(CELL_MARK.join(["", *names]).strip())
        for series in plot.series:
            values = ["" if value is None else f"{value:g}" for value in series.values]
            rows.append(CELL_MARK.join([series.name or "", *values]))
    if rows:
        yield block_of(SectionKind.TABLE, rows)


def _outline(deck: Presentation, slides: list[Slide], leaves: list[Leaf]) -> Iterator[OutlineEntry]:
    sections = _sections(deck)
    level = 2 if sections else 1
    current = None
    for index, (slide, leaf) in enumerate(zip(slides, leaves, strict=True)):
        section = sections.get(slide.slide_id)
        if section and section != current:
            current = section
            yield OutlineEntry(1, section, index, kind="chapter")
        if leaf.title:
            yield OutlineEntry(level, leaf.title, index, kind="section" if sections else "chapter")


def _sections(deck: Presentation) -> dict[int, str]:
    """Id of a slide -> name of its section."""
    found: dict[int, str] = {}
    for section in deck.element.iter():
        if local_name(section) == "section" and section.get("name"):
            for slide in section.iter():
                key = slide.get("id") if local_name(slide) == "sldId" else None
                if key and key.isdecimal():
                    found[int(key)] = section.get("name") or ""
    return found


def _hidden(count: int) -> str:
    return ngettext(
        "%(count)s hidden slide was left out.", "%(count)s hidden slides were left out.", count
    ) % {"count": count}


def _flat(text: str) -> str:
    return " ".join(text.split())
