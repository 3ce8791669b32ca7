"""One page of a book: its words, what is marked on it, the way to the next."""

import re
from html.parser import HTMLParser

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from library.ingestion import keys
from library.ingestion.parsers.base import SectionKind
from library.models import Page, Section
from library.reading import table_of
from library.tests.factories import add_book, add_nodes, add_page, add_source


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
    assert "sheet 1 of 2<" in page
    assert "The photosphere is the part" in page
    assert 'viewBox="0 0 612.00 792.00"' in page
    assert 'rel="next"' in page
    assert 'rel="prev"' not in page


def test_odd_sections_are_the_left_teachers(in_school, book, sign_in):
    page = get(sign_in(in_school.dana), page_url(in_school, book))
    assert page.index('id="p0-1" data-side="left"') < page.index('id="p0-2" data-side="right"')


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
    assert '<span data-start="0" data-stop="13"' in page
    assert re.search(r"<caption><span[^>]*>Table 1 Stars</span></caption>", page)
    assert re.search(r'<th scope="col"><span[^>]*>Mass</span></th>', page)
    assert re.search(r"<td><span[^>]*>Sun</span></td>", page)


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


@pytest.fixture
def drawn(monkeypatch):
    """Widths that pictures were asked for; none is drawn."""
    asked = []
    monkeypatch.setattr(
        "library.views.pages.page_image", lambda source, page, width: asked.append(width) or b"RIFF"
    )
    return asked


def test_a_picture_is_sent_once(in_school, book, sign_in, drawn):
    client, url = sign_in(in_school.dana), page_url(in_school, book) + "picture/"
    first = client.get(url, {"w": "1600"})
    again = client.get(url, {"w": "1600"}, headers={"If-None-Match": first["ETag"]})
    client.get(url, {"w": "99999"})
    assert (first.status_code, again.status_code) == (200, 304)
    assert drawn == [1600, 480]
    assert "private" in first["Cache-Control"]
    assert first["Content-Type"] == "image/webp"


def test_a_picture_of_this_version_never_changes(in_school, book, sign_in, drawn):
    client, url = sign_in(in_school.dana), page_url(in_school, book) + "picture/"
    kept = client.get(url, {"v": book.version})
    other = client.get(url, {"v": book.version + 1})
    assert "immutable" in kept["Cache-Control"]
    assert "no-cache" in other["Cache-Control"]


class Pieces(HTMLParser):
    """(start, stop, what it shows) of each element with such offsets."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[list] = []
        self._open: list[list | None] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        piece = None
        if "data-start" in known:
            piece = [int(known["data-start"]), int(known["data-stop"]), ""]
            self.found.append(piece)
        if tag not in {"img", "meta", "link", "input", "br"}:
            self._open.append(piece)

    def handle_endtag(self, tag):
        if self._open:
            self._open.pop()

    def handle_data(self, data):
        for piece in filter(None, self._open):
            piece[2] += data


TEXTS = [
    "Stars & <planets>\nrise",
    "Table 1 Stars\nName | Mass\nSun | \nbelow the table",
    "נר דולק | שמש",
]


@pytest.mark.parametrize("kind", [*SectionKind])
@pytest.mark.parametrize("query", ["", "?quote=planets"])
def test_each_piece_says_which_characters_of_the_page_it_shows(kind, query, in_school, sign_in):
    source = add_source(in_school.organization, in_school.bob, page_count=1)
    page = add_page(source, 0, "1", TEXTS, kind=kind)
    pieces = Pieces(get(sign_in(in_school.dana), page_url(in_school, source, 0, query))).found
    assert len(pieces) >= len(TEXTS)
    for start, stop, text in pieces:
        assert page.text[start:stop] == text


def test_lines_keep_their_places_and_what_is_between_them(in_school, book, sign_in):
    section = Section.objects.get(pk=keys.section_id(book.pk, 0, 2))
    section.lines = [[0, 27, 72, 200, 300, 214], [28, 44, 72, 216, 200, 230]]
    section.save()
    page = get(sign_in(in_school.dana), page_url(in_school, book))
    at = section.start
    assert f'data-start="{at}" data-stop="{at + 27}" data-box="72.0 200.0 300.0 214.0"' in page
    assert f'data-start="{at + 28}" data-stop="{at + 44}"' in page
    shown = "".join(text for start, _, text in Pieces(page).found if start >= at)
    assert shown == section.text


def test_the_layer_says_what_it_is_of(in_school, book, sign_in):
    page = get(sign_in(in_school.dana), page_url(in_school, book))
    root = f'data-text-layer data-page="0" data-source="{book.pk}" data-version="{book.version}"'
    assert root in page
    assert f'data-section="{keys.section_id(book.pk, 0, 1)}"' in page
    assert "data-marks" in page


def test_the_next_page_comes_alone(in_school, book, sign_in):
    client = sign_in(in_school.dana)
    response = client.get(page_url(in_school, book, 1), headers={"HX-Request": "true"})
    text = response.content.decode()
    assert text.lstrip().startswith("<article")
    assert 'id="page-1"' in text
    assert "HX-Request" in response["Vary"]


def test_a_long_book_costs_no_more_queries(in_school, sign_in):
    client = sign_in(in_school.dana)
    counts = []
    for pages in (10, 1000):
        source = add_source(in_school.organization, in_school.bob, page_count=pages)
        node = add_nodes(source)[-1]
        for index in range(10):
            add_page(source, index, str(index + 1), ["The Sun."], node=node)
        many = [
            Page(
                id=keys.page_id(source.pk, index), source=source, index=index, label=str(index + 1),
                organization_id=source.organization_id, width=612, height=792, outcome="text",
            )
            for index in range(10, pages)
        ]  # fmt: skip
        Page.objects.bulk_create(many)
        client.get(page_url(in_school, source, 5))
        with (
            CaptureQueriesContext(connections["content"]) as content,
            CaptureQueriesContext(connections["default"]) as default,
        ):
            assert client.get(page_url(in_school, source, 5)).status_code == 200
        counts.append(len(content) + len(default))
    assert counts[0] == counts[1]
