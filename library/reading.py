"""A page as it is shown: its sections, and what is marked on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest

from library.finding import phrase_place
from library.ingestion.parsers.base import SectionKind
from library.ingestion.wordboxes import join_beside
from library.models import ContentAtom, Page, Section, Source
from library.moments import caption_at, time_of_line
from library.selectors import list_sections
from organizations.links import url_here
from project.text.quoting import find_quote

MARGIN = 8  # points between a section and its line
CELL_MARK = " | "  # as the parsers part the cells of a row
Range = tuple[int, int]  # characters of a text


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters start..stop of a text."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Table:
    """Where in a section's text its cells stand, the head's in the first row; and the lines of
    its caption."""

    caption: list[Range]
    rows: list[list[Range]]


@dataclass(slots=True)
class ShownSection:
    """mark: characters of its text. boxes: what is outlined on the picture, in points."""

    row: Section
    mark: Mark | None = None
    boxes: list[dict[str, str]] = field(default_factory=list)
    picture_url: str = ""
    table: Table | None = None

    @property
    def is_marked(self) -> bool:
        return self.mark is not None

    @property
    def outline(self) -> dict[str, str] | None:
        """Its box as SVG wants it."""
        return rectangle(self.row.box) if self.row.box else None

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


def mark_of(
    source: Source, page: Page, *, atom_id: UUID | None, quote: str, phrase: str = ""
) -> Mark | None:
    """The quote or the exact words where the page has them, else the part of the passage that
    stands there."""
    place = find_quote(quote, page.text) if quote else phrase_place(phrase, page.text)
    if place:
        return Mark(*place)
    return _mark_of_atom(source, page, atom_id) if atom_id else None


def _mark_of_atom(source: Source, page: Page, atom_id: UUID) -> Mark | None:
    atom = ContentAtom.objects.filter(source=source, pk=atom_id).only("spans").first()
    for span in atom.spans if atom else []:
        if span["page"] == page.index:
            return Mark(span["start"], span["end"])
    return None


def mark_at(source: Source, page: Page, at_s: float) -> Mark | None:
    """What is said at a second of a recording."""
    place = caption_at(source, page.index, at_s)
    return Mark(*place) if place else None


def second_of(sections: Iterable["ShownSection"]) -> float | None:
    """Of a recording, when what is marked begins; None where nothing is."""
    for shown in sections:
        for line in shown.row.lines if shown.mark else ():
            if (time := time_of_line(line)) and line[1] > shown.mark.start:
                return time[0]
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
    shown = ShownSection(row, mark)
    shown.boxes = [rectangle(box) for box in _boxes(row, mark)] if mark else []
    if row.media:
        shown.picture_url = url_here(request, "library:section_picture", source.pk, row.pk)
    if row.kind == SectionKind.TABLE:
        shown.table = table_of(row.text)
    return shown


def _boxes(row: Section, mark: Mark) -> list[list[float]]:
    """Of the marked lines, those below one another as one; the section's where it has none."""
    lines = [
        line[2:6]
        for line in row.lines
        if line[0] < mark.stop and line[1] > mark.start and len(line) > 5
    ]
    blocks: list[list[float]] = []
    for x0, y0, x1, y1 in join_beside(lines):
        last = blocks[-1] if blocks else None
        if last and y0 - last[1] >= 0 and y0 - last[3] < y1 - y0 and x0 < last[2] and x1 > last[0]:
            blocks[-1] = [min(x0, last[0]), last[1], max(x1, last[2]), max(y1, last[3])]
        else:
            blocks.append([x0, y0, x1, y1])
    return blocks or ([row.box] if row.box else [])


def table_of(text: str) -> Table | None:
    """Rows of cells and a caption; None where the text keeps no cells apart."""
    rows: list[list[Range]] = []
    caption: list[Range] = []
    for start, stop in _lines(text):
        if CELL_MARK in text[start:stop]:
            rows.append(list(_cells(text, start, stop)))
        elif text[start:stop].strip():
            caption.append((start, stop))
    return Table(caption, rows) if rows else None


def _lines(text: str) -> Iterator[Range]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, start + len(line.rstrip("\r\n"))
        start += len(line)


def _cells(text: str, start: int, stop: int) -> Iterator[Range]:
    """Without the white around them."""
    for cell in text[start:stop].split(CELL_MARK):
        bare = cell.strip()
        begin = start + (cell.index(bare) if bare else 0)
        yield begin, begin + len(bare)
        start += len(cell) + len(CELL_MARK)
