"""From a question to statements that have been checked: no row is read or written here but
those of the library, and no transaction is open."""

from collections.abc import Iterator, Sequence

from django.conf import settings

from lessons.citations import CheckedStatement, check
from lessons.confidence import language_of
from library.retrieval.search import RetrievedAtom, labels_of
from project.providers.base import ChatModel, Passage, Turn
from project.providers.registry import chat_model

PASSAGES = 6


def model() -> ChatModel:
    return chat_model(settings.CHAT_MODEL, embedder_name=settings.EMBEDDER)


def checked_statements(
    question: str, atoms: Sequence[RetrievedAtom], *, history: Sequence[Turn] = ()
) -> Iterator[CheckedStatement | None]:
    """What the model says, in its order; None for what must not be shown. Raises ProviderError."""
    labels = labels_of(atoms)
    passages = [_passage(atom) for atom in atoms]
    said = model().answer(question, passages, language=language_of(atoms), history=history)
    for statement in said:
        yield check(statement, atoms, labels)


def _passage(atom: RetrievedAtom) -> Passage:
    return Passage(str(atom.atom_id), atom.text, atom.page_label, atom.heading)
