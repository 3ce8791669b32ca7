"""Whole answers, kept for a day: the same question, over the same sources, as they are now.

    key = answer_key(question, scope, provider=model.name, prompt=PROMPT_VERSION, language="en")
    kept = cached_answer(key)          # None: it has to be made
    store_answer(key, KeptAnswer(...))

The key holds the version of every source in scope (`library.retrieval.caching.scope_version`), so
an answer is gone at once when one of them is read again, edited or deleted, or when the asker may
see others. An answer that was made for one person alone is kept for that person alone.
"""

from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from library.retrieval.caching import scope_version
from library.retrieval.queries import Scope
from project import caching
from project.providers.base import Turn

KEEP_ANSWERS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What ChatMessage holds of an answer that is done; plain values that JSON can hold."""

    statements: list[dict[str, Any]]
    confidence: str
    provider: str
    extra: dict[str, Any] = field(default_factory=dict)


def answer_key(
    question: str,
    scope: Scope,
    *,
    provider: str,
    prompt: str,
    language: str,
    history: tuple[Turn, ...] = (),
    person_id: UUID | None = None,
) -> str:
    """ "" where nothing may be kept: outside an organization's scope.

    provider: the chat model's name. prompt: version of the words it is given. history: what was
    asked before, where it changes what is meant. person_id: where the answer is about them.
    """
    version = scope_version(scope)
    if version is None:
        return ""
    return caching.key_of(
        "answer",
        question=" ".join(question.split()),
        scope=version,
        provider=provider,
        prompt=prompt,
        language=language,
        history=[asdict(turn) for turn in history],
        person=person_id,
    )


def cached_answer(key: str) -> KeptAnswer | None:
    kept: Any = caching.get(key) if key else caching.MISSING
    return None if kept is caching.MISSING else KeptAnswer(**kept)


def store_answer(key: str, answer: KeptAnswer) -> None:
    """Answers that are whole; one that was cut short or stopped is not kept."""
    if key:
        caching.put(key, asdict(answer), keep=KEEP_ANSWERS)
