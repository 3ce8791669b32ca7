"""INSERT … SELECT of one source's rows as another's, a batch at a time, inside the database.

Columns come from the models: one that is added later is copied too. New ids are those that
reading the file would have given (`library.ingestion.keys`), so that a batch that runs twice
writes the same rows, and a copy that is read again writes over its own.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db import connections
from django.db.models import Model

from library.ingestion import keys
from library.models import (
    ContentAtom,
    Embedding,
    Page,
    Section,
    Source,
    StructureNode,
    TermFrequency,
)
from project.databases import CONTENT

# `place` gives the new id of what stands at a place of the source: n, or m within n.
_PLACES = "unnest(%(first)s::int[], %(second)s::int[], %(ids)s::uuid[]) AS place (n, m, id)"
_NEW_NODE = """
    LEFT JOIN library_structurenode old_node ON old_node.id = old.node_id
    LEFT JOIN library_structurenode node
        ON node.source_id = %(target)s AND node.position = old_node.position
"""


def _insert(model: type[Model], joins: str = "", **expressions: str) -> str:
    """expressions: of the columns that differ from the original's; "" leaves one out."""
    own = {"source_id": "%(target)s", "organization_id": "%(organization)s", **expressions}
    names = [field.column for field in model._meta.concrete_fields]
    columns = [name for name in names if own.get(name) != ""]
    values = [own.get(name) or f'old."{name}"' for name in columns]
    return f"""
        INSERT INTO {model._meta.db_table} ({", ".join(f'"{name}"' for name in columns)})
        SELECT {", ".join(values)} FROM {model._meta.db_table} old {joins}
        WHERE old.source_id = %(original)s
    """


_NODES = (
    _insert(
        StructureNode,
        f"""
        JOIN {_PLACES} ON place.n = old.position
        LEFT JOIN library_structurenode old_parent ON old_parent.id = old.parent_id
        LEFT JOIN {_PLACES.replace("place", "parent")} ON parent.n = old_parent.position
        """,
        id="place.id",
        parent_id="parent.id",
    )
    + "ON CONFLICT DO NOTHING"
)
_PAGES = (
    _insert(Page, f"JOIN {_PLACES} ON place.n = old.index", id="place.id")
    + "ON CONFLICT DO NOTHING"
)
_SECTIONS = (
    _insert(
        Section,
        f"""
        JOIN {_PLACES} ON place.n = old.page_index AND place.m = old.position
        JOIN library_page page ON page.source_id = %(target)s AND page.index = old.page_index
        {_NEW_NODE}
        """,
        id="place.id",
        page_id="page.id",
        node_id="node.id",
    )
    + "ON CONFLICT DO NOTHING"
)
_ATOMS = (
    _insert(
        ContentAtom,
        f"JOIN {_PLACES} ON place.n = old.position {_NEW_NODE}",
        id="place.id",
        node_id="node.id",
    )
    + "ON CONFLICT DO NOTHING"
)
_VECTORS = (
    _insert(
        Embedding,
        f"""
        JOIN library_contentatom old_atom ON old_atom.id = old.atom_id
        JOIN {_PLACES} ON place.n = old_atom.position
        """,
        id="",
        atom_id="place.id",
    )
    + "ON CONFLICT DO NOTHING"
)
_TERMS = _insert(TermFrequency, id="") + "ON CONFLICT DO NOTHING"
_HOLD = "SELECT 1 FROM library_source WHERE id = %s AND state = ANY(%s) FOR SHARE"


def hold(original_id: UUID) -> bool:
    """Until the transaction ends nobody deletes it or reads it anew. False where somebody has."""
    with connections[CONTENT].cursor() as cursor:
        cursor.execute(_HOLD, [original_id, [str(state) for state in Source.READABLE]])
        return cursor.fetchone() is not None


def copy_nodes(original: Source, copy: Source, positions: Iterable[int]) -> None:
    places = [(position, 0, keys.node_id(copy.pk, position)) for position in positions]
    _copy(_NODES, original, copy, places)


def copy_pages(original: Source, copy: Source, indexes: Iterable[int]) -> None:
    """With their sections; nodes are there already."""
    indexes = list(indexes)
    sections = Section._base_manager.filter(source=original, page_index__in=indexes)
    _copy(_PAGES, original, copy, [(n, 0, keys.page_id(copy.pk, n)) for n in indexes])
    places = [
        (index, position, keys.section_id(copy.pk, index, position))
        for index, position in sections.values_list("page_index", "position")
    ]
    _copy(_SECTIONS, original, copy, places)


def copy_atoms(original: Source, copy: Source, positions: Iterable[int]) -> None:
    """With their vectors of every model; nodes are there already."""
    places = [(position, 0, keys.atom_id(copy.pk, position)) for position in positions]
    _copy(_ATOMS, original, copy, places)
    _copy(_VECTORS, original, copy, places)


def copy_terms(original: Source, copy: Source) -> None:
    _copy(_TERMS, original, copy, [])


def _copy(sql: str, original: Source, copy: Source, places: list[tuple[int, int, UUID]]) -> None:
    first, second, ids = zip(*places, strict=True) if places else ((), (), ())
    values = {
        "original": original.pk,
        "target": copy.pk,
        "organization": copy.organization_id,
        "first": list(first),
        "second": list(second),
        "ids": list(ids),
    }
    with connections[CONTENT].cursor() as cursor:
        cursor.execute(sql, values)
