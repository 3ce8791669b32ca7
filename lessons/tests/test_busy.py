# ruff: noqa: F811
"""What one question costs, and what becomes of one that there is no place for."""

import threading

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient

from billing.models import Meter
from billing.pausing import require_ran_lately
from billing.plans import plan
from lessons import answer_line, streaming
from lessons.answer_line import AnswerLine
from lessons.models import ChatMessage
from lessons.tests.factories import add_message
from lessons.tests.test_ask import HTMX, ask_url, book, model  # noqa: F401
from lessons.views import chat as views

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "content"])


@pytest.fixture
def full(monkeypatch):
    """One place, and somebody in it until the test ends."""
    line, leave = AnswerLine(at_once=1, waiting=0), threading.Event()
    line.submit(leave.wait)
    for module in (answer_line, streaming, views):
        monkeypatch.setattr(module, "line", line)
    yield line
    leave.set()


def test_a_question_is_asked_and_answered_in_so_many_queries(
    in_school,
    book,
    ask_url,
    sign_in,
    model,
    django_assert_num_queries,
):
    client = sign_in(in_school.dana)
    plan("free")  # a process reads the plans twice a minute, not for each question
    require_ran_lately(in_school.organization, meter=Meter.QUESTION)
    with (
        django_assert_num_queries(13, using="default"),
        django_assert_num_queries(2, using="content"),
    ):
        client.post(ask_url, {"question": "Why so hot?"}, headers=HTMX)
    message = ChatMessage.objects.get()
    with (
        django_assert_num_queries(15, using="default"),
        django_assert_num_queries(6, using="content"),
    ):
        client.get(in_school.url(f"messages/{message.pk}/"))
    message.refresh_from_db()
    assert message.state == ChatMessage.State.DONE


def test_where_the_line_is_full_a_question_is_refused_and_not_stored(
    full,
    in_school,
    ask_url,
    sign_in,
):
    client = sign_in(in_school.dana)
    response = client.post(ask_url, {"question": "Why so hot?"}, headers=HTMX)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "Many questions are being answered just now" in response.content.decode()
    page = client.post(ask_url, {"question": "Why so hot?"})
    assert page.status_code == 503
    assert "<html" in page.content.decode()
    assert not ChatMessage.objects.exists()


def test_where_the_line_is_full_a_stream_is_refused_and_its_question_waits(
    full,
    in_school,
    book,
):
    waiting = add_message(book, in_school.dana)
    done = add_message(book, in_school.dana, state="done")

    async def statuses() -> list[int]:
        client = AsyncClient()
        await client.aforce_login(in_school.dana)
        urls = [in_school.url(f"messages/{each.pk}/stream/") for each in (waiting, done)]
        return [(await client.get(url)).status_code for url in urls]

    assert async_to_sync(statuses)() == [503, 200]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempt) == (ChatMessage.State.PENDING, 0)


def test_a_place_is_free_again_when_its_answer_is_there():
    line, done = AnswerLine(at_once=1, waiting=1), threading.Event()
    line.submit(done.wait)
    line.require_place()
    done.set()
    line._threads.shutdown(wait=True)
    assert line._inside == 0
