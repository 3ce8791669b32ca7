"""Each model's own partial HNSW index, made and dropped while the library is searched.

The column has no fixed dimension: an index is over a cast, of one model's rows. Built
CONCURRENTLY, which no transaction may be around; one that was cut off stays invalid, and is
made again. Where the table is partitioned, each partition's is built so and then attached.
"""

import hashlib
from enum import StrEnum

from django.db import connections

from library.models.atom import MINILM
from project.databases import CONTENT

TABLE = "library_embedding"
MOST_DIMENSIONS = 4000  # of a halfvec in an HNSW index

_OVER = (
    "USING hnsw ((vector::halfvec(%s)) halfvec_ip_ops) WITH (m = 16, ef_construction = 64) "
    "WHERE model = %s"
)
_STATE = """
    SELECT i.indisvalid, EXISTS (
        SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid
    )
    FROM pg_index i WHERE i.indexrelid = to_regclass(%s)
"""
_BARE_PARTITIONS = """
    SELECT part.inhrelid::regclass::text FROM pg_inherits part
    WHERE part.inhparent = to_regclass(%s) AND NOT EXISTS (
        SELECT FROM pg_inherits attached JOIN pg_index i ON i.indexrelid = attached.inhrelid
        WHERE attached.inhparent = to_regclass(%s) AND i.indrelid = part.inhrelid
    )
    ORDER BY part.inhrelid
"""
_IS_PARTITIONED = "SELECT relkind = 'p' FROM pg_class WHERE oid = to_regclass(%s)"


class IndexState(StrEnum):
    MISSING = "missing"
    BUILDING = "building"
    INVALID = "invalid"
    READY = "ready"


def index_name(model: str) -> str:
    """MiniLM's came with the table; the others' are named by a hash, which any name has."""
    if model == MINILM:
        return "embedding_minilm"
    return f"embedding_{hashlib.sha256(model.encode()).hexdigest()[:16]}"


def state_of(model: str) -> IndexState:
    return _state(index_name(model))


def create_index(model: str, dimensions: int) -> None:
    """Make it, unless it is there and whole or somebody is at it. Safe to run again."""
    name = index_name(model)
    if not _rows(_IS_PARTITIONED, TABLE)[0][0]:
        _build(name, TABLE, model, dimensions)
        return
    _run(f'CREATE INDEX IF NOT EXISTS "{name}" ON ONLY {TABLE} {_OVER}', dimensions, model)
    for (partition,) in _rows(_BARE_PARTITIONS, TABLE, f'"{name}"'):
        part = f"{name}_{partition.rsplit('_', 1)[-1]}"
        _build(part, partition, model, dimensions)
        _run(f'ALTER INDEX "{name}" ATTACH PARTITION "{part}"')


def drop_index(model: str) -> None:
    """Partitions lose theirs with it."""
    is_partitioned = _rows(_IS_PARTITIONED, TABLE)[0][0]
    how = "" if is_partitioned else _concurrently()
    _run(f'DROP INDEX {how} IF EXISTS "{index_name(model)}"')


def _build(name: str, table: str, model: str, dimensions: int) -> None:
    state = _state(name)
    if state is IndexState.INVALID:
        _run(f'DROP INDEX {_concurrently()} IF EXISTS "{name}"')
    if state in (IndexState.INVALID, IndexState.MISSING):
        how = _concurrently()
        _run(f'CREATE INDEX {how} IF NOT EXISTS "{name}" ON {table} {_OVER}', dimensions, model)


def _concurrently() -> str:
    """Inside a transaction, as a test is, it is not possible; there the table is locked."""
    return "" if connections[CONTENT].in_atomic_block else "CONCURRENTLY"


def _state(name: str) -> IndexState:
    found = _rows(_STATE, f'"{name}"')
    if not found:
        return IndexState.MISSING
    is_valid, is_building = found[0]
    if is_valid:
        return IndexState.READY
    return IndexState.BUILDING if is_building else IndexState.INVALID


def _rows(sql: str, *values: str | int) -> list[tuple]:
    with connections[CONTENT].cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _run(sql: str, *values: str | int) -> None:
    with connections[CONTENT].cursor() as cursor:
        cursor.execute(sql, values or None)
