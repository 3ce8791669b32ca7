"""Which kind a file is."""

import pytest

from library.ingestion.parsers.registry import KINDS, load, recognise


@pytest.mark.parametrize(
    ("first", "name", "kind"),
    [
        (b"%PDF-1.7\n", "book.pdf", "pdf"),
        (b"%PDF-1.7\n", "no name at all", "pdf"),
        (b"\x1f\x8b\x08\x00", "astronomy.TAR.GZ", "openstax"),
        (b"\x1f\x8b\x08\x00", "server.log.gz", None),
        (b"<script>%PDF-1.7", "book.pdf", "pdf"),  # its parser says what is wrong
        (b"", "empty.pdf", "pdf"),
        (b"PK\x03\x04", "lesson.DOCX", "docx"),
        (b"MZ", "setup.exe", None),
    ],
)
def test_it_works(first, name, kind):
    assert recognise(first, name) == kind


def test_a_parser_is_loaded_by_its_name():
    assert load(KINDS["pdf"].parser).kind == "pdf"
