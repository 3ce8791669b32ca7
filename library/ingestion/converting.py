"""A file of an old format becomes one of today's, by LibreOffice, cut off and with limits.

It gets a profile of its own, in which macros stay off. What is no file of the format that it says
it is, is not shown to it: LibreOffice takes anything for something, and a web page for a sheet.
"""

import mmap
import shutil
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from library.ingestion import cut_off
from library.ingestion.parsers.legacy import PACKED, STREAMS, program
from project.errors import UnreadableSource

OLE, BYTE_ORDER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xfe\xff"  # [MS-CFB] 2.2
BYTE_ORDER_AT = 28
ZIP = b"PK\x03\x04"
BOUNDS = cut_off.Bounds(
    memory_bytes=4 * 1024**3,
    file_bytes=1024**3,
    seconds=75,  # less than a job's lease
)


def convert(path: Path, kind: str, to: Path, *, bounds: cut_off.Bounds = BOUNDS) -> None:
    """Write `path` as a file of this kind, whole or not at all. Raises UnreadableSource."""
    office = program()
    if office is None or not _is_what_it_says(path):
        raise _refused(kind)
    to.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".converting.", dir=to.parent))
    try:
        source = folder / f"old{path.suffix.lower()}"
        shutil.copyfile(path, source)
        _run(office, source, kind, folder, bounds)
        made = folder / f"old.{kind}"
        if not made.is_file():
            raise _refused(kind)
        made.rename(to)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_what_it_says(path: Path) -> bool:
    suffix = path.suffix.lower()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if suffix in PACKED:
            return data[: len(ZIP)] == ZIP and data.find(PACKED[suffix]) >= 0
        order = data[BYTE_ORDER_AT : BYTE_ORDER_AT + len(BYTE_ORDER)]
        has_head = data[: len(OLE)] == OLE and order == BYTE_ORDER
        names = (name.encode("utf-16-le") for name in STREAMS[suffix])
        return has_head and any(data.find(name) >= 0 for name in names)


def _run(office: str, source: Path, kind: str, folder: Path, bounds: cut_off.Bounds) -> None:
    command = [
        office, "--headless", "--norestore", "--nolockcheck",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to", kind, "--outdir", str(folder), str(source),
    ]  # fmt: skip
    try:
        cut_off.run(command, home=folder, bounds=bounds)
    except cut_off.Overdue as error:
        raise _refused(kind) from error


def _refused(kind: str) -> UnreadableSource:
    return UnreadableSource(
        _(
            "This file is in an old format, and could not be turned into one of today. Open it in "
            "the program that made it (or in LibreOffice), save it as .%(today)s, and add that."
        )
        % {"today": kind},
        code="damaged",
    )
