"""A library for measuring: labelled passages as sources of nobody, gone when the measuring ends."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID, uuid4

from library.embeddings.current import name_in_use
from library.ingestion.queries import count_terms, set_terms
from library.models import ContentAtom, Embedding, Page, Source
from library.retrieval.lexical import document_weights, terms
from organizations.scoping import scope
from project.providers.registry import embedder


@contextmanager
def scratch_library(passages: Sequence[dict], *, language: str = "en") -> Iterator["Library"]:
    """Inside, the passages can be searched; each title is a source, each passage a page and atom.

    passages: {"passage_id", "title", "text"}. The rows carry the id of no organization, so
    nobody sees them; should the process be killed, `check_references --repair` removes them.
    """
    nobody = uuid4()
    with scope(nobody):
        library = Library({}, {})
        try:
            by_title = defaultdict(list)
            for passage in passages:
                by_title[passage["title"]].append(passage)
            for title, rows in by_title.items():
                _add_source(nobody, title, rows, language, library)
            yield library
        finally:
            Source.objects.filter(pk__in=library.sources.values()).delete()


class Library:
    """sources: title -> source id; passages: atom id -> the passage's own id."""

    def __init__(self, sources: dict[str, UUID], passages: dict[UUID, str]):
        self.sources, self.passages = sources, passages

    def without(self, title: str) -> tuple[UUID, ...]:
        return tuple(pk for name, pk in self.sources.items() if name != title)


def _add_source(
    nobody: UUID, title: str, rows: Sequence[dict], language: str, library: Library
) -> None:
    source = Source.objects.create(
        organization_id=nobody,
        title=title[:300],
        filename="scratch",
        file_key="scratch",
        language=language,
        state=Source.State.READY,
        page_count=len(rows),
    )
    library.sources[title] = source.pk
    common = {"source": source, "organization_id": nobody}
    atoms = [_atom(position, row["text"], language, common) for position, row in enumerate(rows)]
    library.passages |= {atom.pk: row["passage_id"] for atom, row in zip(atoms, rows, strict=True)}
    pages = [
        Page(id=uuid4(), index=i, label=str(i + 1), text=row["text"], **common)
        for i, row in enumerate(rows)
    ]
    Page.objects.bulk_create(pages)
    ContentAtom.objects.bulk_create(atoms)
    _index(source, atoms, language, common)


def _atom(position: int, text: str, language: str, common: dict) -> ContentAtom:
    return ContentAtom(
        id=uuid4(),
        position=position,
        text=text,
        language=language,
        token_count=len(text.split()),
        page_start=position,
        page_end=position,
        spans=[{"page": position, "start": 0, "end": len(text), "boxes": []}],
        content_hash=hashlib.sha256(text.encode()).hexdigest(),
        **common,
    )


def _index(source: Source, atoms: list[ContentAtom], language: str, common: dict) -> None:
    model = name_in_use()
    vectors = embedder(model).embed_passages([atom.text for atom in atoms])
    Embedding.objects.bulk_create(
        Embedding(
            atom=atom,
            model=model,
            content_hash=atom.content_hash,
            vector=vector,
            **common,
        )
        for atom, vector in zip(atoms, vectors, strict=True)
    )
    found = [(atom.pk, terms(atom.text, language)) for atom in atoms]
    set_terms(source, [(pk, sorted(set(words)), document_weights(words)) for pk, words in found])
    count_terms(source)
