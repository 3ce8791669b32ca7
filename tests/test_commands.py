"""What scripts rely on: one line of JSON, an exit code, and sentences in place of traces."""

import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from lessons.models import LessonRequest
from lessons.quickstart import SAMPLES
from library.ingestion.pipeline import STAGES
from library.ingestion.tests import pdfs
from library.models import Source
from organizations.authority import NOT_HERE
from organizations.class_settings import ClassSettings
from organizations.models import Grant, Organization
from organizations.scoping import scope, unscoped
from organizations.tests.factories import add_class, membership
from tests import bad_files as bad

ROOT = Path(__file__).resolve().parents[1]
INGEST_KEYS = {
    "source_id", "state", "problem", "pages", "nodes", "sections", "atoms", "seconds", "receipt",
    "captions", "captions_problem",
}  # fmt: skip


@pytest.fixture
def run(school, capsys):
    """run("search", "words", …): the parsed answer of a command as bob, in this process."""

    def call(command: str, *options):
        call_command(command, *map(str, options), "--as", school.bob.email, "--json")
        return json_loads(capsys.readouterr().out)

    return call


def json_loads(out: str):
    assert out.count("\n") == 1
    assert out.endswith("\n")
    return json.loads(out)


@pytest.fixture
def refused(school, capsys):
    """refused("search", …): the sentence with which the command ends, in this process."""

    def call(command: str, *options, email=None) -> str:
        with pytest.raises(CommandError) as caught:
            call_command(command, *map(str, options), "--as", email or school.bob.email)
        assert capsys.readouterr().out == ""
        return str(caught.value)

    return call


@pytest.fixture
def refused_json(school, capsys):
    """refused_json("search", …): what a script reads where the command refuses."""

    def call(command: str, *options, email=None) -> dict:
        with pytest.raises(CommandError) as caught:
            call_command(command, *map(str, options), "--as", email or school.bob.email, "--json")
        answer = json_loads(capsys.readouterr().out)
        assert answer["detail"] == str(caught.value)
        return answer

    return call


@pytest.fixture
def book(run) -> dict:
    return run("ingest", SAMPLES / "astronomy-sample.tar.gz", "--wait")


def test_ingest(book):
    assert book.keys() >= INGEST_KEYS
    assert book["state"] == "ready"
    assert book["problem"] == ""
    assert min(book["pages"], book["nodes"], book["sections"], book["atoms"]) > 1
    assert book["seconds"].keys() == STAGES.keys()
    assert book["receipt"]["text"] == book["pages"]


def test_ingest_without_waiting(run, tmp_path):
    answer = run("ingest", pdfs.book(tmp_path / "b.pdf", 1), "--title", "A book")
    assert (answer["state"], answer["pages"]) == ("queued", 0)


def test_search(run, book):
    found = run("search", "light of stars", "--limit", "3", "--source", book["source_id"])
    assert len(found) == 3
    keys = {"atom_id", "source_id", "title", "page", "page_label", "score", "text"}
    assert all(row.keys() >= keys for row in found)
    assert {row["source_id"] for row in found} == {book["source_id"]}


def test_ask(run, book):
    answer = run("ask", "What is light?", "--source", book["source_id"])
    assert answer.keys() >= {"answer", "confidence", "citations", "timings_ms", "provider"}
    assert answer["provider"] == "extractive"


def test_make_lesson(run, school, tmp_path):
    source = run("ingest", pdfs.book(tmp_path / "b.pdf"), "--wait")["source_id"]
    with scope(school.organization.pk):
        Source.objects.update(language="en")
    lesson = run("make_lesson", "--source", source, "--pages", "1-3", "--modality", "text",
                 "--language", "en", "--wait")  # fmt: skip
    keys = {"lesson_id", "state", "segments", "cached_segments", "duration_s", "files", "seconds"}
    assert lesson.keys() >= keys
    assert lesson["state"] == "ready"
    assert lesson["segments"] > 0
    assert lesson["files"].keys() == {"html", "pdf"}


def test_a_lesson_is_made_for_a_class(run, refused, school, charlie, book):
    bob = membership(school.organization, school.bob)
    ours = add_class(bob, settings=ClassSettings(strategy="inquiry"))
    lesson = ("make_lesson", "--source", book["source_id"], "--modality", "text", "--class")
    made = run(*lesson, ours.pk)
    with scope(school.organization.pk):
        request = LessonRequest.objects.get(lesson_id=made["lesson_id"])
        assert request.strategy == "inquiry"
        assert Grant.objects.get(subject_id=request.lesson_id).school_class == ours
    hillside = Organization.objects.get(name="Hillside High")
    theirs = add_class(membership(hillside, charlie))
    assert refused(*lesson, theirs.pk) == str(NOT_HERE)


def test_refusals_of_ingest(refused, tmp_path):
    path = pdfs.book(tmp_path / "b.pdf", 1)
    assert refused("ingest", path, email="nobody@x.example") == (
        "Nobody signs in as nobody@x.example."
    )
    assert "is not in that organization, but in: " in refused("ingest", path, "--organization", "x")
    assert refused("ingest", tmp_path / "no.pdf").startswith("There is no file at ")
    assert "of a kind that cannot be read" in refused("ingest", _touch(tmp_path / "a.exe"))
    assert "is empty: it has no bytes" in refused("ingest", _touch(tmp_path / "a.pdf"))
    png = bad.written(b"\x89PNG")(tmp_path / "png.pdf")
    assert "This file is not a PDF" in refused("ingest", png, "--wait")


def _touch(path: Path) -> Path:
    path.touch()
    return path


