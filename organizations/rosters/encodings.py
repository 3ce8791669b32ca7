"""In which encoding a file of a spreadsheet or a school's system is written."""

import codecs
import re
from mmap import ACCESS_READ, mmap
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
_LETTER_OF_UTF8 = re.compile(rb"[\xc3\xc4\xc5][\x80-\xbf]")


def encoding_of(path: Path) -> str:
    """A codec's name. Raises Invalid where none of those we know fits the whole file."""
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    if (unmarked := _utf16_without_mark(start)) is not None:
        return unmarked
    if _fits(path, "utf-8"):
        return "utf-8"
    if not _fits(path, "cp1252"):
        raise Invalid(
            _("The file's encoding is not known. Save it as “CSV UTF-8” and add it again.")
        )
    if _has_letters_of_utf8(path):
        raise Invalid(
            _(
                "Some lines of the file are UTF-8 and others are not, so that names would be "
                "spelled wrong. Save it as “CSV UTF-8” and add it again."
            )
        )
    return "cp1252"


def _utf16_without_mark(start: bytes) -> str | None:
    half = max(len(start) // 2, 1)
    if start[1::2].count(0) / half > _MANY_NULS:
        return "utf-16-le"
    return "utf-16-be" if start[0::2].count(0) / half > _MANY_NULS else None


def _has_letters_of_utf8(path: Path) -> bool:
    """Of two bytes, such as an accented Latin letter: in Windows-1252 they are a capital letter
    and a sign that no name has next to one another."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return _LETTER_OF_UTF8.search(content) is not None


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
