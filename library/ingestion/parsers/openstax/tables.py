"""CALS tables as rows of text: cells parted by " | ", spanned cells repeated where they reach."""

from collections.abc import Callable, Iterator

from lxml import etree

from ..blocks import CELL_MARK
from ..xml import children_named, local_name

MAX_COLUMNS = 200


def table_rows(
    table: etree._Element, cell_text: Callable[[etree._Element], str]
) -> tuple[str, list[str]]:
    """A title, if the first row of the head is one cell over all columns, and the rows.

    A cell that spans rows is repeated in each, so that a row can be read alone; one that spans
    columns is given once.
    """
    title = ""
    lines: list[str] = []
    for group in table.iter("{*}tgroup"):
        columns = _columns(group)
        for part in ("thead", "tbody", "tfoot"):
            for body in children_named(group, part):
                rows = list(_rows(body, columns, cell_text))
                if part == "thead" and len(rows) > 1 and len(rows[0]) == 1 and not title:
                    title = rows.pop(0)[0]
                lines.extend(CELL_MARK.join(row) for row in rows if any(row))
    return title, lines


def _columns(group: etree._Element) -> dict[str, int]:
    """Names of columns to their positions, from 0."""
    return {
        spec.get("colname", ""): position
        for position, spec in enumerate(children_named(group, "colspec"))
    }


def _rows(
    body: etree._Element, columns: dict[str, int], cell_text: Callable[[etree._Element], str]
) -> Iterator[list[str]]:
    hanging: dict[int, tuple[str, int]] = {}  # column -> text from above, rows it still reaches
    for row in children_named(body, "row"):
        cells: dict[int, str] = {column: text for column, (text, _) in hanging.items()}
        hanging = {column: (text, left - 1) for column, (text, left) in hanging.items() if left > 1}
        column = 0
        for entry in row:
            if local_name(entry) not in ("entry", "entrytbl") or column >= MAX_COLUMNS:
                continue
            column = columns.get(entry.get("namest", ""), column)
            while column in cells:
                column += 1
            text = cell_text(entry)
            cells[column] = text
            if (more := _number(entry.get("morerows"))) > 0:
                hanging[column] = (text, more)
            end = columns.get(entry.get("nameend", ""), column)
            column = max(column, end) + 1
        yield [cells[position] for position in sorted(cells)]


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0
