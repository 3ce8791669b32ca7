"""A library of many books for benchmarks: real text and real questions, in any number of atoms.

The passages of SQuAD stand in the first books; the others are windows of 350 words over OpenStax
books, at ever other places. Their vectors are not their own, for embedding 100,000 texts takes half
an hour: each is that of a passage or a whole window, moved by the difference of two others.
"""

import io
import json
import re
import tarfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np
from lxml import etree

WINDOW_WORDS = 350  # about 512 tokens
BOOK_ATOMS = 1_000
MOVED = 0.6  # of the difference of two vectors
LANGUAGE = "en"


@dataclass(frozen=True)
class Atom:
    """terms: search terms in order; vector: (384,) float32 of unit length."""

    text: str
    terms: list[str]
    vector: np.ndarray


def atoms(passages: list[str], archives: list[Path], count: int, embedder) -> Iterator[Atom]:
    """The passages first, then windows of the archives' words, `count` in all."""
    from project.text.terms import terms

    vectors = embedder.embed_passages(passages)
    for text, vector in islice(zip(passages, vectors, strict=True), count):
        yield Atom(text, terms(text, LANGUAGE), vector)
    words = [word for archive in archives for word in words_of(archive)]
    if count > len(passages):
        whole = [
            " ".join(words[at : at + WINDOW_WORDS]) for at in range(0, len(words), WINDOW_WORDS)
        ]
        known = np.concatenate([vectors, embedder.embed_passages(whole)])
        yield from windows(words, known, count - len(passages))


def windows(words: list[str], known: np.ndarray, count: int) -> Iterator[Atom]:
    """Text at ever other places. known: (n, dimensions), of which each vector is made."""
    from project.text.terms import terms

    each = [terms(word, LANGUAGE) for word in words]
    chance = np.random.default_rng(7)
    for place in np.linspace(0, len(words) - WINDOW_WORDS, count).astype(int):
        base, one, other = known[chance.integers(len(known), size=3)]
        vector = base + MOVED * (one - other)
        yield Atom(
            " ".join(words[place : place + WINDOW_WORDS]),
            list(chain(*each[place : place + WINDOW_WORDS])),
            vector / np.linalg.norm(vector),
        )


def words_of(archive: Path) -> Iterator[str]:
    """Words of all paragraphs of an OpenStax book in source form."""
    with tarfile.open(archive) as files:
        for member in files:
            if member.name.endswith("index.cnxml"):
                content = files.extractfile(member)
                tree = etree.parse(io.BytesIO(content.read() if content else b""))
                for paragraph in tree.iter("{http://cnx.rice.edu/cnxml}para"):
                    yield from re.sub(r"\s+", " ", "".join(paragraph.itertext())).split()


def load(found: Iterator[Atom], organization_id: uuid.UUID, model: str) -> list[uuid.UUID]:
    """Write books of 1,000 atoms; give the books' ids in order. The vector index is built after."""
    from django.db import connections

    from project.databases import CONTENT

    books = []
    with connections[CONTENT].cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'embedding_minilm'")
        definition = cursor.fetchone()[0]
        cursor.execute("DROP INDEX embedding_minilm")
        while batch := list(islice(found, BOOK_ATOMS)):
            books.append(_load_book(cursor, batch, len(books), organization_id, model))
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(definition)
        cursor.execute(
            "VACUUM ANALYZE library_contentatom, library_embedding, library_termfrequency"
        )
    return books


def _load_book(cursor, batch: list[Atom], number: int, organization_id, model: str) -> uuid.UUID:
    from library.ingestion.queries import count_terms
    from library.models import ContentAtom, Embedding, Source
    from library.models.atom import sparse_vector
    from library.retrieval.lexical import document_weights

    source = Source.objects.create(
        organization_id=organization_id,
        title=f"Book {number + 1}",
        filename="a",
        file_key="a",
        language=LANGUAGE,
        state=Source.State.READY,
        kind="pdf",
    )
    rows = [(uuid.uuid4(), position, atom) for position, atom in enumerate(batch)]
    common = (source.pk, organization_id)
    _copy(
        cursor,
        ContentAtom,
        "id source_id organization_id position text language token_count page_start page_end spans"
        " content_hash terms weights",
        (
            (
                pk, *common, position, atom.text, LANGUAGE, 512, position, position,
                json.dumps([{"page": position, "start": 0, "end": len(atom.text), "boxes": []}]),
                pk.hex, _lexemes(atom.terms), sparse_vector(document_weights(atom.terms)).to_text(),
            )
            for pk, position, atom in rows
        ),
    )  # fmt: skip
    _copy(
        cursor,
        Embedding,
        "source_id organization_id atom_id model content_hash vector",
        ((*common, pk, model, pk.hex, str(atom.vector.tolist())) for pk, _, atom in rows),
    )
    count_terms(source)
    return source.pk


def _lexemes(terms: list[str]) -> str:
    return " ".join(
        "'" + term.replace("\\", "\\\\").replace("'", "''") + "'" for term in set(terms)
    )


def _copy(cursor, model, columns: str, rows) -> None:
    table = model._meta.db_table
    with cursor.copy(f"COPY {table} ({', '.join(columns.split())}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
