"""The library's list: what it shows to whom, what it finds, how many queries it takes."""

import pytest
from django.template import engines
from django_cotton.compiler_regex import CottonCompiler
from pytest_django.asserts import assertHTMLEqual

from library.models import Source
from library.tests.factories import add_book, add_source, retrieved
from organizations.scoping import scope


@pytest.fixture
def library(in_school):
    return in_school.url("library/")


def test_it_works(in_school, library, sign_in):
    add_book(in_school.organization, in_school.bob)
    page = sign_in(in_school.bob).get(library).content.decode()
    assert "Astronomy" in page
    assert "PDF · added by you · 2 pages · 1 chapter · English" in page
    assert "every page read" in page


def test_an_empty_library_shows_the_first_step(in_school, library, sign_in):
    assert "Add the first source" in sign_in(in_school.bob).get(library).content.decode()


def test_a_student_cannot_add(in_school, library, sign_in):
    page = sign_in(in_school.dana).get(library).content.decode()
    assert "add-sources" not in page
    assert "When a teacher of your school adds a book" in page


def test_another_persons_own_source_is_hidden(in_school, library, sign_in):
    add_source(in_school.organization, in_school.bob, title="Open")
    bob = in_school.bob
    add_source(in_school.organization, bob, title="Bob’s own", owner_id=bob.pk)
    assert "Bob’s own" in sign_in(bob).get(library).content.decode()
    page = sign_in(in_school.alice).get(library).content.decode()
    assert "Bob’s own" not in page
    assert "Open" in page


def test_another_schools_source_is_hidden(in_school, library, charlie, sign_in):
    theirs = charlie.memberships.get(organization__type="school").organization
    with scope(theirs.pk):
        add_source(theirs, charlie, title="Theirs")
    assert "Theirs" not in sign_in(in_school.alice).get(library).content.decode()


def test_a_chapter_is_found_by_its_words(in_school, library, sign_in):
    add_book(in_school.organization, in_school.bob)
    add_source(in_school.organization, in_school.bob, title="Botany")
    page = sign_in(in_school.bob).get(library, {"q": "garden-variety"}).content.decode()
    assert "Astronomy" in page
    assert "Botany" not in page


def test_nothing_found_says_so(in_school, library, sign_in):
    add_source(in_school.organization, in_school.bob)
    page = sign_in(in_school.bob).get(library, {"q": "zebrafish"}).content.decode()
    assert "Nothing found" in page


def test_passages_lead_to_their_page(in_school, library, sign_in, monkeypatch):
    source = add_book(in_school.organization, in_school.bob)
    found = retrieved(source)
    monkeypatch.setattr("library.listing.search", lambda query, scope, limit: [found])
    page = sign_in(in_school.dana).get(library, {"q": "granules"}).content.decode()
    assert "<mark>Granules</mark>" in page
    assert f"pages/0/?atom={found.atom_id}" in page


@pytest.mark.parametrize(
    ("show", "titles"),
    [
        ("", {"Good", "Bad", "Slow"}),
        ("mine", {"Good", "Slow"}),
        ("attention", {"Bad"}),
        ("reading", {"Slow"}),
        ("nonsense", {"Good", "Bad", "Slow"}),
    ],
)
def test_a_filter_shows_its_own(show, titles, in_school, library, sign_in):
    organization, states = in_school.organization, Source.State
    add_source(organization, in_school.bob, title="Good")
    add_source(organization, in_school.alice, title="Bad", state=states.FAILED)
    add_source(organization, in_school.bob, title="Slow", state=states.PROCESSING)
    response = sign_in(in_school.bob).get(library, {"show": show})
    assert {source.title for source in response.context["sources"]} == titles


def test_htmx_gets_the_results_alone(in_school, library, sign_in):
    add_source(in_school.organization, in_school.bob)
    response = sign_in(in_school.bob).get(library, {"q": "astro"}, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert "<html" not in page
    assert 'id="source-results"' in page
    assert 'id="source-filters"' in page
    assert "HX-Request" in response["Vary"]


def test_the_forty_first_is_on_the_next_page(in_school, library, sign_in):
    for number in range(41):
        add_source(in_school.organization, in_school.bob, title=f"Book {number}")
    client = sign_in(in_school.bob)
    assert len(client.get(library).context["sources"]) == 40
    rest = client.get(library, {"page": "2"})
    assert [source.title for source in rest.context["sources"]] == ["Book 0"]
    assert rest.context["next_page"] is None


@pytest.mark.parametrize("rows", [3, 60])
def test_rows_cost_no_queries(rows, in_school, library, sign_in, django_assert_num_queries):
    for _ in range(rows):
        add_source(in_school.organization, in_school.bob)
    client = sign_in(in_school.bob)
    with (
        django_assert_num_queries(6, using="default"),
        django_assert_num_queries(4, using="content"),
    ):
        client.get(library)


def test_a_row_asks_for_itself_until_it_is_read(in_school, library, sign_in):
    source = add_source(in_school.organization, in_school.bob, state=Source.State.PROCESSING)
    client, url = sign_in(in_school.bob), f"{library}{source.pk}/row/"
    waiting = client.get(url)
    assert waiting.status_code == 200
    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    source.state = Source.State.READY
    source.save()
    done = client.get(url)
    assert (done.status_code, done["HX-Trigger"]) == (286, "source-read")
    assert "hx-trigger" not in done.content.decode()


ROW = """
{% load places sources %}{% org_url "library:source_detail" source.pk as url %}
<c-row id="source-{{ source.pk }}" title="{{ source.title }}" href="{{ url }}" meta="{{ source.facts|join:" · " }}">
  <c-slot name="lead"><c-book-cover cloth="{{ source|cloth }}" /></c-slot>
  <c-slot name="side"><c-status tone="good" label="Ready">every page read</c-status></c-slot>
</c-row>
"""  # noqa: E501


def test_a_row_is_what_the_kit_gives(in_school, library, sign_in):
    """The list writes its rows out, because components take most of a page's time."""
    source = add_book(in_school.organization, in_school.bob, title="<b>Sun & Moon</b>")
    response = sign_in(in_school.bob).get(f"{library}{source.pk}/row/")
    kit = engines["django"].from_string(CottonCompiler().process(ROW))
    shown = {"source": response.context["source"]}
    assertHTMLEqual(response.content.decode(), kit.render(shown, response.wsgi_request))
