"""The stream of an answer, as a browser gets it: by the async client, with real threads."""

import asyncio
import re
from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.test import AsyncClient
from django.utils import timezone

from lessons.models import ChatMessage
from lessons.tests.factories import add_message, statement_of
from lessons.tests.test_ask import Model, book, model  # noqa: F401
from library.tests.factories import GRANULES
from project.errors import ProviderError

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "content"])


@pytest.fixture
def message(in_school, book):  # noqa: F811
    return add_message(book, in_school.dana)


def stream(school, message, *, times: int = 1) -> list[list[tuple[str, str]]]:
    """The events that each of `times` browsers gets, all at once: (event, data)."""

    async def listen() -> list[tuple[str, str]]:
        client = AsyncClient()
        await client.aforce_login(school.dana)
        response = await client.get(school.url(f"messages/{message.pk}/stream/"))
        assert response["Content-Type"] == "text/event-stream"
        assert response["Cache-Control"] == "no-store"
        body = b"".join([part async for part in response.streaming_content]).decode()
        return re.findall(r"^event: (\w+)\n((?:data:.*\n)+)", body, re.M)

    async def all_of_them():
        return await asyncio.gather(*(listen() for _ in range(times)))

    return async_to_sync(all_of_them)()


def names(events) -> list[str]:
    return [name for name, _ in events]


def test_it_works(in_school, message, model):  # noqa: F811
    [events] = stream(in_school, message)
    assert names(events) == ["statement", "answer", "close"]
    assert "Granules are the tops" in events[0][1]
    assert "quote=Granules+are" in events[0][1]
    assert "Confidence:" in events[1][1]
    message.refresh_from_db()
    assert message.state == ChatMessage.State.DONE
    assert len(message.statements) == 1


def test_many_browsers_at_once_get_one_answer(in_school, message, model):  # noqa: F811
    answers = stream(in_school, message, times=4)
    assert model.asked == 1
    assert all(names(events)[-2:] == ["answer", "close"] for events in answers)
    assert all("Granules are the tops" in events[-2][1] for events in answers)


def test_an_answered_question_is_told_again(in_school, message, model, book):  # noqa: F811
    message.state, message.statements = ChatMessage.State.DONE, [statement_of(book, GRANULES)]
    message.save()
    [events] = stream(in_school, message)
    assert names(events) == ["answer", "close"]
    assert model.asked == 0


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ProviderError("The model did not answer.", retryable=True), "The model did not answer."),
        (ZeroDivisionError("inside"), "The answer stopped on our side."),
    ],
)
def test_a_failure_ends_the_stream_in_words(error, sentence, in_school, message, model):  # noqa: F811
    model.error = error
    [events] = stream(in_school, message)
    assert names(events)[-2:] == ["answer", "close"]
    assert sentence in events[-2][1]
    assert "inside" not in events[-2][1]
    message.refresh_from_db()
    assert message.state == ChatMessage.State.FAILED


def test_an_answer_is_stored_though_nobody_listens_to_the_end(in_school, message, model):  # noqa: F811
    async def leave_after_the_first_event():
        client = AsyncClient()
        await client.aforce_login(in_school.dana)
        response = await client.get(in_school.url(f"messages/{message.pk}/stream/"))
        events = response.streaming_content
        await anext(events)
        await events.aclose()

    async_to_sync(leave_after_the_first_event)()
    [events] = stream(in_school, message)
    assert "Granules are the tops" in events[-2][1]
    assert model.asked == 1


def test_who_comes_back_is_shown_what_was_said_and_sent_the_rest(
    in_school,
    message,
    model,  # noqa: F811
    book,  # noqa: F811
):
    """Another process is at it: the model is not asked here."""
    said = [statement_of(book, GRANULES), statement_of(book, GRANULES) | {"text": "More."}]
    ChatMessage.objects.filter(pk=message.pk).update(
        state="streaming", statements=said, claimed_until=timezone.now() + timedelta(minutes=1)
    )

    async def come_back() -> list[bytes]:
        client = AsyncClient()
        await client.aforce_login(in_school.dana)
        page = await client.get(in_school.url(f"messages/{message.pk}/"))
        assert "More." in page.content.decode()
        assert "?seen=2" in page.content.decode()
        response = await client.get(in_school.url(f"messages/{message.pk}/stream/?seen=1"))
        events = response.streaming_content
        first = await anext(events)
        await ChatMessage._base_manager.filter(pk=message.pk).aupdate(state="stopped")
        return [first, *[part async for part in events]]

    first, *rest = async_to_sync(come_back)()
    assert b"event: statement" in first
    assert b"More." in first
    assert b"Stopped" in b"".join(rest)
    assert b"event: close" in rest[-1]
    assert model.asked == 0


def test_it_speaks_the_language_of_who_listens(in_school, message, model):  # noqa: F811
    in_school.dana.language = "de"
    in_school.dana.save()
    [events] = stream(in_school, message)
    assert "S. 527" in events[0][1]
    assert "Verlässlichkeit" in events[1][1]
