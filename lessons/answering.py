"""From a question to statements that have been checked: no row is read or written here but
those of the library, and no transaction is open."""

from collections.abc import Generator, Sequence

from django.conf import settings

from lessons.citations import CheckedStatement, check
from lessons.confidence import language_of
from library.embeddings.current import name_in_use
from library.retrieval.neighbours import with_neighbours
from library.retrieval.search import RetrievedAtom, labels_of, moments_of
from project.providers.base import ChatModel, Passage, Turn
from project.providers.registry import chat_model

PASSAGES = 6


def model() -> ChatModel:
    return chat_model(settings.CHAT_MODEL, embedder_name=name_in_use())


def checked_statements(
    question: str, atoms: Sequence[RetrievedAtom], *, history: Sequence[Turn] = ()
) -> Generator[tuple[str, CheckedStatement | None], None, None]:
    """Who wrote it, and what the model says, in its order; None for what must not be shown.
    Raises ProviderError."""
    if tokens := model().passage_tokens:
        atoms = with_neighbours(atoms, tokens=tokens)
    labels, moments = labels_of(atoms), moments_of(atoms)
    passages = [_passage(atom) for atom in atoms]
    said = model().answer(question, passages, language=language_of(atoms), history=history)
    for statement in said:
        yield statement.written_by, check(statement, atoms, labels, moments)


def _passage(atom: RetrievedAtom) -> Passage:
    return Passage(str(atom.atom_id), atom.text, atom.page_label, atom.heading)
