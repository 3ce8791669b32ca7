"""Rows as a CSV file that a spreadsheet opens without running anything."""

import csv
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile

from django.http import HttpRequest, StreamingHttpResponse

from project.blocks import BLOCK_BYTES, body_for
from project.storage.media_types import disposition

# What makes a spreadsheet take a cell for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value


def lines_of(columns: Iterable[str], rows: Iterable[Iterable]) -> Iterator[str]:
    """A header, then a line each; None is an empty cell."""
    writer = csv.writer(_Echo())
    yield writer.writerow(plain(str(column)) for column in columns)
    for row in rows:
        yield writer.writerow(plain("" if value is None else str(value)) for value in row)


def csv_response(request: HttpRequest, lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """Written to disk first, so that a row that cannot be read is an error and not half a file."""
    file = TemporaryFile()  # noqa: SIM115  it is closed with the last reference to it
    for line in lines:
        file.write(line.encode())
    file.seek(0)
    blocks = iter(lambda: file.read(BLOCK_BYTES), b"")
    response = StreamingHttpResponse(
        body_for(request, blocks), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = disposition(name, inline=False)
    return response


class _Echo:
    """csv writes to it and gives back what it writes."""

    def write(self, line: str) -> str:
        return line
