"""A helpful answer's question, proposed as a golden one to those who manage what it cites."""

from collections import defaultdict
from uuid import UUID

from lessons.models import ChatMessage
from library.golden.services import propose_golden_question
from library.models import Source


def propose_questions(message: ChatMessage) -> None:
    """For each cited source that is still there; what was proposed already stays as it is."""
    cited = _cited_pages(message)
    question = message.query or message.question
    for source in Source.objects.filter(pk__in=cited).readable():
        propose_golden_question(
            source=source, question=question, pages=cited[source.pk], by=message.session.user
        )


def _cited_pages(message: ChatMessage) -> dict[UUID, set[int]]:
    """source id -> indexes of the sheets, which citations count from 1."""
    cited: dict[UUID, set[int]] = defaultdict(set)
    for statement in message.statements:
        for citation in statement["citations"]:
            cited[UUID(citation["source_id"])].add(citation["page"] - 1)
    return cited
