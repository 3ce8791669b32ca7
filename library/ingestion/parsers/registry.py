"""Kind of source -> its parser, and a file's first bytes -> its kind.

A parser is imported only in the child process that reads with it.
"""

import importlib
from dataclasses import dataclass

from library.ingestion.parsers.base import Parser


@dataclass(frozen=True, slots=True)
class Kind:
    """parser: "module:Class". magic: what a file of this kind begins with."""

    parser: str
    media_types: tuple[str, ...]
    extensions: tuple[str, ...]
    magic: bytes


KINDS: dict[str, Kind] = {
    "pdf": Kind(
        parser="library.ingestion.parsers.pdf:PdfParser",
        media_types=("application/pdf",),
        extensions=(".pdf",),
        magic=b"%PDF-",
    ),
    "openstax": Kind(
        parser="library.ingestion.parsers.openstax:OpenStaxParser",
        media_types=(
            "application/gzip",
            "application/x-gzip",
            "application/x-tar",
            "application/zip",
        ),
        extensions=(".tar.gz", ".tgz", ".zip"),
        magic=b"\x1f\x8b",
    ),
}


def recognise(first_bytes: bytes, filename: str) -> str | None:
    """Kind of a file, or None if it is none that can be read.

    The content decides, not the name: a PDF is one under any name. Gzip is no book by itself,
    so there the name has to agree; and a file named as a kind that it does not hold is still
    given to that kind's parser, which says what is wrong with it.
    """
    name = filename.lower()
    if first_bytes.startswith(KINDS["pdf"].magic):
        return "pdf"
    for kind, known in KINDS.items():
        if name.endswith(known.extensions):
            return kind
    return None


def load(dotted: str) -> Parser:
    """The parser named "module:Class". Raises ImportError or AttributeError."""
    module, _, name = dotted.partition(":")
    return getattr(importlib.import_module(module), name)()
