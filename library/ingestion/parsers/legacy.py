"""Formats of old programs: which of today's LibreOffice turns them into, where it is installed."""

import os
import shutil

PROGRAMS = ("soffice", "libreoffice")
TODAY = {
    ".doc": "docx", ".dot": "docx", ".ppt": "pptx", ".pps": "pptx", ".xls": "xlsx", ".odp": "pptx",
    ".ods": "xlsx",
}  # fmt: skip
# By what one of them is known: a stream in it ([MS-DOC] 2.1, [MS-PPT] 2.1, [MS-XLS] 2.1.2, and
# "Book" before 1997), or the media type with which its package begins.
STREAMS = {
    **dict.fromkeys((".doc", ".dot"), ("WordDocument",)),
    **dict.fromkeys((".ppt", ".pps"), ("PowerPoint Document",)),
    ".xls": ("Workbook", "Book"),
}
PACKED = {
    ".odp": b"application/vnd.oasis.opendocument.presentation",
    ".ods": b"application/vnd.oasis.opendocument.spreadsheet",
}


def program() -> str | None:
    path = os.environ.get("PATH", os.defpath)
    return next((found for name in PROGRAMS if (found := shutil.which(name, path=path))), None)


def legacy_suffix(filename: str) -> str | None:
    """The ending of an old format that can be read here; None for any other file."""
    name = filename.lower()
    suffix = next((ending for ending in TODAY if name.endswith(ending)), None)
    return suffix if suffix and program() else None
