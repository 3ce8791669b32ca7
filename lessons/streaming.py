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
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import AbstractContextManager
from copy import copy
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from asgiref.sync import sync_to_async
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from lessons.answer_line import line
from lessons.answers import exchange_of, shown_statement
from lessons.models import ChatMessage, ChatSession
from lessons.portal.wording import Words
from lessons.services import chat
from library.selectors import visible_source_ids
from organizations.age_bands import Band
from organizations.scoping import Place, resume
from project.databases import release_connections
from project.errors import LecternError
from project.providers.calls import for_purpose

log = logging.getLogger(__name__)

WAIT_S = 0.25  # between two looks at an answer that is being made
SEEN_FOR_S = 1.0  # then it is asked anew what the person may see
CLOSE = b"event: close\ndata: \n\n"
WAITING = b": waiting\n\n"
BROKE = gettext_noop(
    "The answer stopped on our side. Ask again; if it happens again, tell your school."
)

Value = TypeVar("Value")


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
    message: ChatMessage,
    place: Place,
    slug: str,
    *,
    language: str,
    seen: int = 0,
    band: Band = Band.UNKNOWN,
) -> AsyncIterator[bytes]:
    """Have the message answered, or follow who is at it; in the end the stored answer.

    message: as it was read in `place`. language: of the page that listens. seen: how many
    statements that page shows already. band: of who reads it.
    """
    async for step in follow_answer(message, place, language=language, seen=seen):
        if step.statement is not None and not step.message.is_open:
            continue  # the whole answer comes next
        if step.statement is not None:
            shown = shown_statement(step.statement, slug, step.visible)
            yield _event(language, "statement", "lessons/_statement.html", {"statement": shown})
        elif step.is_over:
            with translation.override(language):
                exchange = exchange_of(step.message, slug, step.visible)
            context = {"exchange": exchange, "say": Words(band)}
            yield _event(language, "answer", "lessons/_answer.html", context)
        else:
            yield WAITING
    yield CLOSE


async def follow_answer(
    message: ChatMessage, place: Place, *, language: str, seen: int = 0
) -> AsyncIterator[Step]:
    """Each statement as it is stored, and the whole in the end. Ends early where its chat goes.

    message: as it was read in `place`. seen: how many statements are known already.
    """
    eyes = _Eyes(place, message.session)
    news, was_open = _News(), False
    in_line: int | None = None  # the attempt for which a thread of ours is to claim it
    while True:
        if message.attempt != in_line and chat.waits(message):
            in_line = message.attempt
            line.submit(_produce, copy(message), eyes.place, language, news)
        was_open = was_open or message.is_open
        for statement in message.statements[seen:] if was_open else ():
            yield Step(message, await eyes.visible(), statement)
        seen = max(seen, len(message.statements))
        if not message.is_open:
            break
        yield Step(message)  # also tells the server that somebody listens still
        told = await news.next()
        if told:
            message = told.message
            eyes.take(told.visible)
            continue
        if news.is_over:
            in_line = None
        try:
            message = await eyes.look(message.pk)
        except ChatMessage.DoesNotExist:  # its chat was deleted meanwhile
            return
    yield Step(message, await eyes.visible(), is_over=True)


class _Eyes:
    """What a stream sees of the databases. place: of what was read a moment ago."""

    def __init__(self, place: Place, session: ChatSession):
        self.place = place
        self._session = session
        self._begun = self._opened = time.monotonic()
        self._visible: set[UUID] | None = None

    async def look(self, message_id: UUID) -> ChatMessage:
        """The row as it is now. Raises DoesNotExist."""
        self._open_again()
        return await _run_in(self.place, lambda: _load(message_id))

    def take(self, visible: set[UUID]) -> None:
        """What somebody else has just read in the place of the beginning."""
        if time.monotonic() - self._begun <= SEEN_FOR_S:
            self._visible = visible

    async def visible(self) -> set[UUID]:
        """The sources that the person may see now."""
        self._open_again()
        if self._visible is None:
            self._visible = await _run_in(self.place, lambda: _visible_to(self._session))
        return self._visible

    def _open_again(self) -> None:
        """A grant may have ended while the model thought."""
        if time.monotonic() - self._opened > SEEN_FOR_S:
            self._opened = time.monotonic()
            self.place, self._visible = self.place.anew(), None


@dataclass(frozen=True, slots=True)
class Told:
    """message: as it is stored now. visible: ids of the sources that its person may see now."""

    message: ChatMessage
    visible: set[UUID]


class _News:
    """What the thread that answers tells the stream that started it.

    is_over: it has ended, and has not told all: the row has to be looked at.
    """

    def __init__(self):
        self._loop = asyncio.get_running_loop()
        self._told: asyncio.Queue[Told | None] = asyncio.Queue()
        self.is_over = False

    def tell(self, told: Told | None) -> None:
        """From any thread. None: it ends, and the row has to be looked at."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._told.put_nowait, told)

    async def next(self) -> Told | None:
        """When there is something new, or in a moment: another process may be at it."""
        self.is_over = False
        try:
            told = await asyncio.wait_for(self._told.get(), WAIT_S)
        except TimeoutError:
            return None
        self.is_over = told is None
        return told


def _purpose_of(message: ChatMessage) -> AbstractContextManager[None]:
    """What the calls for this answer are recorded with."""
    return for_purpose("chat.answer", person_id=message.session.user_id, request_id=message.pk)


def answer_now(message: ChatMessage) -> None:
    """Without a stream: answer here, in the request's own thread and scope."""
    with _purpose_of(message):
        for _ in _statements(message):
            pass


def _produce(message: ChatMessage, place: Place, language: str, news: _News) -> None:
    """Answer it, where nobody else does, and tell each statement that is stored, and the end."""
    told = None
    try:
        with resume(place), translation.override(language), _purpose_of(message):
            if chat.claim(message):
                for _ in _statements(message):
                    news.tell(Told(copy(message), _visible_to(message.session)))
                if not message.is_open:
                    told = Told(copy(message), _visible_to(message.session))
    finally:
        release_connections()
        news.tell(told)


def _statements(message: ChatMessage) -> Iterator[object]:
    """What is found. A failure ends in the row, in words."""
    try:
        yield from chat.answer(message)
    except LecternError as error:
        chat.fail(message, error.message)
    except Exception:
        log.exception("answering %s", message.pk)
        chat.fail(message, gettext(BROKE))


def _visible_to(session: ChatSession) -> set[UUID]:
    return set(visible_source_ids(chat.sight_for(session)))


def _load(message_id: UUID) -> ChatMessage:
    return ChatMessage.objects.select_related("session").get(pk=message_id)


async def _run_in(place: Place, read: Callable[[], Value]) -> Value:
    """Run a quick read or write, and keep no connection after it."""

    def work() -> Value:
        try:
            with resume(place):
                return read()
        finally:
            release_connections()

    return await sync_to_async(work)()


def _event(language: str, name: str, template: str, context: dict) -> bytes:
    with translation.override(language):
        lines = render_to_string(template, context).strip().splitlines()
    data = "\n".join(f"data: {line}" for line in lines)
    return f"event: {name}\n{data}\n\n".encode()
