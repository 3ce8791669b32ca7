"""Paragraphs, figures and tables become sections: text, and where each line of it stands."""

import re
from dataclasses import dataclass, field

from library.ingestion.paragraphs import CAPTION, Paragraph, Row, union
from library.ingestion.parsers.base import Block, Box, Printed, SectionKind, Time
from library.ingestion.profiling import BookProfile
from library.ingestion.textflow import join_lines

_CAPTION_ALONE = re.compile(CAPTION.pattern + r"\s*[.:–—]", re.IGNORECASE)


@dataclass(slots=True)
class LineSpan(Printed):
    """A printed line: characters start..end-1 of its section's text, and where it stands; or a
    caption, and when it is said."""

    start: int
    end: int
    box: Box | None
    time: Time | None = None

    @property
    def packed(self) -> list[float]:
        """As `library.models.Section.lines` has it."""
        return [self.start, self.end, *(self.box or self.time or ())]

    @classmethod
    def unpacked(cls, start: int, end: int, *place: float) -> "LineSpan":
        if len(place) == len(("from", "to")):
            return cls(start, end, None, (place[0], place[1]))
        if not place:
            return cls(start, end, None)
        x0, y0, x1, y1 = place
        return cls(start, end, (x0, y0, x1, y1))


@dataclass(slots=True)
class SectionDraft(Printed):
    """What is read in one piece. position: from 1 on its page.

    box: None where the source has no pages. continues: the next page goes on with it.
    """

    position: int
    kind: SectionKind
    text: str
    box: Box | None = None
    lines: list[LineSpan] = field(default_factory=list)
    level: int = 0
    media: str = ""
    alt: str = ""
    continues: bool = False

    @property
    def side(self) -> str:
        return "left" if self.position % 2 else "right"


@dataclass(slots=True)
class Figure:
    """A picture or a table, with its caption once it is found."""

    source: Block
    box: Box
    caption: Paragraph | None = None


def keep_block(block: Block) -> SectionDraft:
    """A section of a block whose format says what it is."""
    spans = []
    at = 0
    for line in block.lines:
        found = block.text.find(line.text, at)
        if (line.box or line.time) and found >= 0:
            at = found + len(line.text)
            spans.append(LineSpan(found, at, line.box, line.time))
    if block.time and not spans:
        spans.append(LineSpan(0, len(block.text), None, block.time))
    return SectionDraft(
        0,
        block.kind or SectionKind.TEXT,
        block.text,
        block.box,
        spans,
        block.level,
        block.media,
        block.alt,
    )


def draft_element(element: Paragraph | Figure, profile: BookProfile) -> SectionDraft:
    """A section without a position yet."""
    if isinstance(element, Figure):
        return _draft_figure(element, profile)
    text, spans = _flow(element, profile)
    kind = element.kind
    if kind is SectionKind.TEXT and _CAPTION_ALONE.match(text):
        kind = SectionKind.FIGURE
    return SectionDraft(0, kind, text, element.box, spans, element.level)


def _flow(paragraph: Paragraph, profile: BookProfile) -> tuple[str, list[LineSpan]]:
    if paragraph.kind in (SectionKind.CODE, SectionKind.FORMULA):
        left = min(row.box[0] for row in paragraph.rows)
        is_code = paragraph.kind is SectionKind.CODE
        texts = [_indent(row, left) + row.text if is_code else row.text for row in paragraph.rows]
        text, spans = _stack(texts)
    else:
        text, spans = join_lines([row.text for row in paragraph.rows], profile.compounds)
    boxes = (row.box for row in paragraph.rows)
    return text, [LineSpan(*span, box) for span, box in zip(spans, boxes, strict=True)]


def _indent(row: Row, left: float) -> str:
    """A typewriter face is six tenths of its size wide."""
    return " " * min(40, round((row.box[0] - left) / (0.6 * row.size or 1.0)))


def _stack(texts: list[str]) -> tuple[str, list[tuple[int, int]]]:
    spans = []
    at = 0
    for text in texts:
        spans.append((at, at + len(text)))
        at += len(text) + 1
    return "\n".join(texts), spans


def _draft_figure(figure: Figure, profile: BookProfile) -> SectionDraft:
    """Caption first, then a table's rows."""
    block = figure.source
    text, boxes = "", [figure.box]
    spans: list[LineSpan] = []
    if figure.caption is not None:
        text, spans = _flow(figure.caption, profile)
        boxes.append(figure.caption.box)
    if block.text:
        offset = len(text) + 1 if text else 0
        text = f"{text}\n{block.text}" if text else block.text
        _, rows = _stack([line.text for line in block.lines])
        for (start, end), line in zip(rows, block.lines, strict=True):
            spans.append(LineSpan(offset + start, offset + end, line.place))
    kind = block.kind or SectionKind.FIGURE
    return SectionDraft(0, kind, text, union(boxes), spans, 0, block.media, block.alt)


def merge_alike(drafts: list[SectionDraft]) -> list[SectionDraft]:
    """Items of a list, and rows of code or formulas, that follow each other are one section."""
    merged: list[SectionDraft] = []
    for draft in drafts:
        if merged and _belong(merged[-1], draft):
            _append(merged[-1], draft)
        else:
            merged.append(draft)
    return merged


def _belong(before: SectionDraft, draft: SectionDraft) -> bool:
    together = (SectionKind.LIST, SectionKind.CODE, SectionKind.FORMULA)
    if before.kind is SectionKind.HEADING and draft.kind is SectionKind.HEADING:
        return before.text.isdecimal()  # a chapter's number above its title
    return before.kind is draft.kind and draft.kind in together


def _append(before: SectionDraft, draft: SectionDraft) -> None:
    mark = " " if before.kind is SectionKind.HEADING else "\n"
    offset = len(before.text) + 1
    before.text += mark + draft.text
    before.lines += [LineSpan(s.start + offset, s.end + offset, s.box) for s in draft.lines]
    before.box = union([before.place, draft.place])
