"""Ask some sources: the question is stored, then answered once, however often a browser connects.

    PENDING ──claim──> STREAMING ──> DONE
       ^                │ │  ├─────> FAILED ──┐
       │                │ └─stop───> STOPPED ─┤
       └──ask_again─────┼──┼──────────────────┘
                        │  └─────> REFUSED, for safety; by the rules it begins there
                        └ a claim that ran out is claimed again

Each claim counts `attempt` up. Whoever writes for an older attempt, or after Stop, changes no
row and learns from that to end.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from copy import copy
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from billing.ledger.questions import (
    charge_question,
    charge_question_again,
    question_key,
    refund_question,
)
from lessons.answer_cache import KeptAnswer, answer_key, cached_answer, store_answer
from lessons.answering import PASSAGES, checked_statements, model
from lessons.citations import CheckedStatement, citation_of
from lessons.confidence import confidence, is_answerable
from lessons.models import ChatMessage, ChatSession
from lessons.proposing import propose_questions
from lessons.safety.alerts import raise_alert
from lessons.safety.moderating import ask_model, moderate
from library.access import source_sight
from library.embeddings.current import name_in_use
from library.models import Source
from library.retrieval.queries import Scope
from library.retrieval.search import RetrievedAtom, search_anew
from library.selectors import readable_source_ids
from organizations.access import membership_in_scope
from organizations.models import Membership
from organizations.scoping import current_organization_id
from organizations.sight import Sight
from project.errors import Conflict, Invalid
from project.providers.base import Turn
from project.providers.prompts.loader import prompt
from project.text.storable import storable
from project.wording import grouped

MAX_QUESTION_CHARACTERS = 1000
CLAIM_FOR = timedelta(seconds=60)  # a stream that dies leaves the answer to the next one
TURNS = 4  # questions before this one that explain it
NEAREST = 3  # passages that are named where nothing answers
NEAREST_CHARACTERS = 200
QUERY_CHARACTERS = 1200
TITLE_CHARACTERS = 120


def _too_long() -> str:
    most = grouped(MAX_QUESTION_CHARACTERS)
    return _("Ask in at most %(count)s characters.") % {"count": most}


TOO_LONG = lazy(_too_long, str)()


def ask(*, session: ChatSession, text: str) -> ChatMessage:
    """Store the question. Raises Invalid for an empty or endless one, Conflict where nothing
    of the session can be searched, LimitReached where the person has asked enough for today."""
    question = " ".join(storable(text).split())
    if not question:
        raise Invalid(_("Write a question first."))
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise Invalid(TOO_LONG)
    membership = membership_in_scope(session.user_id)
    message = ChatMessage(
        organization_id=session.organization_id, session=session, question=question
    )
    moderate(message, membership)
    if message.is_refused:
        return _store_refused(message, membership)
    if not scope_of(session, membership).source_ids:
        raise Conflict(_("There is nothing to ask here: choose sources that have been read."))
    with transaction.atomic():
        session.title = session.title or question[:TITLE_CHARACTERS]
        session.asked_at = timezone.now()
        session.save(update_fields=["title", "asked_at"])
        message.save(force_insert=True)
        message.asked_today = charge_question(membership, key=question_key(message.pk, 0))
    return message


def _store_refused(message: ChatMessage, membership: Membership) -> ChatMessage:
    """It counts for nothing, and its words are no name of the chat."""
    with transaction.atomic():
        message.session.asked_at = timezone.now()
        message.session.save(update_fields=["asked_at"])
        message.save(force_insert=True)
        raise_alert(message, membership)
    return message


def session_about(
    user: User, source: Source | None, *, pages: tuple[int, int] | None = None
) -> ChatSession:
    """The person's latest chat about this source alone, or a new one.

    source: None for everything that the person may see. pages: indexes, both included, where it
    is about these pages of the source alone. Raises Conflict if it is not read yet.
    """
    if source and not source.is_readable:
        raise Conflict(_("This source has not been read yet. Ask when it is ready."))
    first, last = pages or (None, None)
    about = {
        "is_about_everything": source is None,
        "source_ids": [source.pk] if source else [],
        "first_page": first,
        "last_page": last,
    }
    found = ChatSession.objects.filter(user=user, **about).order_by("-asked_at").first()
    return found or ChatSession.objects.create(
        organization_id=current_organization_id(), user=user, **about
    )


def scope_of(session: ChatSession, membership: Membership | None = None) -> Scope:
    """What of its sources the person may search now. Raises NotFound for who has left.

    membership: the person's, where it has been read.
    """
    readable = readable_source_ids(source_sight(membership or membership_in_scope(session.user_id)))
    if session.is_about_everything:
        return Scope(tuple(readable))
    chosen = tuple(pk for pk in readable if pk in session.source_ids)
    return Scope(chosen, pages=session.pages)


def sight_for(session: ChatSession) -> Sight:
    """Which sources its person may see now: a question may have waited."""
    return source_sight(membership_in_scope(session.user_id))


def waits(message: ChatMessage) -> bool:
    """Nobody answers it: not yet, or not any more."""
    is_abandoned = message.claimed_until is not None and message.claimed_until < timezone.now()
    return message.state == ChatMessage.State.PENDING or (
        message.state == ChatMessage.State.STREAMING and is_abandoned
    )


def claim(message: ChatMessage) -> bool:
    """True for one caller: who answers it; the row is as it was read, and now theirs. Also takes
    over an answer whose stream died."""
    if not waits(message):
        return False
    rows = ChatMessage.objects.filter(
        pk=message.pk, attempt=message.attempt, state=message.state,
        claimed_until=message.claimed_until,
    )  # fmt: skip
    claimed = {
        "state": ChatMessage.State.STREAMING,
        "claimed_until": timezone.now() + CLAIM_FOR,
        "attempt": message.attempt + 1,
        "statements": [],
    }
    return _changed(message, rows, claimed)


def answer(message: ChatMessage) -> Iterator[CheckedStatement]:
    """Retrieve, then yield each checked statement once it is stored; in the end the row holds all.
    Those of a model that says all at once are stored with the end.

    message: claimed by the caller. Ends early where it was stopped or taken over.
    Nothing here is inside a transaction. Raises ProviderError.
    """
    if not _passes(message):
        return
    began = time.monotonic()
    before = _answered_before(message)
    turns = [each.turn for each in before]
    question = _standing_alone(message, turns, _language_of(before))
    scope = scope_of(message.session)
    key = answer_key(
        question,
        scope,
        provider=model().name,
        prompt=prompt("answer").name,
        language=get_language() or "",
        history=tuple(turns),
    )
    if kept := cached_answer(key):
        _keep(
            message,
            state=ChatMessage.State.DONE,
            statements=kept.statements,
            confidence=kept.confidence,
            provider=kept.provider,
            timings_ms={"kept": round(1000 * (time.monotonic() - began))},
        )
        return
    atoms = search_anew(question, scope=scope, limit=PASSAGES)
    retrieved = time.monotonic()
    statements: list[CheckedStatement] = []
    dropped, provider, embedder = 0, model().name, name_in_use()
    if is_answerable(question, atoms, embedder=embedder):
        with closing(checked_statements(question, atoms, history=turns)) as said:
            for written_by, checked in said:
                provider = written_by or provider
                dropped += 1 if checked is None else checked.dropped + (not checked.is_supported)
                if checked is None:
                    continue
                statements.append(checked)
                if model().says_all_at_once:
                    continue
                if not _keep(message, statements=[each.as_json() for each in statements]):
                    return
                yield checked
    is_whole = _keep(
        message,
        state=ChatMessage.State.DONE,
        statements=[each.as_json() for each in statements],
        nearest=[] if statements else _nearest(atoms),
        confidence=confidence(question, atoms, statements, dropped=dropped, embedder=embedder),
        provider=provider[:80],
        timings_ms={
            "retrieval": round(1000 * (retrieved - began)),
            "answer": round(1000 * (time.monotonic() - retrieved)),
        },
    )
    if is_whole and statements:
        kept = KeptAnswer(message.statements, message.confidence, message.provider)
        store_answer(key, kept)


def _passes(message: ChatMessage) -> bool:
    """A model that moderates has nothing against it. False also for who came too late."""
    membership = membership_in_scope(message.session.user_id)
    found = copy(message)
    if not ask_model(found, membership):
        return True
    if not found.is_refused:
        return _keep(message, moderation=found.moderation)
    with transaction.atomic():
        refused = {"state": found.state, "problem": found.problem, "moderation": found.moderation}
        if _keep(message, **refused):
            refund_question(message.pk, message.attempt)
            raise_alert(message, membership)
    return False


@dataclass(frozen=True, slots=True)
class _Answered:
    question: str
    query: str
    statements: list[dict]

    @property
    def turn(self) -> Turn:
        return Turn(self.query or self.question, " ".join(said["text"] for said in self.statements))


def _answered_before(message: ChatMessage) -> list[_Answered]:
    """The last answered questions of the chat before this one, oldest first."""
    answered = ChatMessage.objects.filter(
        session_id=message.session_id,
        state=ChatMessage.State.DONE,
        created_at__lt=message.created_at,
    ).order_by("-created_at")
    rows = answered.values_list("question", "query", "statements")[:TURNS]
    return [_Answered(*row) for row in reversed(rows)]


def _language_of(before: list[_Answered]) -> str:
    """Of the pages that were cited last, else of the person's pages."""
    cited = [c for each in reversed(before) for said in each.statements for c in said["citations"]]
    return next((c["language"] for c in cited if c.get("language")), get_language() or "en")


