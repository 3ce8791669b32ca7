"""A page becomes sections in reading order, which the two teachers take in turns.

Running heads and page numbers are left out, footnotes come last, figures and tables keep their
captions. Formats that say themselves what their blocks are keep that and their order.
"""

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeGuard

from library.ingestion.columns import reading_order
from library.ingestion.drafting import (
    Figure,
    LineSpan,
    SectionDraft,
    draft_element,
    keep_block,
    merge_alike,
)
from library.ingestion.mirroring import (
    is_right_to_left,
    mirrored,
    mirrored_block,
    mirrored_line,
)
from library.ingestion.paragraphs import (
    CAPTION,
    NOTE_SIZE,
    TABLE_CAPTION,
    Paragraph,
    has_word,
    make_paragraphs,
    make_rows,
    union,
)
from library.ingestion.parsers.base import Block, Box, Line, ParsedPage, SectionKind
from library.ingestion.profiling import (
    BookProfile,
    is_running,
    margin_rows,
    page_label,
    profile_book,
)
from library.ingestion.textflow import divided
from library.ingestion.wordboxes import put_on_page

__all__ = [
    "BookProfile",
    "LineSpan",
    "SectionDraft",
    "page_label",
    "profile_book",
    "segment_page",
]

CAPTION_REACH = 2.5  # leadings between a figure and its caption
PIECE_GAP = 3.0  # times the print's size, of white between pieces of one line
TITLE_SIZE = 1.5  # times the body's, from which on a title may stand over all columns
LABEL_SIGNS = 30  # a line within a picture that is longer is text over it
_FOOTNOTE = re.compile(r"^(?:\d{1,3}|[*†‡§])\s?\S")


@dataclass(slots=True)
class _Item:
    """What stands on one line of a block, or a picture or table, on its way into a column."""

    box: Box
    weight: int
    lines: list[Line] = field(default_factory=list)
    block: int = 0
    source: Block | None = None
    divides: bool = False


def segment_page(page: ParsedPage, profile: BookProfile) -> list[SectionDraft]:
    """The page's sections, in reading order, positions counted from 1."""
    if all(block.kind is not None for block in page.blocks):
        drafts = [keep_block(block) for block in page.blocks if block.text.strip() or block.media]
    else:
        drafts = _laid_out(page, profile)
    if page.words:
        put_on_page(drafts, page)
    for position, draft in enumerate(drafts, start=1):
        draft.position = position
    return drafts


def _laid_out(page: ParsedPage, profile: BookProfile) -> list[SectionDraft]:
    items = _items(page, profile)
    if not is_right_to_left(line for block in page.blocks for line in block.lines):
        return _read(items, page, profile)
    drafts = _read([_mirror(item, page.width) for item in items], page, profile)
    for draft in drafts:
        draft.box = draft.box and mirrored(draft.box, page.width)
        for span in draft.lines:
            span.box = mirrored(span.place, page.width)
    return drafts


def _mirror(item: _Item, width: float) -> _Item:
    return replace(
        item,
        box=mirrored(item.box, width),
        lines=[mirrored_line(line, width) for line in item.lines],
        source=item.source and mirrored_block(item.source, width),
    )


def _read(items: list[_Item], page: ParsedPage, profile: BookProfile) -> list[SectionDraft]:
    columns = [_read_column(c, profile) for c in reading_order(items)]
    for column in columns:
        _take_captions(column, profile)
    notes = [note for column in columns for note in _take_footnotes(column, page, profile)]
    for before, after in pairwise(columns):
        _join_over_break(before, after, profile)
    elements = [element for column in columns for element in column]
    drafts = merge_alike([draft_element(element, profile) for element in elements])
    if drafts and elements and _goes_on(elements):
        last = max(i for i, draft in enumerate(drafts) if draft.kind == SectionKind.TEXT)
        drafts[last].continues = True
    return drafts + [draft_element(note, profile) for note in notes]


def _items(page: ParsedPage, profile: BookProfile) -> list[_Item]:
    running = {
        id(line)
        for row in margin_rows(page)
        if is_running(row, profile, page)
        for line in row.lines
    }
    pictures = [block for block in page.blocks if block.is_picture and block.box]
    items = [_Item(block.place, 999, source=block) for block in pictures]
    labels = _labels(page, pictures)
    for number, block in enumerate(page.blocks):
        if block.kind is SectionKind.TABLE and block.box:
            items.append(_Item(block.box, 999, source=block))
            continue
        items += _line_items(
            [
                line
                for line in block.lines
                if line.box and id(line) not in running and id(line) not in labels
            ],
            number,
            profile,
        )
    return items


def _line_items(lines: list[Line], block: int, profile: BookProfile) -> list[_Item]:
    """Pieces of one printed line, such as around a formula's signs, stay together."""
    items: list[_Item] = []
    for line in lines:
        last = items[-1] if items else None
        if last is not None and _on_one_line(last, line):
            last.lines.append(line)
            last.box = union([last.box, line.place])
            last.weight = min(100, last.weight + len(line.text))
        else:
            is_title = line.size >= TITLE_SIZE * profile.body_size
            items.append(
                _Item(line.place, min(100, len(line.text)), [line], block, divides=is_title)
            )
    return items


def _on_one_line(item: _Item, line: Line) -> bool:
    a, b = item.box, line.place
    common = min(a[3], b[3]) - max(a[1], b[1])
    white = max(b[0] - a[2], a[0] - b[2])
    return common > 0.5 * min(a[3] - a[1], b[3] - b[1]) and white < PIECE_GAP * line.size


