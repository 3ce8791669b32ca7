"""Pure: a page's sections in reading order, merged, split, moved, named otherwise."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from library.ingestion.chunking import sentence_starts
from library.ingestion.drafting import LineSpan
from library.ingestion.paragraphs import union
from library.ingestion.parsers.base import Box, SectionKind
from library.ingestion.textflow import join_lines
from library.ingestion.wordboxes import whole_lines
from library.models import Section
from project.errors import Invalid

HEADING_LEVEL = 2  # of a section that a person makes a heading
IN_ROWS = (
    SectionKind.LIST, SectionKind.CODE, SectionKind.FORMULA, SectionKind.FIGURE, SectionKind.TABLE,
)  # fmt: skip
DRAWN = (SectionKind.FIGURE, SectionKind.TABLE)
GOES_ON = (SectionKind.TEXT, SectionKind.LIST)


@dataclass(frozen=True, slots=True)
class Piece:
    """A section as it is kept; `lines` as in the model.

    node: the part of the book that it belongs to. begins: that part begins with it.
    """

    id: UUID
    kind: SectionKind
    text: str
    level: int = 0
    box: list[float] | None = None
    lines: list[list[float]] = field(default_factory=list)
    media: str = ""
    alt: str = ""
    continues: bool = False
    node: UUID | None = None
    begins: bool = False

    def as_json(self) -> dict[str, Any]:
        ids = {"id": str(self.id), "node": self.node and str(self.node)}
        return asdict(self) | ids

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Piece":
        node = UUID(kept["node"]) if kept["node"] else None
        ids = {"id": UUID(kept["id"]), "node": node, "kind": SectionKind(kept["kind"])}
        return cls(**kept | ids)


Pieces = list[Piece]


def pieces_of(rows: Sequence[Section], before: UUID | None) -> Pieces:
    """rows: a page's sections in order. before: the node that the page before ends in."""
    pieces = []
    for row in rows:
        begins = row.node_id is not None and row.node_id != before
        before = row.node_id
        pieces.append(
            Piece(
                row.pk, SectionKind(row.kind), row.text, row.level, row.box, row.lines,
                row.media, row.alt, row.continues, row.node_id, begins,
            )
        )  # fmt: skip
    return pieces


def merge(pieces: Pieces, at: int) -> Pieces:
    """The section at this place and the next become one, which has the first one's id."""
    if at < 0 or at + 1 >= len(pieces):
        raise Invalid(_("There is no section on this page to merge it with."))
    first, second = pieces[at], pieces[at + 1]
    if first.media and second.media:
        raise Invalid(_("Two pictures cannot be one section."))
    whole = _whole(first, second)
    rest = pieces[at + 2 :]
    if second.begins and rest and rest[0].node == second.node:
        rest[0] = replace(rest[0], begins=True)  # its part begins there now
    return [*pieces[:at], whole, *rest]


def _whole(first: Piece, second: Piece) -> Piece:
    kind = next((p.kind for p in (first, second) if p.kind in DRAWN), first.kind)
    text, offset, cut = _joined(first.text, second.text, kind)
    lines = [[line[0], min(line[1], cut), *line[2:]] for line in first.lines]
    lines += [[line[0] + offset, line[1] + offset, *line[2:]] for line in second.lines]
    boxes = [piece.box for piece in (first, second) if piece.box]
    return replace(
        first,
        kind=kind,
        text=text,
        level=first.level if kind is first.kind else second.level,
        lines=lines,
        box=list(union([tuple(box) for box in boxes])) if boxes else None,
        media=first.media or second.media,
        alt=first.alt or second.alt,
        continues=second.continues,
    )


def _joined(first: str, second: str, kind: SectionKind) -> tuple[str, int, int]:
    """(their text, where the second begins in it, where the first ends in it)."""
    if not first or not second:
        return first or second, 0, len(first)
    if kind in IN_ROWS:
        return f"{first}\n{second}", len(first) + 1, len(first)
    text, spans = join_lines([first, second])
    return text, spans[1][0], spans[0][1]


def breaks(piece: Piece) -> list[int]:
    """Where it may be split: offsets at which a printed line, or else a sentence, begins."""
    lines = [LineSpan(line[0], line[1], _place(line)) for line in piece.lines]
    starts = {int(line.start) for line in whole_lines(lines)} - {0}
    between = sorted(at for at in starts if piece.text[at - 1 : at].isspace())
    return between or sentence_starts(piece.text)


def _place(line: list) -> Box | None:
    return (line[2], line[3], line[4], line[5]) if len(line) > 5 else None


