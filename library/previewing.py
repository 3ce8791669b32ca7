"""A page's picture with its sections drawn on it: where each stands, what it is, whose it is."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from library.ingestion.chunking import merge_boxes
from library.ingestion.parsers.base import Box, SectionKind
from library.models import Page, Section, Source
from library.pictures import draw
from project import storage
from project.errors import Invalid

SIDES = {"left": (0.122, 0.306, 0.549), "right": (0.639, 0.251, 0.122)}  # as in tokens.css
WHOLE = (SectionKind.FIGURE, SectionKind.TABLE)  # their lines are only the words in them
TAG_SIZE = 7.0  # points
WIDTH = 1200  # pixels


@dataclass(frozen=True, slots=True)
class Outlined:
    """boxes: points of the page as it is seen."""

    position: int
    kind: str
    side: str
    boxes: list[Box]

    @property
    def tag(self) -> str:
        return f"{self.position} {self.kind}, {self.side}"


def preview_pages(source: Source, first: int, last: int, folder: Path) -> Iterator[dict[str, Any]]:
    """Write a PNG of each page first..last (indexes) into the folder, and say what is on it.

    Raises Invalid where the source has no pictures, or the folder cannot be written to;
    UnreadableSource where a page cannot be drawn.
    """
    pages = Page.objects.filter(source=source, index__range=(first, last)).order_by("index")
    rows = Section.objects.filter(source=source, page_index__range=(first, last))
    in_order = rows.order_by("page_index", "position")
    sections = {k: list(g) for k, g in groupby(in_order, key=lambda row: row.page_index)}
    for page in pages.defer("layout", "text"):
        if not page.width:
            raise Invalid(_("This source has no pictures of pages to draw its sections on."))
        found = sections.get(page.index, [])
        path = folder / f"page-{page.index + 1:04}.png"
        _write(path, draw_sections(_picture(source, page), page, map(outlined, found)))
        yield {
            "page": page.index + 1,
            "label": page.label,
            "file": str(path),
            "sections": [_told(section) for section in found],
        }


def _picture(source: Source, page: Page) -> bytes:
    open_file = partial(storage.local_copy, source.file_key)
    name = f"{source.file_key} v{source.version}"
    return draw(name, open_file, page=page.index, box=None, width=WIDTH, form="png")


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise Invalid(
            _("%(file)s cannot be written: %(reason)s.")
            % {"file": path, "reason": error.strerror or error}
        ) from error


def _told(section: Section) -> dict[str, Any]:
    return {
        "position": section.position,
        "kind": section.kind,
        "side": section.side,
        "goes_on": section.continues,
        "text": section.text[:80],
    }


def outlined(section: Section) -> Outlined:
    return Outlined(section.position, section.kind, section.side, boxes_of(section))


def boxes_of(section: Section) -> list[Box]:
    """A box for each column that the section stands in; none where the source has no pages."""
    whole = [tuple(section.box)] if section.box else []
    if section.kind in WHOLE:
        return whole
    return merge_boxes([tuple(line[2:6]) for line in section.lines if len(line) > 5]) or whole


def draw_sections(picture: bytes, of: Page, sections: Iterable[Outlined]) -> bytes:
    """PNG of the page. picture: PNG of it."""
    import pymupdf

    with pymupdf.open() as document:
        page = document.new_page(width=of.width, height=of.height)
        page.insert_image(page.rect, stream=picture)
        for section in sections:
            _draw(pymupdf, page, section)
        zoom = pymupdf.Pixmap(picture).width / of.width
        return page.get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), alpha=False).tobytes("png")


def _draw(pymupdf, page, section: Outlined) -> None:
    colour = SIDES[section.side]
    for number, box in enumerate(section.boxes):
        x0, y0, x1, y1 = box
        rect = pymupdf.Rect(x0 - 2, y0 - 1, x1 + 2, y1 + 1)
        page.draw_rect(rect, color=colour, fill=colour, fill_opacity=0.08, width=0.8)
        tag = section.tag if not number else f"{section.position}, cont."
        _tag(pymupdf, page, rect, tag, colour)


def _tag(pymupdf, page, rect, text: str, colour) -> None:
    """In the box's upper corner, within the page."""
    length = pymupdf.get_text_length(text, fontname="hebo", fontsize=TAG_SIZE) + 4
    left = min(max(rect.x1 - length, 0), page.rect.width - length)
    top = max(rect.y0 - TAG_SIZE - 1, 0)
    page.draw_rect((left, top, left + length, top + TAG_SIZE + 2), color=None, fill=colour)
    page.insert_text(
        (left + 2, top + TAG_SIZE), text, fontname="hebo", fontsize=TAG_SIZE, color=(1, 1, 1)
    )
