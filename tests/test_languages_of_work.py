"""What workers write down: to people in their language, in a lesson in the lesson's."""

import pytest

from lessons.models import ChatMessage
from lessons.tests.factories import add_message
from lessons.tests.test_ask import book, model  # noqa: F401
from lessons.tests.test_pipeline import add_sun_book, ask_for, make
from library import uploads
from library.ingestion.tests import pdfs
from library.tests.factories import add_source
from organizations import jobs
from organizations.scoping import scope
from project import storage


@pytest.fixture
def bob(in_school):
    """A teacher who reads German."""
    in_school.bob.language = "de"
    in_school.bob.save()
    return in_school.bob


def read(path, school):
    source = uploads.add_file(path=path, user=school.bob, organization=school.organization).source
    while jobs.work("ingestion"):
        pass
    source.refresh_from_db()
    return source


def test_the_reader_of_files_speaks_to_who_added_one(in_school, bob, tmp_path):
    source = read(pdfs.locked(tmp_path / "a.pdf", "geheim"), in_school)
    assert source.problem == "Dieses PDF ist gesperrt. Geben Sie zum Lesen sein Passwort ein."


def test_nobody_known_is_spoken_to_in_english(in_school, bob, tmp_path):
    path = pdfs.locked(tmp_path / "a.pdf", "geheim")
    source = uploads.add_file(path=path, user=bob, organization=in_school.organization).source
    source.added_by_id = None
    source.save()
    while jobs.work("ingestion"):
        pass
    source.refresh_from_db()
    assert source.problem.startswith("This PDF is locked.")


def test_a_lesson_that_fails_says_so_to_who_asked(in_school, bob):
    empty = add_source(in_school.organization, bob, page_count=1)
    lesson = make(ask_for(empty, bob, ["text"]))
    request = lesson.requests.get()
    assert request.problem.startswith("In diesem Teil der Quelle steht kein Text.")


def test_a_lesson_is_in_its_own_language_throughout(in_school, bob, settings, sign_in):
    settings.EMBEDDER = "hashing-384"
    sun = add_sun_book(in_school.organization, bob)
    lesson = make(ask_for(sun, bob, ["text"]))
    assert {segment.reference for segment in lesson.segments.exclude(reference="")} == {
        "p. 7", "p. 8", "p. 9",
    }  # fmt: skip
    page = storage.read_bytes(lesson.files["html"]).decode()
    assert "No language model is configured" in page
    assert '<html lang="en" dir="ltr">' in page
    shown = sign_in(bob).get(in_school.url(f"lessons/{lesson.pk}/")).content.decode()
    assert "Es ist kein Sprachmodell eingerichtet" in shown


def test_an_answer_names_its_page_to_who_asked(in_school, bob, sign_in, book, model):  # noqa: F811
    with scope(in_school.organization.pk):
        message = add_message(book, bob, question="What are the tops of columns of hot gas?")
    page = sign_in(bob).get(in_school.url(f"messages/{message.pk}/")).content.decode()
    message.refresh_from_db()
    assert message.state == ChatMessage.State.DONE
    assert "S. 527" in page
    assert "Verlässlichkeit" in page
    assert '<div class="prose" lang="en" dir="ltr">' in page
