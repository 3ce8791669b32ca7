"""The language of a book and of its passages is found in their words when it is read."""

import pymupdf
import pytest

from library.ingestion.tests import pdfs
from library.models import ContentAtom, Source, TermFrequency
from library.retrieval.queries import Scope
from library.retrieval.search import Asked
from library.tests.test_pipeline import across, add, work_off
from organizations.scoping import scope
from project.tests.language_samples import SAMPLES

__all__ = ["across"]


@pytest.fixture
def german_book(school, tmp_path) -> Source:
    """A file that says of itself that it is in American English, as word processors do."""
    document = pymupdf.open()
    document.set_language("en-US")
    for passage in SAMPLES["de"].passages:
        page = document.new_page(width=1200, height=842)
        pdfs.put_lines(page, pdfs.LEFT, pdfs.TOP, [passage, passage])
    source = add(pdfs.save(document, tmp_path / "b.pdf"), school.organization, school.bob).source
    work_off()
    source.refresh_from_db()
    return source


def test_it_works(german_book):
    assert german_book.language == "de"
    atoms = ContentAtom.objects.filter(source=german_book)
    assert set(atoms.values_list("language", flat=True)) == {"de"}


def test_passages_are_counted_by_language_beside_their_terms(german_book):
    totals = TermFrequency.objects.filter(source=german_book, term="")
    atoms = ContentAtom.objects.filter(source=german_book).count()
    assert list(totals.values_list("language", "atoms")) == [("de", atoms)]


def test_it_is_found_by_the_forms_of_german_words(german_book):
    with scope(german_book.organization_id):
        asked = Asked("eine grüne Pflanze", Scope((german_book.pk,)))
        assert asked.words.best(1)


def test_an_english_book_keeps_what_it_says_of_itself(school, tmp_path):
    source = add(pdfs.book(tmp_path / "b.pdf"), school.organization, school.bob).source
    work_off()
    source.refresh_from_db()
    assert source.language == "en"
