"""XLSX: a sheet is a leaf, long ones several; rows as tables, their head repeated in each leaf."""

from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile

import openpyxl  # type: ignore[import-untyped]
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from project.sentences import gettext as _

from ..base import Block, OutlineEntry, SectionKind
from ..blocks import CELL_MARK, block_of
from .document import Document, DocumentParser, Leaf
from .package import damaged, opened
from .properties import authors_of

ROWS_A_LEAF = 60
MAX_ROWS, MAX_COLUMNS = 20_000, 100  # of a sheet; what is beyond is said


class XlsxParser(DocumentParser):
    kind = "xlsx"

    def read(self, path: Path) -> Document:
        with opened(path):
            pass
        try:
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        except (InvalidFileException, BadZipFile, KeyError, ValueError, TypeError) as error:
            raise damaged() from error
        facts = book.properties
        document = Document([], title=facts.title or "", authors=authors_of(facts.creator))
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                _read_sheet(sheet, document)
        book.close()
        return document


def _read_sheet(sheet, document: Document) -> None:
    rows = list(_rows(sheet, document.warnings))
    if not rows:
        return
    document.outline.append(OutlineEntry(1, sheet.title, len(document.leaves), kind="chapter"))
    for number, part in enumerate(_parts(rows)):
        label = sheet.title if not number else f"{sheet.title} ({number + 1})"
        heading = Block(sheet.title, SectionKind.HEADING, level=1)
        blocks = (
            [heading, block_of(SectionKind.TABLE, part)]
            if not number
            else [block_of(SectionKind.TABLE, part)]
        )
        document.leaves.append(Leaf(blocks, label=label[:40], title=sheet.title))


def _rows(sheet, warnings: list[str]) -> Iterator[str]:
    sheet.reset_dimensions()  # what a file claims of its size may be wrong
    values = sheet.iter_rows(values_only=True)
    for row in islice(values, MAX_ROWS):
        cells = [_said(value) for value in row[:MAX_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        if any(cells):
            yield CELL_MARK.join(cells)
    if next(values, None) is not None:
        warnings.append(
            _("Of the sheet “%(name)s” the first %(count)s rows were read.")
            % {"name": sheet.title, "count": f"{MAX_ROWS:,}"}
        )


def _parts(rows: list[str]) -> Iterator[list[str]]:
    """The first row is the head of each part, so that a part can be read alone."""
    head, rest = rows[0], rows[1:]
    if not rest:
        yield [head]
    for start in range(0, len(rest), ROWS_A_LEAF):
        yield [head, *rest[start : start + ROWS_A_LEAF]]


def _said(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10g}"
    return " ".join(str(value).split())
