"""How a reading child speaks: one JSON value a line, in both directions.

JSON and not pickle, because the child has handled a stranger's file: whatever it sends, the
parent makes only numbers, strings and the dataclasses named here of it, and runs nothing.
Short lists in place of named fields keep a page's frame near the size of its text.
"""

import json
from typing import Any

from library.ingestion.parsers.base import (
    Block,
    Box,
    Inspection,
    Line,
    OutlineEntry,
    PageOutcome,
    ParsedPage,
    SectionKind,
    Time,
    Word,
)
from project.text.storable import storable

MAX_FRAME = 32 * 1024 * 1024  # bytes; a page of dense text is 20 kB
MAX_SECONDS = 1_000_000  # eleven days
MAX_FACT = 1_000  # characters of a title, a licence, a warning
MAX_FACTS = 20  # authors, warnings


def dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def load(line: bytes) -> Any:
    """Raises ValueError."""
    return json.loads(line)


def pack_page(page: ParsedPage) -> list:
    head = [page.index, page.label, page.width, page.height, page.outcome, page.note, page.title]
    words = [[word.text, word.straight, word.box] for word in page.words]
    return [*head, [_pack_block(block) for block in page.blocks], words, page.confidence, page.time]


def unpack_page(value: list) -> ParsedPage:
    """Raises ValueError, TypeError or IndexError if the value is no page."""
    index, label, width, height, outcome, note, title, blocks, *recognised = value
    # of a reading that began before there were any
    words, confidence = recognised[:2] or ([], None)
    time = recognised[2] if len(recognised) > 2 else None
    return ParsedPage(
        index=int(index),
        label=_text(label),
        width=float(width),
        height=float(height),
        outcome=PageOutcome(outcome),
        blocks=[_unpack_block(block) for block in blocks],
        note=_text(note),
        title=_text(title),
        words=[_unpack_word(*word) for word in words],
        confidence=None if confidence is None else float(confidence),
        time=_time(time),
    )


def _unpack_word(text: str, straight: list, box: list) -> Word:
    return Word(_text(text), _placed(straight), _placed(box))


def _pack_block(block: Block) -> list:
    lines = [
        [line.text, line.box, line.size, line.bold | line.mono << 1 | line.math << 2, line.time]
        for line in block.lines
    ]
    kind = block.kind.value if block.kind else None
    head = [block.text, kind, block.box, block.level, block.media, block.alt]
    return [*head, block.is_picture, lines, block.time]


def _unpack_block(value: list) -> Block:
    text, kind, box, level, media, alt, is_picture, lines, *time = value
    return Block(
        text=_text(text),
        kind=SectionKind(kind) if kind else None,
        box=_box(box),
        lines=[_unpack_line(*line) for line in lines],
        level=int(level),
        media=_text(media),
        alt=_text(alt),
        is_picture=bool(is_picture),
        time=_time(*time),
    )


def _unpack_line(
    text: str, box: list | None, size: float, face: int, time: list | None = None
) -> Line:
    bold, mono, math = (bool(face & bit) for bit in (1, 2, 4))
    return Line(_text(text), _box(box), float(size), bold, mono, math, _time(time))


def _text(value: Any) -> str:
    """What a stranger's file says, as a row can hold it."""
    return storable(str(value))


def _box(value: list | None) -> Box | None:
    return None if value is None else _placed(value)


def _time(value: list | None = None) -> Time | None:
    """Raises ValueError for what is no stretch of time."""
    if value is None:
        return None
    start, end = (float(second) for second in value)
    if not 0 <= start <= end <= MAX_SECONDS:
        raise ValueError("that is no stretch of time")
    return (start, end)


def _placed(value: list) -> Box:
    x0, y0, x1, y1 = value
    return (float(x0), float(y0), float(x1), float(y1))


def pack_inspection(value: Inspection) -> dict:
    return {name: getattr(value, name) for name in Inspection.__dataclass_fields__}


def unpack_inspection(value: dict) -> Inspection:
    inspection = Inspection(kind=str(value["kind"]), page_count=int(value["page_count"]))
    for name in ("title", "language", "licence", "attribution"):
        setattr(inspection, name, _text(value[name])[:MAX_FACT])
    for name in ("authors", "warnings"):
        found = [_text(one)[:MAX_FACT] for one in value[name][:MAX_FACTS]]
        setattr(inspection, name, found)
    return inspection


def pack_outline(entries: list[OutlineEntry]) -> list:
    return [[e.level, e.title, e.page_index, e.kind, e.number, e.top] for e in entries]


def unpack_outline(value: list) -> list[OutlineEntry]:
    return [
        OutlineEntry(int(level), _text(title), int(page), _text(kind), _text(number), float(top))
        for level, title, page, kind, number, top in value
    ]