def _standing_alone(message: ChatMessage, turns: list[Turn], language: str) -> str:
    """The question as it is searched for: kept with the row where it differs."""
    if not turns:
        return message.question
    query = model().rewrite(message.question, turns, language=language).strip()
    if not query or query == message.question:
        return message.question
    _keep(message, query=query[:QUERY_CHARACTERS])
    return query[:QUERY_CHARACTERS]


def _nearest(atoms: Iterable[RetrievedAtom]) -> list[dict]:
    return [
        citation_of(atom, atom.text[:NEAREST_CHARACTERS]).as_json()
        for atom in list(atoms)[:NEAREST]
    ]


def _keep(message: ChatMessage, **fields) -> bool:
    """Write for this attempt; False where it was stopped or somebody else is at it."""
    rows = ChatMessage.objects.filter(
        pk=message.pk, attempt=message.attempt, state=ChatMessage.State.STREAMING
    )
    return _changed(message, rows, fields | {"claimed_until": timezone.now() + CLAIM_FOR})


def _changed(message: ChatMessage, rows: QuerySet, fields: dict) -> bool:
    """Whether the row was there to be changed; then the message is as the row."""
    if not rows.update(**fields):
        return False
    for name, value in fields.items():
        setattr(message, name, value)
    return True


def stop(message: ChatMessage) -> None:
    """End an answer with what was said so far; one that is finished stays as it is."""
    ChatMessage.objects.filter(pk=message.pk, state__in=ChatMessage.OPEN).update(
        state=ChatMessage.State.STOPPED
    )
    message.refresh_from_db()


