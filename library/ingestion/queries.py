"""Bulk writes that the ORM would make one row at a time.

Each names the source, so that where the tables are partitioned by it one partition is written.
"""

from uuid import UUID

from django.db import connections

from library.models import Source, TermFrequency
from library.models.atom import sparse_vector
from project.databases import CONTENT

_SET_PAGES = """
    UPDATE library_page SET text = new.text, label = new.label
    FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS new (id, text, label)
    WHERE library_page.id = new.id AND library_page.source_id = %s
"""
_SET_NODES = """
    UPDATE library_section SET node_id = new.node
    FROM unnest(%s::uuid[], %s::uuid[]) AS new (id, node)
    WHERE library_section.id = new.id AND library_section.source_id = %s
"""
_SET_TERMS = """
    UPDATE library_contentatom SET terms = array_to_tsvector(%s), weights = %s::sparsevec
    WHERE id = %s AND source_id = %s
"""
_COUNT_TERMS = """
    INSERT INTO library_termfrequency (source_id, organization_id, language, term, atoms)
    SELECT source_id, organization_id, language, term, count(*)
    FROM library_contentatom, unnest(tsvector_to_array(terms)) AS term
    WHERE source_id = %s
    GROUP BY source_id, organization_id, language, term
    UNION ALL
    SELECT source_id, organization_id, language, '', count(*)
    FROM library_contentatom
    WHERE source_id = %s
    GROUP BY source_id, organization_id, language
"""


def set_pages(source: Source, rows: list[tuple[UUID, str, str]]) -> None:
    """rows: (page id, its text, its label)."""
    pages, texts, labels = zip(*rows, strict=True)
    with connections[CONTENT].cursor() as cursor:
        cursor.execute(_SET_PAGES, [list(pages), list(texts), list(labels), source.pk])


def set_nodes(source: Source, pairs: list[tuple[UUID, UUID]]) -> None:
    """pairs: (section id, node id)."""
    if pairs:
        sections, nodes = zip(*pairs, strict=True)
        with connections[CONTENT].cursor() as cursor:
            cursor.execute(_SET_NODES, [list(sections), list(nodes), source.pk])


def set_terms(source: Source, rows: list[tuple[UUID, list[str], dict[int, float]]]) -> None:
    """rows: (atom id, its distinct terms, BM25 weight by term id)."""
    values = [
        (terms, sparse_vector(weights).to_text(), pk, source.pk) for pk, terms, weights in rows
    ]
    with connections[CONTENT].cursor() as cursor:
        cursor.executemany(_SET_TERMS, values)


def count_terms(source: Source) -> None:
    """Replace the source's document frequencies, and its atoms by language, from its atoms."""
    TermFrequency.objects.filter(source=source).delete()
    with connections[CONTENT].cursor() as cursor:
        cursor.execute(_COUNT_TERMS, [source.pk, source.pk])
