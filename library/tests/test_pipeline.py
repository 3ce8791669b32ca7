"""Reading a source: twice, again, while it is deleted, and without doing again what is done."""

import logging

import pytest

from library import services, uploads
from library.correcting import sections, tree
from library.ingestion import pipeline
from library.ingestion.stages import embed
from library.ingestion.tests import pdfs
from library.models import (
    ContentAtom,
    Embedding,
    Ingestion,
    Page,
    Section,
    Source,
    StructureNode,
    TermFrequency,
)
from organizations import jobs
from organizations.access import home_membership
from organizations.models import Job
from organizations.scoping import scope, unscoped
from organizations.slices import Slice
from project import storage

KEPT = (
    (Section, ("id", "text", "kind", "position", "node_id")),
    (StructureNode, ("id", "title", "depth", "start_page", "end_page")),
    (ContentAtom, ("id", "text", "node_id", "position", "spans")),
    (Embedding, ("id", "atom_id", "content_hash")),
)
TABLES = (Page, Section, StructureNode, ContentAtom, Embedding, TermFrequency)


@pytest.fixture(autouse=True)
def across():
    with unscoped("the tests look at every row"):
        yield


@pytest.fixture
def embedded(monkeypatch) -> list[str]:
    """The passages that the embedder was asked for."""
    asked = []

    def counting(name, real=embed.embedder):
        class Counting:
            def embed_passages(self, texts):
                asked.extend(texts)
                return real(name).embed_passages(texts)

        return Counting()

    monkeypatch.setattr(embed, "embedder", counting)
    return asked


def add(path, organization, user) -> uploads.Confirmed:
    return uploads.add_file(path=path, user=user, organization=organization)


def work_off(cluster: str = "ingestion") -> None:
    while jobs.work(cluster):
        pass


@pytest.fixture
def book(school, tmp_path) -> Source:
    source = add(pdfs.book(tmp_path / "b.pdf"), school.organization, school.bob).source
    work_off()
    source.refresh_from_db()
    assert source.state == Source.State.READY
    return source


def rows_of(source: Source) -> dict:
    """All rows of a source, ids included; the vectors' own ids are only numbers."""
    rows = {}
    for table in TABLES:
        fields = [field.attname for field in table._meta.fields]
        if table in (Embedding, TermFrequency):
            fields.remove("id")
        found = table.objects.filter(source=source).values_list(*fields)
        rows[table.__name__] = sorted(map(repr, found))
    return rows


def test_it_works(book):
    rows = rows_of(book)
    assert [len(rows[table.__name__]) > 0 for table in TABLES] == [True] * len(TABLES)


def test_read_again_the_rows_are_the_same(book, embedded):
    before = rows_of(book)
    services.retry_ingestion(book)
    book.refresh_from_db()
    assert book.state == Source.State.QUEUED
    work_off()
    book.refresh_from_db()
    assert (book.state, book.version) == (Source.State.READY, 2)
    assert rows_of(book) == before
    assert embedded == []


def test_a_job_that_runs_twice_leaves_the_same_rows(book):
    """As where a worker died between its last write and saying so."""
    before, version = rows_of(book), book.version
    Job.objects.update(state=Job.State.QUEUED, finished_at=None)
    assert jobs.work("ingestion")
    book.refresh_from_db()
    assert (book.state, book.version) == (Source.State.READY, version)
    assert rows_of(book) == before


def test_in_slices_as_short_as_can_be_the_rows_are_the_same(book, school, tmp_path, monkeypatch):
    before = rows_of(book)
    monkeypatch.setattr(Slice, "is_over", lambda self: True)
    services.retry_ingestion(book)
    work_off()
    assert rows_of(book) == before


def test_a_shorter_file_in_its_place_leaves_nothing_of_the_longer(book, school, tmp_path):
    short = pdfs.book(tmp_path / "short.pdf", 2)
    storage.save_file(book.file_key, short)
    services.retry_ingestion(book)
    work_off()
    assert Page.objects.filter(source=book).count() == 2
    pages = set(Section.objects.filter(source=book).values_list("page_index", flat=True))
    assert pages == {0, 1}
    for atom in ContentAtom.objects.filter(source=book):
        assert atom.embeddings.get().content_hash == atom.content_hash


def test_the_same_file_again_costs_no_work(book, school, tmp_path, embedded):
    storage.copy_to(book.file_key, tmp_path / "copy.pdf")
    copy = add(tmp_path / "copy.pdf", school.organization, school.alice)
    assert copy.is_duplicate
    assert copy.source == book
    work_off()
    assert embedded == []
    assert Ingestion.objects.filter(source=book).count() == 1


