"""An answer on its way to a browser: server-sent events of rendered partials.

    statement   one checked sentence, to be put after the others
    answer      the whole answer, in place of all that came before
    close       nothing comes any more

The answer is made in a thread of its own and stored there, sentence by sentence, whether or not
anybody listens: a browser that comes back, or a second tab, is told what is stored and waits for
the rest. Whoever listens looks at the row, so that Stop ends every stream at once.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from asgiref.sync import sync_to_async
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from lessons.answers import exchange_of, shown_statement
from lessons.models import ChatMessage
from lessons.services import chat
from library.selectors import visible_source_ids
from organizations.scoping import scope
from project.databases import release_connections
from project.errors import LecternError
from project.providers.calls import for_purpose

log = logging.getLogger(__name__)

ANSWERS_AT_ONCE = 4  # each holds a thread and up to two database connections while it looks
WAIT_S = 0.25  # between two looks at an answer that is being made
CLOSE = b"event: close\ndata: \n\n"
WAITING = b": waiting\n\n"
BROKE = gettext_noop(
    "The answer stopped on our side. Ask again; if it happens again, tell your school."
)

_answering = ThreadPoolExecutor(max_workers=ANSWERS_AT_ONCE, thread_name_prefix="answer")


@dataclass(frozen=True, slots=True)
class Step:
    """What a listener is told next; with neither a statement nor `is_over`: to wait.

    visible: ids of the sources that the person may see now.
    """

    message: ChatMessage
    visible: Collection[UUID] = ()
    statement: dict | None = None
    is_over: bool = False


async def stream_answer(
    message_id: UUID, organization_id: UUID, slug: str, *, language: str, seen: int = 0
) -> AsyncIterator[bytes]:
    """Have the message answered, or follow who is at it; in the end the stored answer.

    language: of the page that listens. seen: how many statements that page shows already.
    """
    async for step in follow_answer(message_id, organization_id, language=language, seen=seen):
        if step.statement is not None:
            shown = shown_statement(step.statement, slug, step.visible)
            yield _event(language, "statement", "lessons/_statement.html", {"statement": shown})
        elif step.is_over:
            with translation.override(language):
                exchange = exchange_of(step.message, slug, step.visible)
            yield _event(language, "answer", "lessons/_answer.html", {"exchange": exchange})
        else:
            yield WAITING
    yield CLOSE


async def follow_answer(
    message_id: UUID, organization_id: UUID, *, language: str, seen: int = 0
) -> AsyncIterator[Step]:
    """Each statement as it is stored, and the whole in the end. Ends early where its chat goes."""

    def look() -> tuple[ChatMessage, bool]:
        is_mine = chat.claim(message_id)
        return _load(message_id), is_mine

    def look_around() -> set[UUID]:
        return set(visible_source_ids(chat.sight_for(message.session)))

    wake, was_open, visible = asyncio.Event(), False, None
    while True:
        try:
            message, is_mine = await _in_scope(organization_id, look)
        except ChatMessage.DoesNotExist:  # its chat was deleted meanwhile
            return
        if is_mine:
            _start(message_id, organization_id, language, wake)
        was_open = was_open or message.is_open
        for statement in message.statements[seen:] if was_open else ():
            visible = visible or await _in_scope(organization_id, look_around)
            yield Step(message, visible, statement)
        seen = max(seen, len(message.statements))
        if not message.is_open:
            break
        yield Step(message)  # also tells the server that the browser is still there
        await _woken(wake)
    yield Step(message, await _in_scope(organization_id, look_around), is_over=True)


def answer_now(message: ChatMessage) -> None:
    """Without a stream: answer here, in the request's own thread and scope."""
    with for_purpose("chat.answer", person_id=message.session.user_id):
        for _ in _statements(message):
            pass


async def _woken(wake: asyncio.Event) -> None:
    """When there is something new, or in a moment: another process may be at it."""
    try:
        await asyncio.wait_for(wake.wait(), WAIT_S)
    except TimeoutError:
        return
    wake.clear()


def _start(message_id: UUID, organization_id: UUID, language: str, wake: asyncio.Event) -> None:
    """Have it answered by a thread that rings at each statement it stored, and at the end."""
    loop = asyncio.get_running_loop()

    def ring() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(wake.set)

    _answering.submit(_produce, message_id, organization_id, language, ring)


def _produce(message_id: UUID, organization_id: UUID, language: str, ring: Callable) -> None:
    try:
        with scope(organization_id), translation.override(language):
            message = _load(message_id)
            with for_purpose("chat.answer", person_id=message.session.user_id):
                for _ in _statements(message):
                    ring()
    finally:
        release_connections()
        ring()


def _statements(message: ChatMessage) -> Iterator[object]:
    """What is found. A failure ends in the row, in words."""
    try:
        yield from chat.answer(message)
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
