"""Asks labelled questions by the way that people's questions go, and says what came of each.

Each is asked twice: over the whole library, and with the article that answers it left out.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from lessons.answering import PASSAGES, checked_statements
from lessons.citations import CheckedStatement
from lessons.confidence import Signals, signals_of
from library.management.question_files import GivenPassage, GivenQuestion
from library.management.scratch import scratch_source
from library.retrieval.queries import Scope
from library.retrieval.search import search
from organizations.scoping import catalogue_scope


@dataclass(frozen=True, slots=True)
class Outcome:
    """is_right: the first passage cited is the gold one, or an answer stands in what is shown."""

    is_answerable: bool
    signals: Signals
    before: Signals  # of the passages alone, as they are known before anything is answered
    is_answered: bool
    is_right: bool
    dropped: int


@dataclass
class Library:
    """sources: title -> source id; passages: atom id -> the passage's own id; titles: of each."""

    sources: dict[str, UUID] = field(default_factory=dict)
    passages: dict[UUID, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def without(self, question: GivenQuestion) -> tuple[UUID, ...]:
        """The sources but those that hold what answers it."""
        gold = {self.titles[pk] for pk in question.relevant}
        return tuple(pk for title, pk in self.sources.items() if title not in gold)


@contextmanager
def scratch_library(passages: Sequence[GivenPassage], *, language: str) -> Iterator[Library]:
    """Inside, the passages can be searched, each title a source of the catalogue."""
    by_title: dict[str, list[GivenPassage]] = defaultdict(list)
    for passage in passages:
        by_title[passage.title].append(passage)
    library = Library(titles={each.passage_id: each.title for each in passages})
    with catalogue_scope(), ExitStack() as stack:
        for title, rows in by_title.items():
            source, names = stack.enter_context(scratch_source(rows, language=language))
            library.sources[title] = source.pk
            library.passages |= names
        yield library


def ask_all(questions: Sequence[GivenQuestion], library: Library) -> Iterator[Outcome]:
    everything = tuple(library.sources.values())
    for question in questions:
        yield _ask(question, library, everything, is_answerable=True)
        yield _ask(question, library, library.without(question), is_answerable=False)


def _ask(
    question: GivenQuestion, library: Library, sources: tuple, *, is_answerable: bool
) -> Outcome:
    text = question.text
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


def _is_right(question: GivenQuestion, supported: list[CheckedStatement], library: Library) -> bool:
    if not supported:
        return False
    first = library.passages[supported[0].citations[0].atom_id]
    shown = " ".join(statement.text for statement in supported).lower()
    return first in question.relevant or any(each.lower() in shown for each in question.answers)