def split(pieces: Pieces, at: int, offset: int) -> Pieces:
    """offset: one of `breaks`. The first part keeps the id."""
    piece = pieces[at]
    if offset not in breaks(piece):
        raise Invalid(_("A section can be split only where a line or a sentence begins."))
    first_lines = [line for line in piece.lines if line[0] < offset]
    rest_lines = [
        [line[0] - offset, line[1] - offset, *line[2:]] for line in piece.lines if line[0] >= offset
    ]
    text = piece.text[:offset].rstrip()
    first = replace(
        piece,
        text=text,
        lines=[[line[0], min(line[1], len(text)), *line[2:]] for line in first_lines],
        box=_rest_of_figure(piece, rest_lines) if piece.kind in DRAWN else _around(first_lines),
        continues=False,
    )
    keeps_kind = piece.kind not in (SectionKind.HEADING, SectionKind.FIGURE)
    second = Piece(
        id=uuid4(),
        kind=piece.kind if keeps_kind else SectionKind.TEXT,
        text=piece.text[offset:],
        box=_around(rest_lines) or piece.box,
        lines=rest_lines,
        continues=piece.continues,
        node=piece.node,
    )
    first = replace(first, box=first.box or piece.box)
    return [*pieces[:at], first, second, *pieces[at + 1 :]]


def _around(lines: list[list[float]]) -> list[float] | None:
    boxes = [tuple(line[2:6]) for line in lines if len(line) > 5]
    return list(union(boxes)) if boxes else None


def _rest_of_figure(piece: Piece, taken: list[list[float]]) -> list[float] | None:
    """The figure's box without the lines below or above it that are a section of their own."""
    off = _around(taken)
    if piece.box is None or off is None:
        return piece.box
    x0, y0, x1, y1 = piece.box
    if (off[1] + off[3]) / 2 > (y0 + y1) / 2:
        return [x0, y0, x1, off[1]] if off[1] > y0 else piece.box
    return [x0, off[3], x1, y1] if off[3] < y1 else piece.box


def move(pieces: Pieces, at: int, step: int) -> Pieces:
    """step: -1 for one place up, 1 for one down."""
    to = at + step
    if not 0 <= to < len(pieces):
        raise Invalid(_("It is at the end of its page already."))
    moved = list(pieces)
    moved[at], moved[to] = moved[to], moved[at]
    return moved


def retype(pieces: Pieces, at: int, kind: SectionKind, level: int = 0) -> Pieces:
    """level: of a heading, 1 to 6; 0 keeps that which it has."""
    level = (level or pieces[at].level or HEADING_LEVEL) if kind is SectionKind.HEADING else 0
    changed = replace(pieces[at], kind=kind, level=level)
    if kind not in GOES_ON:
        changed = replace(changed, continues=False)
    return [*pieces[:at], changed, *pieces[at + 1 :]]


def last_text(pieces: Pieces) -> int | None:
    """The place of the section that the next page may go on with."""
    return next((i for i in range(len(pieces) - 1, -1, -1) if pieces[i].kind in GOES_ON), None)


def join_over_page(pieces: Pieces, at: int, *, goes_on: bool) -> Pieces:
    if at != last_text(pieces):
        raise Invalid(_("Only the last text of a page can go on on the next one."))
    return [*pieces[:at], replace(pieces[at], continues=goes_on), *pieces[at + 1 :]]


def placed(pieces: Pieces, before: UUID | None) -> Pieces:
    """Each belongs to the part that has begun last. before: that which the page before ends in."""
    found: Pieces = []
    node = before
    for piece in pieces:
        node = piece.node if piece.begins else node
        found.append(replace(piece, node=node))
    return found


def changed_ids(before: Pieces, after: Pieces) -> list[UUID]:
    """Of the sections that are gone, new, or say or are something else."""
    old = {piece.id: piece for piece in before}
    new = {piece.id: piece for piece in after}
    told = {pk for pk in old.keys() | new.keys() if _said(old.get(pk)) != _said(new.get(pk))}
    order = [piece.id for piece in after if piece.id in old]
    there = [piece.id for piece in before if piece.id in new]
    told |= {pk for pair in zip(order, there, strict=True) if pair[0] != pair[1] for pk in pair}
    return sorted(told)


def _said(piece: Piece | None) -> tuple | None:
    return piece and (piece.kind, piece.text, piece.level, piece.continues)


def without_node(piece: Piece) -> Piece:
    return replace(piece, node=None, begins=False)
