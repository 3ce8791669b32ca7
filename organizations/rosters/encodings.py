"""In which encoding a file of a spreadsheet or a school's system is written."""

import codecs
from pathlib import Path

from django.utils.translation import gettext as _

from project.errors import Invalid

BLOCK_BYTES = 1024 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Of the first bytes, from which share of NULs in one half it is UTF-16 without its mark.
_MANY_NULS = 0.3


def encoding_of(path: Path) -> str:
    """A codec's name. Raises Invalid where none of those we know fits the whole file."""
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if (unmarked := _utf16_without_mark(start)) is not None:
        return unmarked
    for name in ("utf-8", "cp1252"):
        if _fits(path, name):
            return name
    raise Invalid(_("The file's encoding is not known. Save it as “CSV UTF-8” and add it again."))


def _utf16_without_mark(start: bytes) -> str | None:
    half = max(len(start) // 2, 1)
    if start[1::2].count(0) / half > _MANY_NULS:
        return "utf-16-le"
    return "utf-16-be" if start[0::2].count(0) / half > _MANY_NULS else None


def _fits(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
