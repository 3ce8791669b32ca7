"""From a file to a Roster, whatever kind of file it is."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from organizations.rosters import limits
from organizations.rosters.oneroster import read_oneroster
from organizations.rosters.plain import read_plain
from organizations.rosters.roster import Problems, Roster
from organizations.rosters.tables import Reading
from project.errors import Invalid
from project.storage import workspace

_ZIP = b"PK\x03\x04"
# What people send in place of a CSV file, by its first bytes.
_OTHERS = (b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")


def read_roster(
    path: Path,
    *,
    filename: str,
    today: date | None = None,
    on_lines: Callable[[int], None] = lambda count: None,
) -> Roster:
    """Raises Invalid, in a sentence for who added the file, where it is no roster."""
    reading = Reading(problems=Problems(), on_lines=on_lines)
    name = short_name(filename)
    with path.open("rb") as file:
        start = file.read(8)
    _refuse_others(path, start, name=name)
    if not start.startswith(_ZIP):
        return read_plain(path, name=name, reading=reading)
    with workspace() as folder:
        return read_oneroster(
            path, folder=folder, reading=reading, today=today or timezone.localdate()
        )


def short_name(filename: str) -> str:
    return Path(filename.replace("\\", "/")).name[-60:] or "roster.csv"


def _refuse_others(path: Path, start: bytes, *, name: str) -> None:
    size = path.stat().st_size
    if size == 0:
        raise Invalid(_("The file is empty: it has no bytes. Nothing was changed."))
    if size > limits.MAX_FILE_BYTES:
        raise Invalid(
            _("The file is larger than %(limit)s MB. Export one school after the other.")
            % {"limit": limits.MAX_FILE_BYTES // 1024**2}
        )
    is_named_zip = name.lower().endswith(".zip") and not start.startswith(_ZIP)
    if is_named_zip or start.startswith(_OTHERS) or _is_workbook(path, start):
        raise Invalid(_("This is no CSV file and no OneRoster archive. Save the list as CSV."))


def _is_workbook(path: Path, start: bytes) -> bool:
    """An .xlsx, .ods or .docx: an archive that says so in its first member's name."""
    with path.open("rb") as file:
        head = file.read(200)
    return start.startswith(_ZIP) and (b"[Content_Types].xml" in head or b"mimetype" in head)
