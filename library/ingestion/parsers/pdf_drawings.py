"""What is drawn on a page without letters: rules, frames, drawings and pictures.

A drawing made of many strokes has no name in a PDF; strokes that touch are gathered on a
coarse grid. Frames and shaded grounds behind text are not pictures.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import pymupdf

from library.ingestion.parsers.base import Box

RULE_THICKNESS = 2.0  # points; thicker is a bar
MIN_PICTURE = 24.0  # points on each side; smaller is an ornament
CELL = 12.0  # points; strokes closer than this belong together
MAX_STROKES = 20_000
MIN_CURVES = 4  # fewer lines that are not rectangles make a frame, not a drawing


@dataclass(slots=True)
class Stroke:
    """A path: its box in points as seen, and whether it is a rectangle along the page's axes."""

    box: Box
    is_rect: bool
    stroked: bool


def read_strokes(blocks: Iterable[dict], page_box: Box) -> list[Stroke]:
    """Paths among a text page's blocks, clipped to the page; at most MAX_STROKES."""
    strokes = []
    for block in blocks:
        if block["type"] != 3:
            continue
        box = clip(block["bbox"], page_box)
        if box is not None:
            strokes.append(Stroke(box, bool(block.get("isrect")), bool(block.get("stroked"))))
            if len(strokes) == MAX_STROKES:
                break
    return strokes


def clip(box: Box, page: Box) -> Box | None:
    """The part of a box that lies on the page, None if there is none."""
    x0, y0 = max(box[0], page[0]), max(box[1], page[1])
    x1, y1 = min(box[2], page[2]), min(box[3], page[3])
    return (x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None


def rules(strokes: list[Stroke]) -> tuple[list[Box], list[Box]]:
    """Horizontal and vertical rules: thin paths, and the four sides of stroked rectangles."""
    across, down = [], []
    for stroke in strokes:
        x0, y0, x1, y1 = stroke.box
        width, height = x1 - x0, y1 - y0
        if height <= RULE_THICKNESS < width:
            across.append(stroke.box)
        elif width <= RULE_THICKNESS < height:
            down.append(stroke.box)
        elif stroke.is_rect and stroke.stroked:
            across += [(x0, y0, x1, y0), (x0, y1, x1, y1)]
            down += [(x0, y0, x0, y1), (x1, y0, x1, y1)]
    return across, down


def image_boxes(displaylist: pymupdf.DisplayList, page_box: Box) -> list[Box]:
    """Where pixel pictures stand, overlapping ones (tiles, strips) as one box."""
    textpage = pymupdf.TextPage(displaylist.get_textpage(pymupdf.TEXT_PRESERVE_IMAGES))
    boxes = []
    block = textpage.this.m_internal.first_block
    while block:  # the documented readers would decode every picture
        if block.type == pymupdf.mupdf.FZ_STEXT_BLOCK_IMAGE:
            rect = block.bbox
            box = clip((rect.x0, rect.y0, rect.x1, rect.y1), page_box)
            if box is not None:
                boxes.append(box)
        block = block.next
    merged = merge_touching(boxes[:1000])
    return [box for box in merged if is_large(box)]


def is_large(box: Box) -> bool:
    return box[2] - box[0] >= MIN_PICTURE and box[3] - box[1] >= MIN_PICTURE


def area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def union(boxes: Iterable[Box]) -> Box:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return (min(x0), min(y0), max(x1), max(y1))


def merge_touching(boxes: list[Box], reach: float = 1.0) -> list[Box]:
    """Boxes that overlap or lie within `reach` points become one, until none do."""
    merged: list[Box] = []
    for box in sorted(boxes, key=lambda b: (b[1], b[0])):
        hit = True
        while hit:
            hit = False
            for i, other in enumerate(merged):
                if touch(box, other, reach):
                    box = union((box, merged.pop(i)))
                    hit = True
                    break
        merged.append(box)
    return merged


def touch(a: Box, b: Box, reach: float) -> bool:
    return (
        a[0] <= b[2] + reach
        and b[0] <= a[2] + reach
        and a[1] <= b[3] + reach
        and b[1] <= a[3] + reach
    )


def drawing_boxes(strokes: list[Stroke], page_box: Box) -> list[Box]:
    """Boxes of drawings: groups of strokes with curves or slants among them."""
    curves = [
        stroke.box
        for stroke in strokes
        if not stroke.is_rect
        and min(stroke.box[2] - stroke.box[0], stroke.box[3] - stroke.box[1]) > RULE_THICKNESS
    ]
    if len(curves) < MIN_CURVES:
        return []
    page_area = area(page_box)
    cells: dict[tuple[int, int], int] = {}
    for stroke in strokes:
        if area(stroke.box) < 0.5 * page_area:
            _mark(cells, stroke.box)
    boxes = []
    for group in _groups(cells):
        members = [s.box for s in strokes if _cell(s.box) in group and area(s.box) < page_area / 2]
        if sum(1 for box in curves if _cell(box) in group) >= MIN_CURVES:
            boxes.append(union(members))
    return [box for box in merge_touching(boxes) if is_large(box)]


def _cell(box: Box) -> tuple[int, int]:
    return int(box[0] // CELL), int(box[1] // CELL)


def _mark(cells: dict[tuple[int, int], int], box: Box) -> None:
    for column in range(int(box[0] // CELL), int(box[2] // CELL) + 1):
        for row in range(int(box[1] // CELL), int(box[3] // CELL) + 1):
            cells[column, row] = 1


def _groups(cells: dict[tuple[int, int], int]) -> list[set[tuple[int, int]]]:
    """Sets of marked cells that touch, also by a corner."""
    left = set(cells)
    groups = []
    while left:
        stack = [left.pop()]
        group = set(stack)
        while stack:
            x, y = stack.pop()
            for near in ((x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy):
                if near in left:
                    left.remove(near)
                    group.add(near)
                    stack.append(near)
        groups.append(group)
    return groups
