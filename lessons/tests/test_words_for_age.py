"""Words for the age: pages name their words, and these are usual or plain."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.html import escape

from billing.models import HeldRequest
from conftest import add_to
from lessons.models import Lesson
from lessons.portal.wording import WORDS
from lessons.tests.factories import add_lesson
from library.tests.factories import add_book
from organizations.models import Class, Relationship, Role
from organizations.services.relationships import relate
from organizations.tests.factories import add_class, membership

NAMED = re.compile(r"\bsay\.(\w+)")
PLAIN = [name for name, (usual, plain) in WORDS.items() if usual and str(usual) != str(plain)]


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob, title="Astronomy")


@pytest.fixture
def third_grade(in_school):
    here = in_school.organization
    made = add_class(membership(here, in_school.bob), membership(here, in_school.dana))
    Class.objects.filter(pk=made.pk).update(grade_level="3")
    return made


def test_every_word_is_said_somewhere_and_every_name_has_its_words():
    texts = [path.read_text() for path in Path(settings.BASE_DIR, "templates").rglob("*.html")]
    said = {name for text in texts for name in NAMED.findall(text)}
    assert said | {name for name in WORDS if name.startswith("field_")} == set(WORDS)


def usual_words_in(page: str) -> list[str]:
    """Names of those that stand on it, alone in an element, though there are plain ones."""
    return [
        name
        for name in PLAIN
        if re.search(rf">\s*{re.escape(escape(str(WORDS[name][0])))}\s*<", page)
    ]


def test_the_pages_of_a_young_student_are_in_plain_words(in_school, book, third_grade, sign_in):
    add_lesson(book, in_school.bob, title="The Sun", state=Lesson.State.PARTIAL)
    lesson = add_lesson(book, in_school.bob, title="The Moon")
    client = sign_in(in_school.dana)
    pages = {
        "": "To do",
        "library/": "Find a book, or words in it",
        "library/?q=xyzzy": "No book has these words.",
        "chats/": "Ask your first question",
        "lessons/": "Ask for a lesson",
        f"lessons/new/?source={book.pk}": "What it uses up",
        "lessons/topic/?topic=zeppelins": "Your books do not have this",
        f"lessons/{lesson.pk}/": "What you can open",
        f"lessons/{lesson.pk}/offline/": "One file that opens without the internet.",
        "assignments/": "your teacher gives you something to do",
        "artifacts/": "Your teacher can give you quizzes.",
        "progress/": "When you work on something",
        "review/": "Nothing to practise today",
        "notes/": "Open a book and mark some words.",
        "plan/": "Work from your teacher uses nothing up.",
    }
    for path, plain in pages.items():
        page = client.get(in_school.url(path)).content.decode()
        assert plain in page, path
        assert usual_words_in(page) == [], path
    held = HeldRequest.objects.create(
        organization=in_school.organization,
        person=in_school.dana,
        kind="lesson",
        meter="text",
        label="The Sun",
        payload={},
    )
    page = client.get(in_school.url(f"plan/limits/{held.pk}/")).content.decode()
    assert "We keep what you asked for." in page
    assert usual_words_in(page) == []
    for path in ("children/1/", "lessons/requests/"):
        page = client.get(in_school.url(path)).content.decode()
        assert "We cannot find this" in page or "You cannot do this" in page, path
    Class.objects.filter(pk=third_grade.pk).update(settings={"age_band": "older"})
    assert (
        "What there is of it" in client.get(in_school.url(f"lessons/{lesson.pk}/")).content.decode()
    )


def test_adults_read_the_usual_words(in_school, third_grade, sign_in):
    here = in_school.organization
    nora, child = add_to(here, "nora", Role.GUARDIAN), membership(here, in_school.dana)
    relate(
        kind="guardian", adult=membership(here, nora), child=child, made=Relationship.Made.BY_HAND
    )
    page = sign_in(nora).get(in_school.url(f"children/{child.pk}/")).content.decode()
    assert "What is due" in page
    assert "of their plan" in page
    assert (
        "Assignments" in sign_in(in_school.bob).get(in_school.url("assignments/")).content.decode()
    )


def test_a_teacher_finds_their_own_child_at_home(in_school, third_grade, sign_in):
    here = in_school.organization
    teacher, child = membership(here, in_school.bob), membership(here, in_school.dana)
    client, url = sign_in(in_school.bob), in_school.url(f"children/{child.pk}/")
    assert url not in client.get(in_school.url("")).content.decode()
    relate(kind="guardian", adult=teacher, child=child, made=Relationship.Made.BY_HAND)
    assert url in client.get(in_school.url("")).content.decode()
    assert client.get(url).status_code == 200
