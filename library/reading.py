"""A page as it is shown: its sections, and what is marked on it."""

from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest

from library.ingestion.parsers.base import SectionKind
from library.models import ContentAtom, Page, Section, Source
from library.selectors import list_sections
from organizations.links import url_here
from project.text.quoting import find_quote

MARGIN = 8  # points between a section and its line
CELL_MARK = " | "  # as the parsers part the cells of a row
Piece = tuple[str, bool]  # text, is it marked


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    head: list[str]
    rows: list[list[str]]


@dataclass(slots=True)
class ShownSection:
    """boxes: what is outlined on the picture, in points."""

    row: Section
    pieces: list[Piece]
    is_marked: bool = False
    boxes: list[dict[str, str]] = field(default_factory=list)
    picture_url: str = ""
    table: Table | None = None

    @property
    def tag(self) -> str:
        """A heading's element; the page's own title is above all of them."""
        return f"h{min(max(self.row.level, 1) + 1, 4)}"

    @property
    def side_line(self) -> str:
        """An SVG path beside its box, in the margin of its teacher; "" where it has no box."""
        if not self.row.box:
            return ""
        x0, y0, x1, y1 = self.row.box
        x = x0 - MARGIN if self.row.side == "left" else x1 + MARGIN
        return f"M{x:.1f} {y0:.1f}V{y1:.1f}"


def rectangle(box: list[float]) -> dict[str, str]:
    """A box, [x0, y0, x1, y1] in points, as SVG wants it."""
    x0, y0, x1, y1 = box
    numbers = {"x": x0, "y": y0, "width": max(x1 - x0, 1), "height": max(y1 - y0, 1)}
    return {name: f"{number:.1f}" for name, number in numbers.items()}


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters start..stop of a text."""

    start: int
    stop: int


def mark_of(source: Source, page: Page, *, atom_id: UUID | None, quote: str) -> Mark | None:
    """The quote where the page has it, else the part of the passage that stands there."""
    place = find_quote(quote, page.text) if quote else None
    if place:
        return Mark(*place)
    return _mark_of_atom(source, page, atom_id) if atom_id else None


def _mark_of_atom(source: Source, page: Page, atom_id: UUID) -> Mark | None:
    atom = ContentAtom.objects.filter(source=source, pk=atom_id).only("spans").first()
    for span in atom.spans if atom else []:
        if span["page"] == page.index:
            return Mark(span["start"], span["end"])
    return None


def shown_sections(
    request: HttpRequest, source: Source, page: Page, *, mark: Mark | None, section_id: UUID | None
) -> list[ShownSection]:
    return [
        _shown(request, source, row, _mark_in(row, mark, section_id)) for row in list_sections(page)
    ]


def _mark_in(row: Section, mark: Mark | None, section_id: UUID | None) -> Mark | None:
    """The page's mark in characters of this section's text, or None where it is not in it."""
    if section_id == row.pk:
        return Mark(0, len(row.text))
    if mark is None:
        return None
    start, stop = max(mark.start - row.start, 0), min(mark.stop - row.start, len(row.text))
    return Mark(start, stop) if start < stop else None


def _shown(request: HttpRequest, source: Source, row: Section, mark: Mark | None) -> ShownSection:
    text = row.text
    pieces = [(text, False)]
    if mark:
        cuts = (text[: mark.start], text[mark.start : mark.stop], text[mark.stop :])
        pieces = [(cut, at == 1) for at, cut in enumerate(cuts) if cut]
    shown = ShownSection(row, pieces, is_marked=mark is not None)
    shown.boxes = [rectangle(box) for box in _boxes(row, mark)] if mark else []
    if row.media:
        shown.picture_url = url_here(request, "library:section_picture", source.pk, row.pk)
    if row.kind == SectionKind.TABLE:
        shown.table = table_of(text)
    return shown


def _boxes(row: Section, mark: Mark) -> list[list[float]]:
    """Of the marked lines, those below one another as one; the section's where it has none."""
    lines = [
        line[2:6] for line in row.lines if line[0] < mark.stop and line[1] > mark.start and line[2:]
    ]
    blocks: list[list[float]] = []
    for x0, y0, x1, y1 in lines:
        last = blocks[-1] if blocks else None
        if last and y0 - last[1] >= 0 and y0 - last[3] < y1 - y0 and x0 < last[2] and x1 > last[0]:
            blocks[-1] = [min(x0, last[0]), last[1], max(x1, last[2]), max(y1, last[3])]
        else:
            blocks.append([x0, y0, x1, y1])
    return blocks or ([row.box] if row.box else [])


def table_of(text: str) -> Table | None:
    """Rows of cells below a caption; None where the text keeps no cells apart."""
    lines = [line for line in text.splitlines() if line.strip()]
    rows = [[cell.strip() for cell in line.split(CELL_MARK)] for line in lines if CELL_MARK in line]
    caption = " ".join(line for line in lines if CELL_MARK not in line)
    return Table(caption, rows[0], rows[1:]) if rows else None
