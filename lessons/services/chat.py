"""Ask a source: the question is stored, then answered once, however often a browser connects."""

import time
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from accounts.models import User
from lessons.answering import PASSAGES, checked_statements, model
from lessons.citations import CheckedStatement
from lessons.confidence import confidence, is_answerable
from lessons.models import ChatMessage, ChatSession
from library.models import Source
from library.retrieval.queries import Scope
from library.retrieval.search import search
from library.selectors import readable_source_ids
from organizations.scoping import current_organization_id
from project.errors import Conflict, Invalid
from project.text.storable import storable
from project.wording import grouped

MAX_QUESTION_CHARACTERS = 1000
CLAIM_FOR = timedelta(seconds=60)  # a stream that dies leaves the answer to the next one


def _too_long() -> str:
    most = grouped(MAX_QUESTION_CHARACTERS)
    return _("Ask in at most %(count)s characters.") % {"count": most}


TOO_LONG = lazy(_too_long, str)()


def ask(*, user: User, source: Source | None, text: str) -> ChatMessage:
    """Store the question. Raises Invalid for an empty or endless one, Conflict if unreadable.

    source: None to ask everything that the person may see here.
    """
    question = " ".join(storable(text).split())
    if not question:
        raise Invalid(_("Write a question first."))
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise Invalid(TOO_LONG)
    if source and not source.is_readable:
        raise Conflict(_("This source has not been read yet. Ask when it is ready."))
    session, _created = ChatSession.objects.get_or_create(
        organization_id=current_organization_id(),
        user=user,
        source_id=source.pk if source else None,
    )
    return ChatMessage.objects.create(
        organization_id=session.organization_id, session=session, question=question
    )


def claim(message_id: UUID) -> bool:
    """True for one caller: who answers it. Also takes over an answer whose stream died."""
    now = timezone.now()
    abandoned = Q(state=ChatMessage.State.STREAMING, claimed_until__lt=now)
    rows = ChatMessage.objects.filter(pk=message_id).filter(
        Q(state=ChatMessage.State.PENDING) | abandoned
    )
    return bool(rows.update(state=ChatMessage.State.STREAMING, claimed_until=now + CLAIM_FOR))


def answer(message: ChatMessage) -> Iterator[CheckedStatement]:
    """Retrieve, then yield each checked statement; in the end the row holds the answer.

    The caller has claimed the message. Nothing here is inside a transaction.
    """
    began = time.monotonic()
    atoms = search(message.question, scope=_scope(message), limit=PASSAGES)
    retrieved = time.monotonic()
    statements, dropped = [], 0
    if is_answerable(message.question, atoms, embedder=settings.EMBEDDER):
        for checked in checked_statements(message.question, atoms):
            dropped += 1 if checked is None else checked.dropped
            if checked:
                statements.append(checked)
                yield checked
    message.statements = [statement.as_json() for statement in statements]
    message.confidence = confidence(
        message.question, atoms, statements, dropped=dropped, embedder=settings.EMBEDDER
    )
    message.provider = model().name
    message.timings_ms = {
        "retrieval": round(1000 * (retrieved - began)),
        "answer": round(1000 * (time.monotonic() - retrieved)),
    }
    message.state = ChatMessage.State.DONE
    message.save()


def _scope(message: ChatMessage) -> Scope:
    session = message.session
    if session.source_id:
        return Scope((session.source_id,))
    return Scope(tuple(readable_source_ids(session.user_id)))


def keep_claim(message: ChatMessage) -> None:
    """An answer that goes on is not abandoned."""
    ChatMessage.objects.filter(pk=message.pk).update(claimed_until=timezone.now() + CLAIM_FOR)


def ask_again(message: ChatMessage) -> None:
    """Open a question whose answer failed. Raises Conflict for any other."""
    again = ChatMessage.objects.filter(pk=message.pk, state=ChatMessage.State.FAILED)
    if not again.update(state=ChatMessage.State.PENDING, problem="", statements=[]):
        raise Conflict(_("This question is answered, or its answer is on its way."))
    message.refresh_from_db()


def fail(message: ChatMessage, sentence: str) -> None:
    ChatMessage.objects.filter(pk=message.pk).update(
        state=ChatMessage.State.FAILED, problem=sentence
    )