def ask_again(message: ChatMessage) -> None:
    """Open a question whose answer failed or was stopped. Raises Conflict for any other,
    LimitReached where the person has asked enough for today."""
    again = ChatMessage.objects.filter(pk=message.pk, state__in=ChatMessage.RETRIED)
    fresh = {"problem": "", "statements": [], "nearest": [], "confidence": ""}
    with transaction.atomic():
        if not again.update(state=ChatMessage.State.PENDING, **fresh):
            raise Conflict(_("This question is answered, or its answer is on its way."))
        message.refresh_from_db()
        membership = membership_in_scope(message.session.user_id)
        charge_question_again(membership, key=question_key(message.pk, message.attempt))


def fail(message: ChatMessage, sentence: str) -> None:
    """No answer came: it counts for nothing."""
    with transaction.atomic():
        if _keep(message, state=ChatMessage.State.FAILED, problem=sentence):
            refund_question(message.pk, message.attempt)


def rate(message: ChatMessage, *, is_helpful: bool, reason: str = "", note: str = "") -> None:
    """What the person thinks of the answer; said again, it replaces what was said before.

    The question of a helpful one is proposed to those who manage the sources it cites.
    reason: of ChatMessage.Reason, or "". Raises Conflict for a question without an answer.
    """
    if message.state != ChatMessage.State.DONE:
        raise Conflict(_("Only a finished answer can be rated."))
    message.is_helpful, message.rated_at = is_helpful, timezone.now()
    message.reason = "" if is_helpful else reason
    message.note = "" if is_helpful else storable(note).strip()[:500]
    message.save(update_fields=["is_helpful", "reason", "note", "rated_at"])
    if is_helpful:
        propose_questions(message)
