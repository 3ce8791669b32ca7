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
from lessons.citations import CheckedStatement, check
from lessons.confidence import confidence
from lessons.models import ChatMessage, ChatSession
from library.access import source_sight
from library.models import Source
from library.retrieval.queries import Scope
from library.retrieval.search import RetrievedAtom, labels_of, search
from library.selectors import readable_source_ids
from organizations.access import membership_of
from organizations.scoping import current_organization_id
from project.errors import Conflict, Invalid, NotFound
from project.providers.base import Passage
from project.providers.registry import chat_model
from project.text.storable import storable
from project.wording import grouped

MAX_QUESTION_CHARACTERS = 1000
PASSAGES = 6
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
    model = chat_model(settings.CHAT_MODEL, embedder_name=settings.EMBEDDER)
    began = time.monotonic()
    atoms = search(message.question, scope=_scope(message), limit=PASSAGES)
    retrieved = time.monotonic()
    labels = labels_of(atoms)
    language = atoms[0].language if atoms else ""
    statements, dropped, written_by = [], 0, model.name
    passages = [_passage(atom) for atom in atoms]
    for statement in model.answer(message.question, passages, language=language):
        written_by = statement.written_by or written_by
        checked = check(statement, atoms, labels)
        if checked is None:
            dropped += 1
            continue
        statements.append(checked)
        yield checked
    message.statements = [statement.as_json() for statement in statements]
    message.confidence = confidence(atoms, statements, dropped)
    message.provider = written_by[:80]
    message.timings_ms = {
        "retrieval": round(1000 * (retrieved - began)),
        "answer": round(1000 * (time.monotonic() - retrieved)),
    }
    message.state = ChatMessage.State.DONE
    message.save()


def _scope(message: ChatMessage) -> Scope:
    """What the person may see now: a question may have waited. Raises NotFound."""
    session = message.session
    membership = membership_of(session.user, session.organization_id)
    ids = readable_source_ids(source_sight(membership))
    if session.source_id is None:
        return Scope(tuple(ids))
    if session.source_id not in ids:
        raise NotFound(_("This source is not yours to see any more, or is gone."))
    return Scope((session.source_id,))


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


def _passage(atom: RetrievedAtom) -> Passage:
    return Passage(str(atom.atom_id), atom.text, atom.page_label, atom.heading)
