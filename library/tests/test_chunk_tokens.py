"""How long a passage is, as the organization says; one reading keeps to one length."""

import pytest

from lessons.quickstart import SAMPLES
from library import services, uploads
from library.models import ContentAtom, Ingestion, Source
from library.tests.cataloguing import work_off
from organizations import jobs
from organizations.scoping import scope
from organizations.slices import Slice


@pytest.fixture
def book(school) -> Source:
    """Waiting to be read."""
    path = SAMPLES / "astronomy-sample.tar.gz"
    return uploads.add_file(path=path, user=school.bob, organization=school.organization).source


def set_length(school, tokens: int) -> None:
    school.organization.settings["knowledge_base"]["chunk_tokens"] = tokens
    school.organization.save()


def lengths(source: Source) -> list[int]:
    atoms = ContentAtom._base_manager.filter(source=source).order_by("position")
    return list(atoms.values_list("token_count", flat=True))


def test_without_a_word_it_is_512(book):
    work_off()
    assert 400 < max(lengths(book)) <= 512


def test_a_change_holds_for_what_is_read_again(school, book):
    work_off()
    before = lengths(book)
    set_length(school, 1000)
    assert lengths(book) == before
    book.refresh_from_db()
    with scope(school.organization.pk):
        services.retry_ingestion(book)
    work_off()
    assert 800 < max(lengths(book)) <= 1000
    assert len(lengths(book)) < len(before)


@pytest.mark.slow
def test_a_change_while_it_is_read_mixes_nothing(school, book, monkeypatch):
    monkeypatch.setattr(Slice, "is_over", lambda self: True)
    monkeypatch.setattr("library.ingestion.stages.chunk.BATCH_ATOMS", 20)
    while not lengths(book):
        assert jobs.work("ingestion")
    set_length(school, 1000)
    work_off()
    assert max(lengths(book)) <= 512
    assert Ingestion._base_manager.get(source=book).chunk_tokens == 512
