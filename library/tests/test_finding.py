"""Search in a book: its exact words, then what is close in meaning; contents and thumbnails."""

import pytest

from library.finding import find_phrase, phrase_place
from library.ingestion import keys
from library.tests.factories import add_book, add_page, add_source, index


@pytest.fixture
def book(in_school):
    return index(add_book(in_school.organization, in_school.bob))


def test_it_works(in_school, book, sign_in):
    url = in_school.url(f"library/{book.pk}/search/")
    page = sign_in(in_school.dana).get(url, {"q": "columns of HOT gas"}).content.decode()
    assert "These words are on 1 page" in page
    assert "<mark>columns of hot gas</mark>" in page
    assert f"/library/{book.pk}/pages/0/?phrase=columns+of+HOT+gas" in page


def test_what_is_meant_is_found_too(in_school, book, sign_in):
    url = in_school.url(f"library/{book.pk}/search/")
    response = sign_in(in_school.dana).get(
        url, {"q": "How long does a granule live?"}, headers={"HX-Request": "true"}
    )
    page = response.content.decode()
    assert "Close in meaning" in page
    assert "?atom=" in page
    assert "<html" not in page
    assert "HX-Request" in response["Vary"]


def test_words_are_found_over_the_ends_of_lines(in_school):
    source = add_source(in_school.organization, in_school.bob, page_count=2)
    add_page(source, 0, "1", ["The Sun\nis a star."])
    add_page(source, 1, "2", ["The Sun isn't."])
    assert [hit.page for hit in find_phrase(source, "sun  is a")] == [0]


@pytest.mark.parametrize("phrase", ["a.c", "50% (of it)", "x*", "\\d+", "[a-z]", "$1", "^", "ünï"])
def test_signs_mean_themselves(phrase, in_school):
    source = add_source(in_school.organization, in_school.bob, page_count=2)
    add_page(source, 0, "1", [f"before {phrase} after"])
    add_page(source, 1, "2", ["abc 12 xxx"])
    assert [hit.page for hit in find_phrase(source, phrase)] == [0]
    assert phrase_place(phrase, f"before {phrase} after") == (7, 7 + len(phrase))


@pytest.mark.parametrize("phrase", ["", "   ", "\x00"])
def test_no_words_find_nothing(phrase, in_school, book):
    assert find_phrase(book, phrase) == []
    assert phrase_place(phrase, "any text") is None


def test_exact_words_are_marked_on_the_page(in_school, book, sign_in):
    url = in_school.url(f"library/{book.pk}/pages/0/")
    page = sign_in(in_school.dana).get(url, {"phrase": "hot gas. EACH"}).content.decode()
    assert "<mark>hot gas. Each</mark>" in page
    assert page.count('class="sheet-mark"') == 1


def test_contents_mark_where_one_is(in_school, book, sign_in):
    url = in_school.url(f"library/{book.pk}/contents/")
    page = sign_in(in_school.dana).get(url, {"page": "1"}).content.decode()
    assert "15.1 The Structure of the Sun" in page
    assert 'aria-current="true"' in page


def test_thumbnails_come_in_strips(in_school, sign_in):
    source = add_source(in_school.organization, in_school.bob, page_count=90)
    for number in range(90):
        add_page(source, number, str(number + 1), [])
    client, url = sign_in(in_school.dana), in_school.url(f"library/{source.pk}/thumbnails/")
    page = client.get(url, {"from": "41"}).content.decode()
    assert page.count("strip-page") == 40
    assert "?from=1" in page
    assert "?from=81" in page
    assert "picture/?w=160" in page


@pytest.mark.parametrize("name", ["contents", "thumbnails", "search"])
@pytest.mark.parametrize("query", ["?from=-1", "?from=x&page=99999999&q=%00", "?q=" + "x" * 5000])
def test_nonsense_is_no_error(name, query, in_school, book, sign_in):
    url = in_school.url(f"library/{book.pk}/{name}/{query}")
    assert sign_in(in_school.dana).get(url).status_code == 200


def related(client, school, source, position: int):
    section = keys.section_id(source.pk, 0, position)
    return client.get(school.url(f"library/{source.pk}/sections/{section}/related/"))


def test_other_books_say_more_about_a_section(in_school, book, sign_in):
    other = index(add_book(in_school.organization, in_school.bob, title="Our star"))
    page = related(sign_in(in_school.dana), in_school, book, 2).content.decode()
    assert "Our star" in page
    assert f"/library/{other.pk}/pages/0/?atom={keys.atom_id(other.pk, 0)}" in page
    assert str(keys.atom_id(book.pk, 0)) not in page  # of the same page


def test_books_that_one_may_not_see_say_nothing(in_school, book, sign_in):
    index(add_book(in_school.organization, in_school.bob, title="Bob's", owner_id=in_school.bob.pk))
    page = related(sign_in(in_school.dana), in_school, book, 2).content.decode()
    assert "Bob" not in page


def test_a_section_that_is_not_there_is_said_so(in_school, book, sign_in):
    assert related(sign_in(in_school.dana), in_school, book, 9).status_code == 404
