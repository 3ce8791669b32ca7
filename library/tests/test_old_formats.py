"""Files of old programs: turned into today's by LibreOffice where it is, else a sentence."""

import os
from pathlib import Path

import pytest

from library.ingestion import cut_off, tests
from library.ingestion.converting import convert
from library.ingestion.tests import documents
from library.models import Source
from library.tests.uploading import Door
from organizations import jobs
from organizations.scoping import unscoped
from project.errors import UnreadableSource

FOLDER = Path(tests.__file__).parent / "office"
OLD = (FOLDER / "tides.doc").read_bytes()
SPOILT = OLD.replace("WordDocument".encode("utf-16-le"), b"?" * 24)
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


def bring(school, client, body: bytes = OLD) -> Source:
    assert Door(school, client).bring("Report.doc", body).status_code == 200
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


@pytest.mark.parametrize(
    ("body", "kind", "state"),
    [
        (b"Words alone, which LibreOffice would take for a document.", "docx", "failed"),
        (b"<html><img src='http://127.0.0.1/'></html>", "docx", "failed"),
        (SPOILT, "docx", "failed"),
        (rb"{\rtf1\ansi Season of mists\par}", "rtf", "ready"),
    ],
)
def test_only_a_file_of_its_format_is_shown_to_it(school, client, office, body, kind, state):
    source = bring(school, client, body)
    assert (source.kind, source.state) == (kind, state)


def test_one_that_hangs_is_ended(office, tmp_path, monkeypatch):
    started = []

    def note(*arguments, **options):
        started.append(popen(*arguments, **options))
        return started[-1]

    popen = cut_off.subprocess.Popen
    monkeypatch.setattr(cut_off.subprocess, "Popen", note)
    office.write_text("#!/bin/sh\nsleep 600\n")
    at_once = cut_off.Bounds(memory_bytes=2**32, file_bytes=2**20, seconds=0)
    with pytest.raises(UnreadableSource):
        convert(FOLDER / "tides.doc", "docx", tmp_path / "to" / "new.docx", bounds=at_once)
    assert started[-1].poll() is not None
    assert list((tmp_path / "to").iterdir()) == []


def test_without_libreoffice_one_is_told_what_to_do(school, client, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    refused = Door(school, client).create("Report.doc", len(OLD))
    assert refused.status_code == 422
    assert "save it as .docx" in refused.json()["detail"]
