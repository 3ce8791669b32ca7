"""One page of a book: its words, what is marked on it, the way to the next."""

import pytest

from library.ingestion import keys
from library.ingestion.parsers.base import SectionKind
from library.reading import table_of
from library.tests.factories import add_book, add_page, add_source


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob)


def page_url(school, source, index: int = 0, query: str = "") -> str:
    return school.url(f"library/{source.pk}/pages/{index}/{query}")


def get(client, url: str) -> str:
    return client.get(url).content.decode()


def test_it_works(in_school, book, sign_in):
    page = get(sign_in(in_school.dana), page_url(in_school, book))
    assert "p. 527" in page
    assert "(sheet 1 of 2)" in page
    assert "The photosphere is the part" in page
    assert 'viewBox="0 0 612.00 792.00"' in page
    assert 'rel="next"' in page
    assert 'rel="prev"' not in page


def test_odd_sections_are_the_left_teachers(in_school, book, sign_in):
    page = get(sign_in(in_school.dana), page_url(in_school, book))
    assert page.index('id="s1" data-side="left"') < page.index('id="s2" data-side="right"')


def test_a_passage_is_marked_in_words_and_on_the_picture(in_school, book, sign_in):
    query = f"?atom={keys.atom_id(book.pk, 0)}"
    page = get(sign_in(in_school.dana), page_url(in_school, book, 0, query))
    assert "<mark>The photosphere is the part of the Sun that we see.</mark>" in page
    assert page.count('class="sheet-mark"') == 2
    assert 'x="72.0" y="100.0" width="468.0" height="14.0"' in page


def test_a_quote_is_marked_alone(in_school, book, sign_in):
    query = f"?atom={keys.atom_id(book.pk, 0)}&quote=Each+lives+some%0Aeight+minutes."
    page = get(sign_in(in_school.dana), page_url(in_school, book, 0, query))
    assert "<mark>Each lives some eight minutes.</mark>" in page
    assert page.count('class="sheet-mark"') == 1


def test_a_section_is_marked(in_school, book, sign_in):
    query = f"?section={keys.section_id(book.pk, 0, 2)}"
    page = get(sign_in(in_school.dana), page_url(in_school, book, 0, query))
    assert "<mark>Granules are" in page
    assert "<mark>The photosphere" not in page


@pytest.mark.parametrize("query", ["?atom=nonsense", "?section=1", "?quote=" + "x" * 5000])
def test_nonsense_marks_nothing(query, in_school, book, sign_in):
    page = get(sign_in(in_school.dana), page_url(in_school, book, 0, query))
    assert "The photosphere" in page
    assert "<mark>" not in page


def test_words_of_a_book_are_text_and_never_markup(in_school, sign_in):
    source = add_source(in_school.organization, in_school.bob, page_count=1)
    add_page(source, 0, "1", ["<script>alert(1)</script>"])
    page = get(sign_in(in_school.dana), page_url(in_school, source))
    assert "&lt;script&gt;alert(1)" in page


def test_a_module_has_no_picture(in_school, sign_in):
    source = add_source(in_school.organization, in_school.bob, kind="openstax", page_count=1)
    add_page(source, 0, "15.1", ["The Sun is a star."])
    client = sign_in(in_school.dana)
    page = get(client, page_url(in_school, source))
    assert "section 15.1" in page
    assert '<svg class="sheet-marks"' not in page
    assert client.get(page_url(in_school, source) + "picture/").status_code == 404


def test_a_table_is_a_table(in_school, sign_in):
    source = add_source(in_school.organization, in_school.bob, page_count=1)
    add_page(source, 0, "1", ["Table 1 Stars\nName | Mass\nSun | 1"], kind=SectionKind.TABLE)
    page = get(sign_in(in_school.dana), page_url(in_school, source))
    assert "<caption>Table 1 Stars</caption>" in page
    assert '<th scope="col">Mass</th>' in page
    assert "<td>Sun</td>" in page


def test_text_without_cells_is_no_table():
    assert table_of("Only words") is None


@pytest.mark.parametrize(("sought", "index"), [("528", 1), ("2", 1), ("1", 0)])
def test_a_page_is_found_as_printed_and_by_its_sheet(sought, index, in_school, book, sign_in):
    url = in_school.url(f"library/{book.pk}/pages/")
    response = sign_in(in_school.dana).get(url, {"page": sought})
    assert response["Location"] == page_url(in_school, book, index)


@pytest.mark.parametrize("sought", ["900", "", "xii", "²", "-1"])
def test_a_page_that_is_not_there_is_said_so(sought, in_school, book, sign_in):
    url = in_school.url(f"library/{book.pk}/pages/")
    response = sign_in(in_school.dana).get(url, {"page": sought})
    assert response.status_code == 404
    assert "There is no page" in response.content.decode()


def test_a_picture_is_sent_once(in_school, book, sign_in, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "library.views.pages.page_image", lambda source, page, width: asked.append(width) or b"PNG"
    )
    client, url = sign_in(in_school.dana), page_url(in_school, book) + "picture/"
    first = client.get(url, {"w": "1600"})
    again = client.get(url, {"w": "1600"}, headers={"If-None-Match": first["ETag"]})
    client.get(url, {"w": "99999"})
    assert (first.status_code, again.status_code) == (200, 304)
    assert asked == [1600, 800]
    assert "private" in first["Cache-Control"]
