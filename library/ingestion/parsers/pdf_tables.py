"""Tables that are drawn with rules: a grid, or three and more rules of one width.

PyMuPDF's own find_tables takes 120 ms a page; this looks only at rules and lines already read
and takes under one. A table without any rule stays text in rows. A grid that a page cuts off is
open there.
"""

from itertools import chain

from library.ingestion.mirroring import is_right_to_left
from library.ingestion.parsers.base import Block, Box, Line, SectionKind
from library.ingestion.parsers.pdf_drawings import merge_touching, touch, union
from library.ingestion.textflow import join_lines

SNAP = 3.0  # points; rules this close are one
MIN_RULE = 40.0  # points; the shortest rule that can close a table
CELL_GAP = 8.0  # points of white between two columns of a table without upright rules
CELL_MARK = " | "


Found = tuple[Block, list[Line]]


def find_tables(across: list[Box], down: list[Box], lines: list[Line]) -> list[Found]:
    """Tables, and the page's lines that each is made of, as they are read.

    across, down: horizontal and vertical rules. A table's Block has kind TABLE and a line for
    each row, with CELL_MARK between cells.
    """
    tables: list[Found] = []
    for box in _grids(across, down):
        table = _read_grid(box, across, down, lines)
        if table is not None:
            tables.append(table)
    taken = [table.place for table, _ in tables]
    for box in _ruled(across, down, taken):
        table = _read_ruled(box, lines)
        if table is not None:
            tables.append(table)
    return tables


def _grids(across: list[Box], down: list[Box]) -> list[Box]:
    if len(across) < 2 or len(down) < 2 or len(across) + len(down) > 4000:
        return []
    boxes = merge_touching(across + down, reach=1.5)
    return [box for box in boxes if box[2] - box[0] > MIN_RULE and box[3] - box[1] > 10]


def _read_grid(box: Box, across: list[Box], down: list[Box], lines: list[Line]) -> Found | None:
    xs = _steps([r[0] for r in down if _inside(r, box)])
    ys = _steps([box[1], box[3], *(r[1] for r in across if _inside(r, box))])
    if len(xs) < 3 or len(ys) < 3:  # fewer than two columns or rows is a frame
        return None
    members = [line for line in lines if line.box and _centre_in(line.box, box)]
    cells: dict[tuple[int, int], list[Line]] = {}
    for line in members:
        x, y = _centre(line.place)
        # a cell that spans columns is named by where it begins
        left = min(x, line.place[0] + 2)
        cells.setdefault((_index(ys, y), _index(xs, left)), []).append(line)
    filled_columns = {column for _, column in cells}
    if len(filled_columns) < 2 or len({row for row, _ in cells}) < 2:
        return None
    return _block(cells, box)


def _ruled(across: list[Box], down: list[Box], taken: list[Box]) -> list[Box]:
    """Boxes between the first and last of three or more rules of the same left and right."""
    families: dict[tuple[int, int], list[Box]] = {}
    for rule in across:
        if rule[2] - rule[0] >= MIN_RULE:
            key = (round(rule[0] / SNAP), round(rule[2] / SNAP))
            families.setdefault(key, []).append(rule)
    boxes = []
    for family in families.values():
        box = union(family)
        clear = not any(touch(box, other, 0) for other in taken)
        if len(_steps([r[1] for r in family])) >= 3 and clear:
            boxes.append(box)
    return boxes


def _read_ruled(box: Box, lines: list[Line]) -> Found | None:
    members = [line for line in lines if line.box and _centre_in(line.box, box)]
    if len(members) < 4 or len(members) > 400:
        return None
    starts = _columns([(line.place[0], line.place[2]) for line in members])
    if len(starts) < 2:
        return None
    cells: dict[tuple[int, int], list[Line]] = {}
    bottom, row = -1.0, -1
    for line in sorted(members, key=lambda one: _centre(one.place)[1]):
        if _centre(line.place)[1] > bottom:
            row += 1
            bottom = line.place[3]
        cells.setdefault((row, _index(starts, line.place[0] + 1)), []).append(line)
    if row < 1 or sum(len(line.text) for line in members) > 60 * len(members):
        return None  # long lines between rules are text under a heading, not cells
    return _block(cells, box)


def _block(cells: dict[tuple[int, int], list[Line]], box: Box) -> Found:
    rows: dict[int, list[tuple[int, str, list[Line]]]] = {}
    members: list[Line] = []
    ahead = -1 if is_right_to_left(chain(*cells.values())) else 1
    for (row, column), found in sorted(cells.items(), key=lambda c: (c[0][0], ahead * c[0][1])):
        content = _as_read(found, ahead)
        members += content
        text, _ = join_lines(line.text for line in content)
        rows.setdefault(row, []).append((column, text, content))
    printed = [
        Line(
            text=CELL_MARK.join(text for _, text, _ in columns),
            box=union([line.place for _, _, content in columns for line in content]),
            size=columns[0][2][0].size,
        )
        for _, columns in sorted(rows.items())
    ]
    text = "\n".join(line.text for line in printed)
    outer = union([box, *(line.place for line in members)])
    return Block(text=text, kind=SectionKind.TABLE, box=outer, lines=printed), members


def _as_read(lines: list[Line], ahead: int) -> list[Line]:
    """Row by row: what begins above another's middle, and is beside it, stands before it."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda one: _centre(one.place)[1]):
        if rows and line.place[1] < _centre(rows[-1][0].place)[1]:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda one: ahead * one.place[0])]


def _steps(values: list[float]) -> list[float]:
    steps: list[float] = []
    for value in sorted(values):
        if not steps or value - steps[-1] > SNAP:
            steps.append(value)
    return steps


def _columns(extents: list[tuple[float, float]]) -> list[float]:
    """Left edges of groups of extents with at least CELL_GAP of white between the groups."""
    starts: list[float] = []
    reach = float("-inf")
    for x0, x1 in sorted(extents):
        if x0 - reach >= CELL_GAP:
            starts.append(x0)
        reach = max(reach, x1)
    return starts


def _index(steps: list[float], value: float) -> int:
    return max(0, sum(1 for step in steps if step <= value) - 1)


def _inside(rule: Box, box: Box) -> bool:
    return touch(rule, box, 0.5)


def _centre(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _centre_in(inner: Box, outer: Box) -> bool:
    x, y = _centre(inner)
    return outer[0] - 1 <= x <= outer[2] + 1 and outer[1] - 1 <= y <= outer[3] + 1
