"""Files that are two things at once are read as one of them, and handed out as nothing else."""

import zipfile

import pytest

from library.ingestion import sandbox
from library.ingestion.tests import documents, pdfs
from library.models import ContentAtom, Source
from library.tests.uploading import Door
from organizations import jobs
from organizations.scoping import unscoped

SCRIPT = b"<!doctype html><script>alert(document.cookie)</script>\n"


@pytest.fixture(autouse=True)
def across():
    with unscoped("the tests look at every row"):
        yield
    sandbox.close()


def a_document_after_a_page(path):
    documents.word(path)
    path.write_bytes(SCRIPT + path.read_bytes())


def a_book_before_an_archive(path):
    pdfs.book(path, pages=1)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
        archive.writestr("evil.html", SCRIPT)


def a_document_that_begins_as_a_book(path):
    documents.word(path)
    path.write_bytes(b"%PDF-1.7\n" + path.read_bytes())


def a_page_that_begins_as_a_book(path):
    path.write_bytes(b"%PDF-1.7\n" + SCRIPT)


@pytest.mark.parametrize(
    ("make", "name", "kind", "state", "told"),
    [
        (a_document_after_a_page, "plan.docx", "docx", Source.State.READY, "Plants make sugar"),
        (a_book_before_an_archive, "plan.docx", "pdf", Source.State.READY, "Virtue is a habit"),
        (a_document_that_begins_as_a_book, "plan.docx", "pdf", Source.State.FAILED, "damaged"),
        (a_page_that_begins_as_a_book, "plan.html", "pdf", Source.State.FAILED, "damaged"),
    ],
)
def test_it_works(school, client, tmp_path, make, name, kind, state, told):
    make(path := tmp_path / name)
    assert Door(school, client).bring(name, path.read_bytes()).status_code == 200
    while jobs.work("ingestion"):
        pass
    source = Source.objects.get()
    assert (source.kind, source.state) == (kind, state)
    said = " ".join(ContentAtom.objects.filter(source=source).values_list("text", flat=True))
    assert told in (said or source.problem)
    assert "script" not in said

    file = client.get(client.get(school.url(f"library/{source.pk}/file/"))["Location"])
    assert file["Content-Disposition"] == f'attachment; filename="{name}"'
    assert file["X-Content-Type-Options"] == "nosniff"
    assert "script-src 'self'" in file["Content-Security-Policy"]
