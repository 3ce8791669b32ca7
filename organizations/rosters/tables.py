"""Reads a CSV file line by line: listed columns only, in bounded memory."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from organizations.rosters import limits
from organizations.rosters.cells import clean
from organizations.rosters.encodings import encoding_of
from organizations.rosters.roster import Problems
from project.errors import Invalid

DELIMITERS = ",;\t|"
TELL_EVERY = 5_000


@dataclass
class Reading:
    """What the tables of one file have in common.

    on_lines: called now and then with how many lines were read; it may raise to stop.
    """

    problems: Problems
    on_lines: Callable[[int], None] = lambda count: None
    lines: int = 0
    unread: list[str] = field(default_factory=list)

    def count(self) -> None:
        self.lines += 1
        if self.lines > limits.MAX_LINES:
            raise Invalid(
                _("This is more than %(limit)s lines. Export one school after the other.")
                % {"limit": f"{limits.MAX_LINES:,}"}
            )
        if self.lines % TELL_EVERY == 0:
            self.on_lines(self.lines)


class Table:
    """One CSV file. columns: {the name we use: places in a row}, found by `name_of(header)`."""

    def __init__(
        self, path: Path, *, name: str, reading: Reading, name_of: Callable[[str], str | None]
    ):
        self.name, self.reading = name, reading
        self._path, self._encoding = path, encoding_of(path)
        self.delimiter, self._before, header = self._head()
        self._width = len(header)
        self.columns = self._find(header, name_of)

    def __iter__(self) -> Iterator[tuple[int, dict[str, str]]]:
        """(line, {column: cell}) of each line that has as many cells as the header."""
        for line, row in self._rows():
            self.reading.count()
            if len(row) != self._width and not self._is_padded(row):
                self._complain(line, len(row))
                continue
            cells = self._cells(line, row)
            if cells is not None:
                yield line, cells

    def _cells(self, line: int, row: list[str]) -> dict[str, str] | None:
        cells = {
            column: clean(row[places[0]])
            if len(places) == 1
            else ";".join(filter(None, (clean(row[place]) for place in places)))
            for column, places in self.columns.items()
        }
        for column, cell in cells.items():
            if len(cell) > limits.MAX_TEXT_CHARACTERS:
                sentence = _("This cell is longer than %(limit)s characters.")
                self.reading.problems.error(
                    self.name, line, column, sentence % {"limit": limits.MAX_TEXT_CHARACTERS}
                )
                return None
        return cells

    def _is_padded(self, row: list[str]) -> bool:
        return len(row) > self._width and not any(row[self._width :])

    def _complain(self, line: int, width: int) -> None:
        # Where a cell is missing the others have moved, and might be taken for what they are not.
        sentence = _("This line has %(width)s cells, the header has %(header)s.")
        self.reading.problems.error(
            self.name, line, "", sentence % {"width": width, "header": self._width}
        )

    def _head(self) -> tuple[str, int, list[str]]:
        """The delimiter, how many lines the header takes, and the header."""
        lines = self._lines()
        first, taken = next(lines, ""), 1
        delimiter = None
        if first.lower().startswith("sep=") and len(first.rstrip("\r\n")) == 5:
            delimiter, first, taken = first[4], next(lines, ""), 2
        if not first.strip():
            raise Invalid(_("%(file)s is empty: it has no header.") % {"file": self.name})
        delimiter = delimiter or max(DELIMITERS, key=lambda each: len(_split(first, each)))
        header = _split(first, delimiter)
        if len(header) > limits.MAX_COLUMNS:
            raise Invalid(
                _("%(file)s has more than %(limit)s columns.")
                % {"file": self.name, "limit": limits.MAX_COLUMNS}
            )
        return delimiter, taken, header

    def _find(self, header: list[str], name_of) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for place, text in enumerate(map(clean, header)):
            if name := name_of(text):
                found.setdefault(name, []).append(place)
            elif text:
                self.reading.unread.append(text[:60])
        return found

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        lines = self._lines()
        for _line in range(self._before):
            next(lines)
        reader = csv.reader(lines, delimiter=self.delimiter)
        line = self._before
        try:
            for row in reader:
                line, before = self._before + reader.line_num, line
                if any(row):
                    yield before + 1, row
        except csv.Error as error:
            raise self._unreadable(line + 1) from error

    def _lines(self) -> Iterator[str]:
        """Whatever ends them; raises Invalid for one that does not end."""
        number = 0
        try:
            with self._path.open(encoding=self._encoding, newline="") as file:
                while line := file.readline(limits.MAX_CELL_CHARACTERS):
                    number += 1
                    if len(line) == limits.MAX_CELL_CHARACTERS:
                        raise self._unreadable(number)
                    yield line
        except UnicodeDecodeError as error:
            raise Invalid(
                _("%(file)s cannot be read after line %(line)s: save it as “CSV UTF-8”.")
                % {"file": self.name, "line": number}
            ) from error

    def _unreadable(self, line: int) -> Invalid:
        return Invalid(
            _(
                "Line %(line)s of %(file)s has a cell of more than %(limit)s characters. "
                "A quotation mark may be missing there."
            )
            % {"line": line, "file": self.name, "limit": f"{limits.MAX_CELL_CHARACTERS:,}"}
        )


def _split(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])
