"""A source that is there only while it is asked: passages from a file, each one an atom."""

import hashlib
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from library.deletion import delete_now
from library.embeddings.current import name_in_use
from library.ingestion import keys
from library.ingestion.queries import count_terms, set_terms
from library.management.question_files import GivenPassage
from library.models import ContentAtom, Embedding, Source
from library.retrieval.lexical import document_weights, terms
from project.providers.registry import embedder
from project.text.language import find_language, main_language

BATCH = 64
SAMPLE = 200  # passages by which the language of all is found


@contextmanager
def scratch_source(
    passages: Sequence[GivenPassage],
    *,
    language: str = "",
    told: Callable[[int, int], object] = lambda done, total: None,
) -> Iterator[tuple[Source, dict[UUID, str]]]:
    """Inside, a source of the scope's organization with these passages, and atom id -> passage id.

    language: of all of them; without it, it is found. told: how many are in, of how many.
    Nothing of it is left afterwards, however the block ends.
    """
    source = Source.objects.create(
        title="Evaluation",
        filename="evaluation",
        file_key="evaluation",
        language=language or main_language(each.text for each in passages[:SAMPLE]),
        state=Source.State.READY,
    )
    try:
        names: dict[UUID, str] = {}
        for start in range(0, len(passages), BATCH):
            batch = passages[start : start + BATCH]
            for atom, passage in zip(_write(source, batch, start, language), batch, strict=True):
                names[atom.pk] = passage.passage_id
            told(start + len(batch), len(passages))
        count_terms(source)
        yield source, names
    finally:
        delete_now(source)


def _write(
    source: Source, passages: Sequence[GivenPassage], start: int, language: str
) -> list[ContentAtom]:
    model = embedder(name_in_use())
    vectors = model.embed_passages([each.text for each in passages])
    atoms = ContentAtom.objects.bulk_create(
        _atom(source, start + offset, each.text, language) for offset, each in enumerate(passages)
    )
    Embedding.objects.bulk_create(
        Embedding(
            source=source,
            atom=atom,
            model=model.name,
            content_hash=atom.content_hash,
            vector=vector,
        )
        for atom, vector in zip(atoms, vectors, strict=True)
    )
    found = [(atom.pk, terms(atom.text, atom.language)) for atom in atoms]
    set_terms(source, [(pk, sorted(set(words)), document_weights(words)) for pk, words in found])
    return atoms


def _atom(source: Source, position: int, text: str, language: str) -> ContentAtom:
    return ContentAtom(
        id=keys.atom_id(source.pk, position),
        source=source,
        position=position,
        text=text,
        language=language or find_language(text, otherwise=source.language),
        token_count=len(text.split()),
        page_start=position,
        page_end=position,
        content_hash=hashlib.sha256(text.encode()).hexdigest(),
    )


@contextmanager
def stopped_by_term() -> Iterator[None]:
    """Inside, SIGTERM ends the work as Ctrl-C does, so that what was made for it is removed."""

    def stop(_signal, _frame):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
