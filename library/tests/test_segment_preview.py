"""The command that draws sections on pages."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from library.ingestion.tests import pdfs
from library.models import Source
from library.tests.factories import add_book
from project import storage


@pytest.fixture
def book(in_school, tmp_path):
    source = add_book(in_school.organization, in_school.bob)
    storage.save_file(source.file_key, pdfs.book(tmp_path / "book.pdf", 2))
    return source


def preview(source, pages, out, *options):
    call_command("segment_preview", str(source), "--pages", pages, "--out", str(out), *options)


def test_it_works(book, in_school, tmp_path, capsys):
    preview(book.pk, "527-528", tmp_path / "out", "--as", in_school.bob.email, "--json")
    answer = json.loads(capsys.readouterr().out)
    assert [page["label"] for page in answer["pages"]] == ["527", "528"]
    assert [s["side"] for s in answer["pages"][0]["sections"]] == ["left", "right"]
    for page in answer["pages"]:
        assert Path(page["file"]).read_bytes()[:4] == b"\x89PNG"


def test_who_runs_the_installation_names_a_title(book, tmp_path, capsys):
    preview("astronomy", "1", tmp_path)
    assert "page-0001.png  p. 527, 2 sections" in capsys.readouterr().out


def test_bad_input_is_said(book, in_school, charlie, tmp_path):
    def refused(source, pages="527", *options) -> str:
        with pytest.raises(CommandError) as caught:
            preview(source, pages, tmp_path, *options)
        return str(caught.value)

    assert "There is no source “Botany”" in refused("Botany")
    assert "There is no source" in refused(book.pk, "527", "--as", charlie.email)
    assert "There is no page “99”" in refused(book.pk, "99")
    assert "run backwards" in refused(book.pk, "528-527")
    Source.objects.filter(pk=book.pk).update(state="processing")
    assert "has no sections" in refused(book.pk)