def _labels(page: ParsedPage, pictures: list[Block]) -> set[int]:
    """Lines that belong to a drawing: short ones inside it."""
    labels: set[int] = set()
    for picture in pictures:
        x0, y0, x1, y1 = picture.place
        inside = [
            line
            for block in page.blocks
            for line in block.lines
            if line.box
            and x0 - 2 <= (line.box[0] + line.box[2]) / 2 <= x1 + 2
            and y0 - 2 <= (line.box[1] + line.box[3]) / 2 <= y1 + 2
        ]
        if all(len(line.text) <= LABEL_SIGNS for line in inside):
            labels.update(id(line) for line in inside)
    return labels


def _read_column(items: list[_Item], profile: BookProfile) -> list[Paragraph | Figure]:
    column: list[Paragraph | Figure] = []
    lines: list[tuple[Line, int]] = []
    for item in items:
        if item.source is None:
            lines += [(line, item.block) for line in item.lines]
            continue
        column += make_paragraphs(make_rows(lines), profile)
        lines = []
        last = column[-1] if column else None
        if isinstance(last, Figure) and _beside(last, item):
            last.box = union([last.box, item.box])
        else:
            column.append(Figure(item.source, item.box))
    return column + make_paragraphs(make_rows(lines), profile)


def _beside(figure: Figure, item: _Item) -> bool:
    """Two pictures in one row are one figure."""
    pictures = figure.source.is_picture and bool(item.source and item.source.is_picture)
    common = min(figure.box[3], item.box[3]) - max(figure.box[1], item.box[1])
    return pictures and common > 0.5 * min(figure.box[3] - figure.box[1], item.box[3] - item.box[1])


def _take_captions(column: list[Paragraph | Figure], profile: BookProfile) -> None:
    """Move captions out of the column into their figures; tables look above first."""
    for figure in [element for element in column if isinstance(element, Figure)]:
        at = next(i for i, element in enumerate(column) if element is figure)
        is_table = figure.source.kind is SectionKind.TABLE
        for near in (at - 1, at + 1) if is_table else (at + 1, at - 1):
            found = column[near] if 0 <= near < len(column) else None
            if found is not None and _is_caption(found, figure, profile):
                figure.caption = found
                del column[near]
                break


def _is_caption(
    element: Paragraph | Figure, figure: Figure, profile: BookProfile
) -> TypeGuard[Paragraph]:
    if isinstance(element, Figure) or element.kind in (SectionKind.HEADING, SectionKind.CODE):
        return False
    box = element.box
    white = max(box[1] - figure.box[3], figure.box[1] - box[3])
    if white > CAPTION_REACH * (profile.leading or 14.0):
        return False
    is_table = figure.source.kind is SectionKind.TABLE
    if CAPTION.match(element.text):
        return bool(TABLE_CAPTION.match(element.text)) == is_table
    beside = box[3] <= figure.box[1] + 2 if is_table else box[1] >= figure.box[3] - 2
    overlap = min(box[2], figure.box[2]) - max(box[0], figure.box[0])
    return (
        beside
        and has_word(element.text)
        and element.size < 0.95 * profile.body_size
        and overlap > 0.5 * (box[2] - box[0])
        and not _FOOTNOTE.match(element.text)
    )


def _take_footnotes(
    column: list[Paragraph | Figure], page: ParsedPage, profile: BookProfile
) -> list[Paragraph]:
    """Take off the small paragraphs at the column's foot, from the first with a mark."""
    notes: list[Paragraph] = []
    for element in reversed(column):
        if isinstance(element, Figure) or not _is_small_print(element, page, profile):
            break
        notes.insert(0, element)
    while notes and not _FOOTNOTE.match(notes[0].text):
        del notes[0]
    if len(notes) == len(column):  # a column of small print alone is text
        return []
    del column[len(column) - len(notes) :]
    for note in notes:
        note.kind = SectionKind.NOTE
    return notes


def _is_small_print(element: Paragraph, page: ParsedPage, profile: BookProfile) -> bool:
    return (
        element.size <= NOTE_SIZE * profile.body_size
        and element.box[1] > 0.4 * page.height
        and element.kind in (SectionKind.TEXT, SectionKind.LIST)
    )


def _join_over_break(
    before: list[Paragraph | Figure], after: list[Paragraph | Figure], profile: BookProfile
) -> None:
    """A paragraph cut by the end of its column becomes one again."""
    last = _edge(reversed(before))
    first = _edge(iter(after))
    if last is None or first is None or last.is_finished or last.size != first.size:
        return
    ending, opening = last.rows[-1].text, first.rows[0].text
    goes_on = opening[:1].islower() or divided(ending, opening) is not None
    reach = max(row.box[2] for row in last.rows) - last.rows[-1].box[2]
    if goes_on or (not first.indented and len(last.rows) > 1 and reach < last.size):
        last.rows += first.rows
        after.remove(first)


def _edge(elements) -> Paragraph | None:
    """The first paragraph of running text, where only figures stand before it."""
    for element in elements:
        if isinstance(element, Paragraph):
            return element if element.kind in (SectionKind.TEXT, SectionKind.LIST) else None
    return None


def _goes_on(elements: list[Paragraph | Figure]) -> bool:
    last = _edge(reversed(elements))
    return last is not None and last.kind is SectionKind.TEXT and not last.is_finished
