"""A page's sections, and the book's tree, as the pages that correct them show them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from library.correcting import pieces as pure
from library.correcting.journal import last_correction
from library.describing import stage_rows
from library.ingestion.parsers.base import SectionKind
from library.models import Correction, Page, Remaking, Section, Source, StructureNode
from library.previewing import boxes_of
from library.reading import rectangle
from library.registries import part_holders

KINDS = {
    SectionKind.HEADING: _("Heading"),
    SectionKind.TEXT: _("Text"),
    SectionKind.LIST: _("List"),
    SectionKind.FIGURE: _("Figure"),
    SectionKind.TABLE: _("Table"),
    SectionKind.CODE: _("Program"),
    SectionKind.FORMULA: _("Formula"),
    SectionKind.NOTE: _("Note"),
    SectionKind.EXERCISE: _("Exercise"),
    SectionKind.SOLUTION: _("Solution"),
}
EXCERPT = 110  # characters
LEVELS = range(1, 7)


@dataclass(slots=True)
class ShownPiece:
    """boxes: as SVG wants them.

    lines: of the selected one, [(offset to split at or None, text)].
    """

    row: Section
    kind: str
    boxes: list[dict[str, str]]
    is_selected: bool = False
    lines: list[tuple[int | None, str]] = field(default_factory=list)

    @property
    def excerpt(self) -> str:
        text = " ".join((self.row.text or self.row.alt).split())
        return text if len(text) <= EXCERPT else text[:EXCERPT].rsplit(" ", 1)[0] + "…"


def shown_pieces(page: Page, selected: UUID | None) -> list[ShownPiece]:
    """The selected one is the first where none has that id."""
    rows = list(Section.objects.filter(page=page).order_by("position"))
    chosen = next((row for row in rows if row.pk == selected), rows[0] if rows else None)
    return [_shown(row, is_selected=row is chosen) for row in rows]


def _shown(row: Section, *, is_selected: bool) -> ShownPiece:
    boxes = [rectangle(list(box)) for box in boxes_of(row)]
    kind = SectionKind(row.kind)
    shown = ShownPiece(row, str(KINDS[kind]), boxes, is_selected)
    if is_selected:
        shown.lines = _lines(pure.pieces_of([row], None)[0])
    return shown


def _lines(piece: pure.Piece) -> list[tuple[int | None, str]]:
    starts = pure.breaks(piece)
    places = [0, *starts, len(piece.text)]
    return [(start or None, piece.text[start:stop].strip()) for start, stop in pairwise(places)]


@dataclass(slots=True)
class State:
    """What both pages say beside what they are about. making: stages, empty where all is made."""

    revision: int = 0
    last: Correction | None = None
    making: list[dict] = field(default_factory=list)
    problem: str = ""

    @property
    def last_words(self) -> str:
        return Correction.Kind(self.last.kind).label if self.last else ""


def state_of(source: Source) -> State:
    row = Remaking.objects.filter(source=source).first()
    if row is None:
        return State()
    making = stage_rows(row.stages) if not row.is_over and not row.problem else []
    return State(row.wanted, last_correction(source), making, row.problem)


def held_by(source: Source, node_id: UUID) -> list[str]:
    """What is made of a part and would lose it, in words."""
    return [words for holder in part_holders for words in holder.held(source, node_id)]


@dataclass(slots=True)
class ShownNode:
    row: StructureNode
    is_selected: bool
    pages: str
    indent: int


def shown_nodes(nodes: Iterable[StructureNode], selected: UUID | None) -> list[ShownNode]:
    """Without the book itself; `nodes` as `selectors.list_nodes` gives them."""
    rows = [node for node in nodes if node.position]
    chosen = next((row for row in rows if row.pk == selected), rows[0] if rows else None)
    return [
        ShownNode(
            row,
            row is chosen,
            "–".join(dict.fromkeys(filter(None, (row.first_label, row.last_label)))),
            row.depth - 1,
        )
        for row in rows
    ]
