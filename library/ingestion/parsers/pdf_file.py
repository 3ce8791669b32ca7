"""Opens a PDF, or says in a sentence why not."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pymupdf

from library.ingestion.parsers.page_limit import MAX_PAGES
from project.errors import UnreadableSource
from project.sentences import gettext as _
from project.sentences import grouped

SIGNATURE = b"%PDF-"

pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)


@contextmanager
def opened(path: Path) -> Iterator[pymupdf.Document]:
    """The document, readable and with 1 to MAX_PAGES pages; closed afterwards.

    Raises UnreadableSource: empty_file, wrong_type, damaged, password_needed, no_pages,
    too_many_pages.
    """
    check_signature(path)
    document = open_unchecked(path)
    try:
        if document.needs_pass:
            raise UnreadableSource(
                _("This PDF is locked. Give its password to read it."), code="password_needed"
            )
        _check_page_count(count_pages(document), document.is_repaired)
        yield document
    finally:
        document.close()


def check_signature(path: Path) -> None:
    """A file that hides something before its PDF, such as a script, is not taken."""
    with path.open("rb") as file:
        head = file.read(1024)
    if not head:
        raise UnreadableSource(
            _("This file is empty (0 bytes). Upload it again, or get a new copy."),
            code="empty_file",
        )
    if head.startswith(SIGNATURE):
        return
    if head.startswith(b"PK\x03\x04"):
        raise UnreadableSource(
            _(
                "This file is a ZIP archive, not a PDF. Unpack it, and upload the PDF that is in "
                "it."
            ),
            code="wrong_type",
        )
    if SIGNATURE in head:
        raise UnreadableSource(
            _(
                "This file does not begin as a PDF: something else stands before the document. "
                "Open it in a PDF program, save it as a new PDF, and upload that."
            ),
            code="wrong_type",
        )
    raise UnreadableSource(
        _("This file is not a PDF, whatever its name says. Upload the PDF itself."),
        code="wrong_type",
    )


def open_unchecked(path: Path) -> pymupdf.Document:
    """The document, locked or not. Raises UnreadableSource(code="damaged")."""
    try:
        return pymupdf.open(path, filetype="pdf")
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
        raise UnreadableSource(
            _(
                "This PDF is damaged and could not be repaired. Get a new copy of the file, "
                "or save it again from the program that made it."
            ),
            code="damaged",
        ) from error


def count_pages(document: pymupdf.Document) -> int:
    try:
        return document.page_count
    except (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase) as error:
        raise UnreadableSource(
            _("The list of pages in this PDF is damaged. Get a new copy of the file."),
            code="damaged",
        ) from error


def _check_page_count(count: int, is_repaired: bool) -> None:
    if count < 1 and is_repaired:
        raise UnreadableSource(
            _("This PDF is damaged, and no page of it could be saved. Get a new copy of the file."),
            code="damaged",
        )
    if count < 1:
        raise UnreadableSource(
            _("This PDF has no pages. Get a new copy of the file."), code="no_pages"
        )
    if count > MAX_PAGES:
        raise UnreadableSource(
            _(
                "This PDF has %(count)s pages; the most that can be read is %(limit)s. "
                "Split it into parts and upload those."
            )
            % {"count": grouped(count), "limit": grouped(MAX_PAGES)},
            code="too_many_pages",
        )
