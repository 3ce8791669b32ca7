"""An answer on its way to a program: the same steps as a browser gets, as JSON."""

import json
from collections.abc import AsyncIterator, Collection
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from lessons.models import ChatMessage
from lessons.streaming import CLOSE, WAITING, follow_answer
from organizations.scoping import Place


async def answer_events(
    message: ChatMessage, place: Place, *, language: str
) -> AsyncIterator[bytes]:
    """`statement` for each checked sentence, `answer` with the whole, `close`.

    message: as it was read in `place`.
    """
    async for step in follow_answer(message, place, language=language):
        if step.statement is not None:
            yield _event("statement", statement_json(step.statement, step.visible))
        elif step.is_over:
            yield _event("answer", message_json(step.message, step.visible))
        else:
            yield WAITING
    yield CLOSE


def message_json(message: ChatMessage, visible: Collection[UUID]) -> dict[str, Any]:
    """visible: ids of the sources that the person may see now."""
    plain = ("session_id", "question", "state", "confidence", "problem", "created_at")
    return {name: getattr(message, name) for name in plain} | {
        "id": message.pk,
        "statements": [statement_json(each, visible) for each in message.statements],
        "nearest": [_citation(each, visible) for each in message.nearest],
        "help": [
            {"name": name, "reach": reach} for name, reach in message.moderation.get("help", [])
        ],
    }


def statement_json(statement: dict, visible: Collection[UUID]) -> dict[str, Any]:
    citations = [_citation(each, visible) for each in statement["citations"]]
    return {"text": statement["text"], "citations": citations}


def _citation(citation: dict, visible: Collection[UUID]) -> dict[str, Any]:
    names = ("source_id", "atom_id", "title", "page", "reference", "quote")
    is_seen = UUID(citation["source_id"]) in visible
    told = {name: citation[name] for name in names} | {"time": citation.get("time")}
    return told if is_seen else told | {"quote": ""}


def _event(name: str, value: dict) -> bytes:
    return f"event: {name}\ndata: {json.dumps(value, cls=DjangoJSONEncoder)}\n\n".encode()
