"""Files of old programs: turned into today's by LibreOffice where it is, else a sentence."""

import os

import pytest

from library.ingestion.tests import documents
from library.models import Source
from library.tests.uploading import Door
from organizations import jobs
from organizations.scoping import unscoped

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old document"
# Stands in for LibreOffice: what it is told, and where it writes.
OFFICE = """#!/bin/sh
while [ $# -gt 1 ]; do
  case "$1" in --convert-to) kind=$2 ;; --outdir) out=$2 ;; esac
  shift
done
cp "{made}" "$out/$(basename "$1" .doc).$kind"
"""


@pytest.fixture(autouse=True)
def across():
    with unscoped("the tests look at every row"):
        yield


@pytest.fixture
def office(tmp_path, monkeypatch):
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(OFFICE.format(made=documents.word(tmp_path / "made.docx")))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    return program


def bring(school, client) -> Source:
    assert Door(school, client).bring("Report.doc", OLD).status_code == 200
    while jobs.work("ingestion"):
        pass
    return Source.objects.get()


def test_it_works(school, client, office):
    source = bring(school, client)
    assert (source.state, source.kind) == (Source.State.READY, "docx"), source.problem


def test_what_cannot_be_turned_is_told(school, client, office):
    office.write_text("#!/bin/sh\nexit 1\n")
    source = bring(school, client)
    assert source.state == Source.State.FAILED
    assert "save it as .docx" in source.problem


def test_without_libreoffice_one_is_told_what_to_do(school, client, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    refused = Door(school, client).create("Report.doc", len(OLD))
    assert refused.status_code == 422
    assert "save it as .docx" in refused.json()["detail"]
