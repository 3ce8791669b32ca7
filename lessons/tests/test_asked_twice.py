"""The same lesson asked for in two tabs, or by a second click, is one."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from lessons.models import Lesson, LessonRequest
from lessons.services.lessons import FRESH_FOR
from lessons.tests.test_lesson_create import asked
from library.models import Source
from library.tests.factories import add_book
from organizations.models import Job
from organizations.scoping import scope


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob)


@pytest.fixture
def ask(in_school, book, client):
    """Post the form as a person; gives the address that it leads to."""

    def post(user=None, **changes) -> str:
        client.force_login(user or in_school.bob)
        url = in_school.url(f"lessons/new/?source={book.pk}")
        response = client.post(url, asked(**changes))
        assert response.status_code == 302
        return response["Location"]

    return post


def test_it_works(ask):
    assert ask() == ask()
    assert (Lesson.objects.count(), LessonRequest.objects.count(), Job.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(databases=["default", "content"], transaction=True)
def test_many_at_the_same_moment_are_one(in_school, book):
    tabs = [Client() for _ in range(6)]
    for tab in tabs:
        tab.force_login(in_school.bob)
    url = in_school.url(f"lessons/new/?source={book.pk}")
    barrier, led_to = threading.Barrier(len(tabs)), []

    def post(tab: Client) -> None:
        try:
            barrier.wait(10)
            led_to.append(tab.post(url, asked())["Location"])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=post, args=[tab]) for tab in tabs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with scope(in_school.organization.pk):
        (made,) = Lesson.objects.all()
        assert (LessonRequest.objects.count(), Job.objects.count()) == (1, 1)
    assert led_to == [in_school.url(f"lessons/{made.pk}/")] * len(tabs)


@pytest.mark.parametrize(
    "changes",
    [
        {"modalities": ["text", "audio"]},
        {"strategy": "direct_instruction"},
        {"language": "en-GB"},
        {"part": "pages", "pages": "527"},
    ],
)
def test_what_differs_is_another(ask, changes, monkeypatch):
    monkeypatch.setattr("lessons.forms._languages", lambda own: [("en", "en"), ("en-GB", "GB")])
    assert ask() != ask(**changes)


def test_what_somebody_else_asks_for_is_theirs(ask, in_school):
    assert ask() != ask(in_school.alice, anyway="yes")


def end(state: str, **ago) -> None:
    LessonRequest.objects.update(state=state, created_at=timezone.now() - timedelta(**ago))


def test_one_just_made_is_taken_and_an_older_one_made_anew(ask, book):
    first = ask()
    Source.objects.filter(pk=book.pk).update(updated_at=timezone.now() - timedelta(days=1))
    end("done", minutes=1)
    assert ask() == first
    end("done", seconds=FRESH_FOR.total_seconds() + 1)
    assert ask() != first


@pytest.mark.parametrize("state", ["failed", "partial"])
def test_one_that_is_not_whole_is_made_anew(ask, state):
    first = ask()
    end(state, seconds=0)
    assert ask() != first


def test_of_a_source_read_again_meanwhile_it_is_made_anew(ask, book):
    first = ask()
    end("done", seconds=1)
    Source.objects.filter(pk=book.pk).update(updated_at=timezone.now())
    assert ask() != first


def test_one_that_waits_long_is_still_the_one(ask):
    first = ask()
    end("making", hours=2)
    assert ask() == first
