"""An organization whose subscription does not run: what is there stays, nothing new begins."""

import pytest
from django.http import HttpResponse
from django.test import Client

from billing import pausing
from billing.models import HeldRequest, Subscription
from lessons.models import Artifact, Bubble, ChatMessage, LessonRequest
from lessons.tests.factories import add_lesson
from lessons.tests.test_lesson_create import asked
from library.models import Section, Source
from library.tests.factories import add_book

pytestmark = pytest.mark.usefixtures("in_school")


@pytest.fixture
def book(in_school, monkeypatch) -> Source:
    monkeypatch.setattr(pausing, "_runs_until", {})
    return add_book(in_school.organization, in_school.bob)


@pytest.fixture
def bought(in_school) -> Subscription:
    return Subscription.objects.create(
        organization=in_school.organization, plan="starter", status="active", stripe_id="sub_1"
    )


def new_work(client: Client, school, book: Source) -> dict[str, HttpResponse]:
    """What each door to new work answers to a teacher."""
    section = Section.objects.get(source=book, page_index=0, position=1)
    quiz = {"kind": "quiz", "part": "whole", "count": "5", "strategy": "inquiry"}
    upload = {"filename": "sun.pdf", "size_bytes": 1000}
    return {
        "lesson": client.post(school.url(f"lessons/new/?source={book.pk}"), asked()),
        "question": client.post(school.url(f"library/{book.pk}/ask/"), {"question": "Why?"}),
        "quiz": client.post(school.url(f"artifacts/new/?source={book.pk}"), quiz),
        "teacher": client.post(
            school.url(f"library/{book.pk}/sections/{section.pk}/bubbles/read/")
        ),
        "upload": client.post(
            school.url("library/uploads/"), upload, content_type="application/json"
        ),
    }


MADE = (LessonRequest, ChatMessage, Artifact, Bubble)


def test_while_it_runs_all_can_begin(in_school, book, bought, sign_in):
    answers = new_work(sign_in(in_school.bob), in_school, book)
    codes = {name: answer.status_code for name, answer in answers.items()}
    assert codes == dict.fromkeys(answers, 302) | {"upload": 201}
    assert [model.objects.count() for model in MADE] == [1, 1, 1, 1]


@pytest.mark.parametrize("status", ["paused", "incomplete", "unpaid", "canceled"])
def test_nothing_new_begins_and_all_can_be_read(status, in_school, book, bought, sign_in):
    Subscription.objects.filter(pk=bought.pk).update(status=status)
    lesson, client = add_lesson(book, in_school.bob), sign_in(in_school.bob)
    there = [model.objects.count() for model in MADE]
    for name, answer in new_work(client, in_school, book).items():
        kept = name in ("lesson", "question")
        page = client.get(answer["Location"]) if kept else answer
        assert "can be read and exported" in page.content.decode(), name
        assert page.status_code == (200 if kept else 422 if name != "teacher" else 402), name
    assert [model.objects.count() for model in MADE] == there
    assert Source.objects.get() == book
    for path in (f"lessons/{lesson.pk}/", f"library/{book.pk}/", "lessons/"):
        assert client.get(in_school.url(path)).status_code == 200
    assert sign_in(in_school.alice).post(in_school.url("manage/data/exports/")).status_code == 302


def test_what_was_asked_for_waits_until_the_payment_is_right(in_school, book, bought, sign_in):
    Subscription.objects.filter(pk=bought.pk).update(status="unpaid")
    client = sign_in(in_school.bob)
    client.post(in_school.url(f"lessons/new/?source={book.pk}"), asked())
    url = in_school.url(f"plan/limits/{HeldRequest.objects.get().pk}/")
    assert "Those who run Riverside High can set the payment right" in (
        client.get(url).content.decode()
    )
    assert client.post(f"{url}continue/").status_code == 402
    Subscription.objects.filter(pk=bought.pk).update(status="active")
    assert client.post(f"{url}continue/").status_code == 302
    assert LessonRequest.objects.count() == 1
