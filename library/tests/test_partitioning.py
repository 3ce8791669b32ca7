"""The big tables as hash partitions by source, as deploy/partition_content.sql makes them."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connections, transaction
from django.db.models import UniqueConstraint

from library import deletion
from library import services as sources
from library.embeddings import indexes, services
from library.ingestion.tests import pdfs
from library.models import ContentAtom, Page, Source, StructureNode
from library.models.source import SourceChild
from library.retrieval.queries import Scope
from library.retrieval.search import search
from library.tests import embedding_models
from library.tests.embedding_models import SMALL
from library.tests.test_pipeline import TABLES, across, add, rows_of, work_off
from project.databases import CONTENT

__all__ = ["across"]

SQL = Path(settings.BASE_DIR, "deploy", "partition_content.sql")
PARTITIONS = 4
QUESTIONS = ("What is a habit of choosing?", "page 3 paragraph 1", "virtue wise person")


def run(statement: str) -> list:
    with connections[CONTENT].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def partition() -> None:
    run(f"SET LOCAL lectern.partitions = {PARTITIONS}")
    run(SQL.read_text())


def found_in(source: Source) -> list:
    """What search gives: for the whole, for a chapter, for some pages."""
    chapter = StructureNode.objects.get(source=source, position=1)
    nodes = list(StructureNode.objects.filter(source=source).values_list("pk", flat=True))
    scopes = (
        Scope((source.pk,)),
        Scope((source.pk,), node_ids=(chapter.pk,)),
        Scope((source.pk,), node_ids=tuple(nodes), pages=(1, 3)),
    )
    return [
        [(atom.atom_id, round(atom.score, 5), atom.text) for atom in search(question, scope=scope)]
        for question in QUESTIONS
        for scope in scopes
    ]


def test_each_unique_constraint_names_the_source():
    """Without it a table can be neither partitioned nor distributed by source."""
    for model in SourceChild.__subclasses__():
        for constraint in model._meta.constraints:
            if isinstance(constraint, UniqueConstraint):
                assert "source" in constraint.fields, constraint.name


@pytest.mark.slow
def test_it_works(school, tmp_path, monkeypatch):
    """Rows stay; search finds the same; reading again, reading anew and deleting go on."""
    book = add(pdfs.book(tmp_path / "a.pdf", 9), school.organization, school.bob).source
    work_off()
    rows, found = rows_of(book), found_in(book)
    assert all(rows.values())
    assert any(found)
    columns = {table: indexes_of(table) for table in TABLES}

    partition()

    for table in TABLES:
        assert partitions_of(table) == PARTITIONS
        assert columns[table] <= indexes_of(table)
    assert (rows_of(book), found_in(book)) == (rows, found)
    monkeypatch.setattr("library.retrieval.queries.EXACT_UP_TO_ATOMS", 0)
    assert found_in(book) == found
    monkeypatch.undo()

    book.refresh_from_db()
    sources.retry_ingestion(book)
    work_off()
    assert (rows_of(book), found_in(book)) == (rows, found)

    others = [
        add(pdfs.book(tmp_path / f"{n}.pdf", 3 + n), school.organization, school.bob).source
        for n in range(3)
    ]
    work_off()
    assert set(Source.objects.values_list("state", flat=True)) == {Source.State.READY}
    assert all(map(found_in, others))
    deletion.delete_now(Source.objects.get(pk=book.pk))
    assert not any(rows_of(book).values())
    assert Page.objects.filter(source=others[0]).count() == 3


@pytest.mark.slow
def test_what_was_refused_is_refused(school, tmp_path):
    """Two rows of one place, and a row that refers to nothing."""
    book = add(pdfs.book(tmp_path / "a.pdf", 3), school.organization, school.bob).source
    work_off()
    partition()
    run("SET CONSTRAINTS ALL IMMEDIATE")
    atom = ContentAtom.objects.filter(source=book).first()
    for statement in (
        "INSERT INTO library_contentatom SELECT * FROM library_contentatom",
        f"UPDATE library_embedding SET atom_id = gen_random_uuid() WHERE atom_id = '{atom.pk}'",
        f"UPDATE library_contentatom SET position = 1 WHERE source_id = '{book.pk}'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(using=CONTENT):
            run(statement)
    with pytest.raises(Exception, match="partitioned already"), transaction.atomic(using=CONTENT):
        partition()


@pytest.mark.slow
def test_another_model_s_index_is_made_in_each_partition(school, tmp_path, monkeypatch):
    embedding_models.offer(monkeypatch)
    book = add(pdfs.book(tmp_path / "a.pdf", 5), school.organization, school.bob).source
    work_off()
    partition()
    services.add_model(SMALL)
    assert indexes.state_of(SMALL) == "ready"
    name = indexes.index_name(SMALL)
    assert run(f"SELECT count(*) FROM pg_inherits WHERE inhparent = '{name}'::regclass") == [(4,)]
    services.fill_model(SMALL)
    work_off()
    services.use_model(SMALL)
    assert all(found_in(book))
    services.add_model(SMALL)  # again, nothing happens
    services.drop_model("hashing-384")
    assert all(found_in(book))
    assert indexes.state_of("hashing-384") == "missing"


def partitions_of(table) -> int:
    name = table._meta.db_table
    return run(f"SELECT count(*) FROM pg_inherits WHERE inhparent = '{name}'::regclass")[0][0]


def indexes_of(table) -> set[str]:
    name = table._meta.db_table
    return {row[0] for row in run(f"SELECT indexname FROM pg_indexes WHERE tablename = '{name}'")}
