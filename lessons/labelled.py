"""Asks labelled questions by the way that people's questions go, and says what came of each.

Each is asked twice: over the whole library, and with the article that answers it left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lessons.answering import PASSAGES, checked_statements
from lessons.citations import CheckedStatement
from lessons.confidence import Signals, signals_of
from lessons.scratch import Library
from library.retrieval.queries import Scope
from library.retrieval.search import search


@dataclass(frozen=True, slots=True)
class Outcome:
    """is_right: the first passage cited is the gold one, or an answer stands in what is shown."""

    is_answerable: bool
    signals: Signals
    before: Signals  # of the passages alone, as they are known before anything is answered
    is_answered: bool
    is_right: bool
    dropped: int


def ask_all(
    questions: Sequence[dict], library: Library, title_of: dict[str, str]
) -> Iterator[Outcome]:
    """questions: {"question", "passage_id", "answers"}; title_of: by passage id."""
    everything = tuple(library.sources.values())
    for question in questions:
        yield _ask(question, library, everything, is_answerable=True)
        rest = library.without(title_of[question["passage_id"]])
        yield _ask(question, library, rest, is_answerable=False)


def _ask(question: dict, library: Library, sources: tuple, *, is_answerable: bool) -> Outcome:
    text = question["question"]
    atoms = search(text, scope=Scope(sources), limit=PASSAGES)
    found = [checked for _, checked in checked_statements(text, atoms)]
    statements = [statement for statement in found if statement]
    supported = [statement for statement in statements if statement.is_supported]
    return Outcome(
        is_answerable=is_answerable,
        before=signals_of(text, atoms),
        signals=signals_of(text, atoms, statements),
        is_answered=bool(supported),
        is_right=is_answerable and _is_right(question, supported, library),
        dropped=sum(1 for s in found if s is None) + sum(s.dropped for s in statements),
    )


def _is_right(question: dict, supported: list[CheckedStatement], library: Library) -> bool:
    if not supported:
        return False
    first = library.passages[supported[0].citations[0].atom_id]
    shown = " ".join(statement.text for statement in supported).lower()
    return first == question["passage_id"] or any(
        answer.lower() in shown for answer in question["answers"]
    )
