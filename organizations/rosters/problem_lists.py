"""The problems of an import as a CSV file that a spreadsheet opens without running anything."""

import csv
from collections.abc import Iterator

from django.utils.translation import gettext as _

from organizations.models import RosterImport

# What makes a spreadsheet take a cell for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    def write(self, text: str) -> str:
        return text


def problem_list(row: RosterImport) -> Iterator[str]:
    """Lines; the first carries the mark by which Excel knows UTF-8."""
    writer = csv.writer(_Echo())
    header = [_("File"), _("Line"), _("Column"), _("What happens"), _("Problem")]
    yield "\ufeff" + writer.writerow(header)
    for problem in row.problems.order_by("position").iterator(1000):
        cells = [problem.file, problem.line, problem.column, problem.get_severity_display()]
        yield writer.writerow([escaped(str(cell)) for cell in (*cells, problem.sentence)])


def escaped(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