def test_refusals_of_the_others(refused, book):
    source = book["source_id"]
    lesson = ("make_lesson", "--source", source, "--modality", "text")
    nowhere = "There is no such source, or it is not yours to see."
    for command in (["search", "x"], ["ask", "x"], ["make_lesson"]):
        assert refused(*command, "--source", uuid4()) == nowhere
        assert "invalid UUID value: 'x'" in refused(*command, "--source", "x")
        assert "Nobody signs in" in refused(*command, "--source", source, email="x")
    assert refused("search", "  ") == "Write what to look for."
    assert refused("search", "x", "--limit", "-1") == "--limit can be 1 to 100."
    assert refused("ask", " ", "--source", source) == "Write a question first."
    for pages in ("999-1000", "x", "²", "1-", "-", "9" * 30):
        assert refused(*lesson, "--pages", pages).startswith("There is no page "), pages
    assert refused("make_lesson", "--source", source, "--modality", "smell") == (
        "Choose at least one of: text, audio, video."
    )
    assert "That chapter is not in this source" in refused(*lesson, "--node", uuid4())
    assert "not both" in refused(*lesson, "--node", uuid4(), "--pages", "1")
    assert "There is no strategy “x”" in refused(*lesson, "--strategy", "x")
    assert refused(*lesson, "--language", "de").startswith("This source is in English")


def test_a_script_reads_why_it_was_refused(refused_json, tmp_path):
    nowhere = {
        "error": "not_found",
        "detail": "There is no such source, or it is not yours to see.",
    }
    for command in (["search", "x"], ["ask", "x"], ["make_lesson"]):
        assert refused_json(*command, "--source", uuid4()) == nowhere
        stranger = refused_json(*command, "--source", uuid4(), email="x@x.example")
        assert stranger == {
            "error": "not_found",
            "detail": "Nobody signs in as x@x.example.",
        }
    assert refused_json("search", " ") == {
        "error": "invalid",
        "detail": "Write what to look for.",
    }
    answer = refused_json("ingest", _touch(tmp_path / "a.pdf"))
    assert answer.keys() == INGEST_KEYS | {"error", "detail"}
    assert answer["problem"] == answer["detail"]


def test_a_script_reads_that_they_may_not(refused_json, school, tmp_path):
    book = pdfs.book(tmp_path / "b.pdf", 1)
    student = school.dana.email
    assert refused_json("ingest", book, email=student)["error"] == "forbidden"


def test_a_lesson_on_what_cannot_be_read(refused, run, tmp_path, capsys):
    with pytest.raises(CommandError, match="locked"):
        run("ingest", pdfs.locked(tmp_path / "b.pdf"), "--wait")
    assert json_loads(capsys.readouterr().out)["state"] == "failed"
    with unscoped("the only one"):
        source = Source.objects.get().pk
    for command in (["ask", "x"], ["make_lesson"]):
        assert "has not been read yet" in refused(*command, "--source", source)


# As scripts call them


@pytest.fixture
def manage(transactional_db, school, media):
    """Run manage.py in a process of its own on this test's databases and files."""
    given = {
        "data_dir": str(media.parent),
        "media": str(media),
        "databases": {a: connections[a].settings_dict["NAME"] for a in ("default", "content")},
        "lease_s": 60,
    }
    environment = os.environ | {
        "LECTERN_TEST_WORKER": json.dumps(given),
        "DJANGO_SETTINGS_MODULE": "tests.worker_settings",
    }

    def call(*words, email=school.bob.email) -> subprocess.CompletedProcess:
        command = [sys.executable, "manage.py", *words, "--as", email]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120
        )
        assert "Traceback" not in done.stdout + done.stderr
        return done

    return call


@pytest.mark.slow
@pytest.mark.django_db(databases=["default", "content"], transaction=True)
def test_ingest_from_a_shell(manage, tmp_path):
    strange = tmp_path / os.fsdecode(b"caf\xe9.pdf")  # a name in no encoding we know
    pdfs.book(tmp_path / "b.pdf", 1).rename(strange)
    good = manage("ingest", strange, "--title", strange.name, "--wait", "--json")
    assert (good.returncode, good.stderr) == (0, "")
    answer = json_loads(good.stdout)
    assert answer.keys() >= INGEST_KEYS
    assert (answer["state"], answer["title"]) == ("ready", "caf\ufffd.pdf")


@pytest.mark.slow
@pytest.mark.django_db(databases=["default", "content"], transaction=True)
def test_refusals_from_a_shell(manage, tmp_path):
    empty = manage("ingest", _touch(tmp_path / "empty.pdf"), "--json")
    answer = json_loads(empty.stdout)
    assert empty.returncode == 1
    assert answer.keys() == INGEST_KEYS | {"error", "detail"}
    assert (answer["source_id"], answer["state"]) == (None, "failed")
    assert "is empty: it has no bytes. Check the file" in answer["problem"]

    png = bad.written(b"\x89PNG")(tmp_path / "png.pdf")
    answer = json_loads(manage("ingest", png, "--wait", "--json").stdout)
    assert (answer["source_id"] is None, answer["state"]) == (False, "failed")
    assert "This file is not a PDF" in answer["problem"]

    refusal = manage("search", "light", "--json", email="nobody@x.example")
    assert (refusal.returncode, refusal.stderr) == (
        1,
        "CommandError: Nobody signs in as nobody@x.example.\n",
    )
    assert json_loads(refusal.stdout)["error"] == "not_found"

    told = manage("ingest", png, email="nobody@x.example")
    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == "CommandError: Nobody signs in as nobody@x.example.\n"