def test_a_passage_embedded_elsewhere_is_taken_over(book, school, charlie, tmp_path, embedded):
    storage.copy_to(book.file_key, tmp_path / "copy.pdf")
    theirs = add(tmp_path / "copy.pdf", home_membership(charlie).organization, charlie).source
    work_off()
    assert theirs != book
    assert embedded == []
    assert vectors_of(theirs) == vectors_of(book)
    assert ContentAtom.objects.filter(source=theirs).count() > 0


def test_only_what_is_new_is_embedded(book, charlie, tmp_path, embedded):
    longer = pdfs.book(tmp_path / "longer.pdf", 9)
    theirs = add(longer, home_membership(charlie).organization, charlie).source
    work_off()
    known = set(ContentAtom.objects.filter(source=book).values_list("text", flat=True))
    new = set(ContentAtom.objects.filter(source=theirs).values_list("text", flat=True)) - known
    assert len(new) > 0
    assert sorted(embedded) == sorted(new)


def vectors_of(source: Source) -> list:
    found = Embedding.objects.filter(source=source).order_by("atom__position")
    return list(found.values_list("vector", flat=True))


def test_a_deleted_source_takes_its_own_and_nothing_else(book, school, charlie, tmp_path):
    storage.copy_to(book.file_key, tmp_path / "copy.pdf")
    theirs = add(tmp_path / "copy.pdf", home_membership(charlie).organization, charlie).source
    work_off()
    kept = rows_of(theirs)
    services.delete_source(book)
    work_off("default")
    assert not Source.objects.filter(pk=book.pk).exists()
    assert not any(table.objects.filter(source_id=book.pk).exists() for table in TABLES)
    assert not storage.exists(book.file_key)
    assert rows_of(theirs) == kept
    assert storage.exists(theirs.file_key)


@pytest.mark.parametrize("after", range(0, 9, 2))
def test_deleted_while_it_is_read_the_work_ends_quietly(
    school, tmp_path, monkeypatch, caplog, after
):
    source = add(pdfs.book(tmp_path / "b.pdf"), school.organization, school.bob).source
    asked, is_over = [], Slice.is_over

    def delete_in_between(self):
        asked.append(1)
        if len(asked) == after + 1:
            services.delete_source(Source.objects.get(pk=source.pk))
        return is_over(self)

    monkeypatch.setattr(Slice, "is_over", delete_in_between)
    work_off()
    ended_quietly(source, caplog)


def test_deleted_at_the_very_end_it_stays_deleted(school, tmp_path, monkeypatch, caplog):
    source = add(pdfs.book(tmp_path / "b.pdf"), school.organization, school.bob).source
    verdict = pipeline.receipt.verdict

    def delete_first(receipt, **values):
        services.delete_source(Source.objects.get(pk=source.pk))
        return verdict(receipt, **values)

    monkeypatch.setattr(pipeline.receipt, "verdict", delete_first)
    work_off()
    ended_quietly(source, caplog)


def ended_quietly(source: Source, caplog) -> None:
    source.refresh_from_db()
    assert source.state == Source.State.DELETING
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert Job.objects.get(kind=pipeline.KIND).state == Job.State.CANCELLED
    work_off("default")
    assert not Source.objects.filter(pk=source.pk).exists()
    assert not any(table.objects.filter(source_id=source.pk).exists() for table in TABLES)


def test_read_again_corrections_are_kept(book, school):
    """Of a page and of the tree, with passages that follow them; a passage keeps its vector."""
    by, last = school.bob, StructureNode.objects.filter(source=book).order_by("position").last()
    page = Page.objects.get(source=book, index=1)
    first = Section.objects.filter(page=page).order_by("position").first()
    with scope(school.organization.pk):
        sections.merge(book, page, first.pk, by=by, seen=0)
        tree.rename(book, last.pk, number="", title="Named by a person", by=by, seen=1)
        work_off()
        before = [
            list(table.objects.filter(source=book).order_by("pk").values(*names))
            for table, names in KEPT
        ]
        services.retry_ingestion(Source.objects.get(pk=book.pk))
        work_off()
    after = [
        list(table.objects.filter(source=book).order_by("pk").values(*names))
        for table, names in KEPT
    ]
    assert after == before
    assert StructureNode.objects.filter(source=book, title="Named by a person").exists()
