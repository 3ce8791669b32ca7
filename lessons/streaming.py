"""An answer on its way to a browser: server-sent events of rendered partials.

    statement   one checked sentence, to be put after the others
    answer      the whole answer, in place of all that came before
    close       nothing comes any more

The answer is made in a thread of its own and stored there, whether or not anybody listens:
a browser that comes back, or a second tab, is told what was stored.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from asgiref.sync import sync_to_async
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from lessons.answers import Exchange, exchange_of, shown_statement
from lessons.models import ChatMessage
from lessons.services import chat
from organizations.scoping import scope
from project.databases import release_connections
from project.errors import LecternError
from project.providers.calls import for_purpose

log = logging.getLogger(__name__)

ANSWERS_AT_ONCE = 4  # each holds a thread and up to two database connections while it looks
WAIT_S = 0.5  # between two looks at an answer that somebody else is making
BROKE = gettext_noop(
    "The answer stopped on our side. Ask again; if it happens again, tell your school."
)

_answering = ThreadPoolExecutor(max_workers=ANSWERS_AT_ONCE, thread_name_prefix="answer")
_END = object()


async def stream_answer(
    message_id: UUID, organization_id: UUID, slug: str, *, language: str
) -> AsyncIterator[bytes]:
    """Answer the message, or wait for who is at it; in the end the stored answer.

    language: of the page that listens.
    """

    def claim() -> bool:
        return chat.claim(message_id)

    def is_open() -> bool:
        open_states = (ChatMessage.State.PENDING, ChatMessage.State.STREAMING)
        return ChatMessage.objects.filter(pk=message_id, state__in=open_states).exists()

    while not await _in_scope(organization_id, claim):
        if not await _in_scope(organization_id, is_open):
            break
        yield b": waiting\n\n"  # also tells the server that the browser is still there
        await asyncio.sleep(WAIT_S)
    else:
        async for statement in _answer(message_id, organization_id, language):
            shown = shown_statement(statement, slug)
            yield _event(language, "statement", "lessons/_statement.html", {"statement": shown})

    def stored() -> Exchange:
        with translation.override(language):
            return exchange_of(_load(message_id), slug)

    exchange = await _in_scope(organization_id, stored)
    yield _event(language, "answer", "lessons/_answer.html", {"exchange": exchange})
    yield b"event: close\ndata: \n\n"


def answer_now(message: ChatMessage) -> None:
    """Without a stream: answer here, in the request's own thread and scope."""
    with for_purpose("chat.answer", person_id=message.session.user_id):
        for _ in _statements(message):
            pass


async def _answer(message_id: UUID, organization_id: UUID, language: str) -> AsyncIterator[dict]:
    """The statements as they are found, from a thread."""
    loop, found = asyncio.get_running_loop(), asyncio.Queue()

    def put(item) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(found.put_nowait, item)

    _answering.submit(_produce, message_id, organization_id, language, put)
    while (item := await found.get()) is not _END:
        yield item


def _produce(message_id: UUID, organization_id: UUID, language: str, put: Callable) -> None:
    try:
        with scope(organization_id), translation.override(language):
            message = _load(message_id)
            with for_purpose("chat.answer", person_id=message.session.user_id):
                for statement in _statements(message):
                    put(statement)
    finally:
        release_connections()
        put(_END)


def _statements(message: ChatMessage):
    """What is found, as JSON. A failure ends in the row, in words."""
    try:
        for statement in chat.answer(message):
            chat.keep_claim(message)
            yield statement.as_json()
    except LecternError as error:
        chat.fail(message, error.message)
    except Exception:
        log.exception("answering %s", message.pk)
        chat.fail(message, gettext(BROKE))


def _load(message_id: UUID) -> ChatMessage:
    return ChatMessage.objects.select_related("session").get(pk=message_id)


async def _in_scope(organization_id: UUID, read: Callable):
    """Run a quick read or write, and keep no connection after it."""

    def work():
        try:
            with scope(organization_id):
                return read()
        finally:
            release_connections()

    return await sync_to_async(work)()


def _event(language: str, name: str, template: str, context: dict) -> bytes:
    with translation.override(language):
        lines = render_to_string(template, context).strip().splitlines()
    data = "\n".join(f"data: {line}" for line in lines)
    return f"event: {name}\n{data}\n\n".encode()
