"""A source's own page, and what one can do there."""

import pytest

from accounts.models import Profile
from library.ingestion import keys
from library.models import Source, StructureNode
from library.tests.factories import add_book, add_ingestion, add_source
from organizations.models import Job
from project.errors import UnreadableSource


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob)


def add_chapter(book, number: str, title: str) -> None:
    """One without sections, after all others."""
    StructureNode.objects.create(
        id=keys.node_id(book.pk, 99), source=book, organization_id=book.organization_id,
        position=99, depth=1, kind="chapter", number=number, title=title, start_page=1, end_page=1,
    )  # fmt: skip


def url_of(school, source, rest: str = "") -> str:
    return school.url(f"library/{source.pk}/{rest}")


def test_it_works(in_school, book, sign_in):
    page = sign_in(in_school.bob).get(url_of(in_school, book)).content.decode()
    assert "15 The Sun: A Garden-Variety Star" in page
    assert "527–528" in page
    assert "2 pages read as text" in page
    assert "Ask this book" in page
    assert f"lessons/new/?source={book.pk}&amp;node=" in page


def test_a_student_can_ask_and_not_manage(in_school, book, sign_in):
    page = sign_in(in_school.dana).get(url_of(in_school, book)).content.decode()
    assert "Ask this book" in page
    for hidden in ("Who sees this", f"{book.pk}/delete/", "rename-source"):
        assert hidden not in page


def test_unread_pages_are_named(in_school, sign_in):
    source = add_source(in_school.organization, in_school.bob, state=Source.State.PARTIAL)
    problem = {"pages": "3–5", "sheets": [5, 7], "outcome": "scanned", "note": ""}
    add_ingestion(source, receipt={"scanned": 3, "problems": [problem]})
    page = sign_in(in_school.bob).get(url_of(in_school, source)).content.decode()
    assert "3 pages are pictures of text" in page
    assert "p. 3–5" in page
    assert f"library/{source.pk}/pages/4/" in page


def test_progress_stops_with_the_whole_page(in_school, sign_in):
    source = add_source(in_school.organization, in_school.bob, state=Source.State.PROCESSING)
    client, url = sign_in(in_school.bob), url_of(in_school, source, "progress/")
    waiting = client.get(url)
    assert waiting.status_code == 200
    assert "Reading pages" in waiting.content.decode()
    Source.objects.filter(pk=source.pk).update(state=Source.State.READY)
    done = client.get(url)
    assert (done.status_code, done["HX-Refresh"]) == (286, "true")


def test_it_is_renamed(in_school, book, sign_in):
    url = url_of(in_school, book, "rename/")
    sign_in(in_school.bob).post(url, {"title": "  Stars and\n planets "})
    book.refresh_from_db()
    assert book.title == "Stars and planets"


def test_an_empty_title_is_refused(in_school, book, sign_in):
    response = sign_in(in_school.bob).post(url_of(in_school, book, "rename/"), {"title": " "})
    assert response.status_code == 422
    book.refresh_from_db()
    assert book.title == "Astronomy"


def test_it_is_deleted_after_a_question(in_school, book, sign_in):
    client, url = sign_in(in_school.bob), url_of(in_school, book, "delete/")
    assert "This cannot be undone" in client.get(url).content.decode()
    response = client.post(url, follow=True)
    assert "“Astronomy” is deleted, with its file" in response.content.decode()
    book.refresh_from_db()
    assert book.state == Source.State.DELETING
    assert client.get(url_of(in_school, book)).status_code == 404


def test_another_teachers_source_is_not_managed(in_school, sign_in):
    source = add_source(in_school.organization, in_school.alice)
    response = sign_in(in_school.bob).post(url_of(in_school, source, "delete/"))
    assert response.status_code == 403
    source.refresh_from_db()
    assert source.state == Source.State.READY


def test_a_failed_one_is_tried_again(in_school, sign_in):
    source = add_source(in_school.organization, in_school.bob, state=Source.State.FAILED)
    sign_in(in_school.bob).post(url_of(in_school, source, "retry/"))
    source.refresh_from_db()
    assert source.state == Source.State.QUEUED
    assert Job.objects.get().subject_id == source.pk


def test_one_that_is_read_now_is_not_started_twice(in_school, sign_in):
    source = add_source(in_school.organization, in_school.bob, state=Source.State.PROCESSING)
    response = sign_in(in_school.bob).post(url_of(in_school, source, "retry/"))
    assert response.status_code == 409
    assert "still being read" in response.content.decode()


def test_a_locked_one_asks_for_its_password(in_school, sign_in, monkeypatch):
    source = add_source(
        in_school.organization,
        in_school.bob,
        state=Source.State.FAILED,
        problem="This file is locked with a password.",
        problem_code="password_needed",
    )
    client = sign_in(in_school.bob)
    assert "Password of the file" in client.get(url_of(in_school, source)).content.decode()

    def unlock(source, *, password):
        raise UnreadableSource("This password does not open it.", code="wrong_password")

    monkeypatch.setattr("library.services.unlock_source", unlock)
    response = client.post(url_of(in_school, source, "unlock/"), {"password": "nonsense"})
    assert response.status_code == 422
    assert "This password does not open it." in response.content.decode()
    assert "nonsense" not in response.content.decode()


def test_it_is_kept_at_hand_and_let_go(in_school, book, sign_in):
    client, url = sign_in(in_school.bob), url_of(in_school, book, "active/")
    client.post(url, {"active": "1"})
    assert Profile.objects.get(user=in_school.bob).active_source_ids == [book.pk]
    assert "At hand" in client.get(in_school.url("")).content.decode()
    client.post(url, {"active": "0"})
    assert Profile.objects.get(user=in_school.bob).active_source_ids == []


@pytest.mark.parametrize("questions", [1, 5])
def test_its_queries_are_counted(questions, in_school, book, sign_in, django_assert_num_queries):
    from lessons.tests.factories import add_lesson, add_message

    for _ in range(questions):
        add_message(book, in_school.bob, state="failed", problem="It broke.")
        add_lesson(book, in_school.bob, files={})
    client = sign_in(in_school.bob)
    with (
        django_assert_num_queries(16, using="default"),
        django_assert_num_queries(7, using="content"),
    ):
        client.get(url_of(in_school, book))


def test_a_book_shows_whose_it_is_or_that_it_does_not_say(in_school, sign_in):
    said = add_book(in_school.organization, in_school.bob)
    silent = add_book(in_school.organization, in_school.bob, licence="", attribution="")
    client = sign_in(in_school.bob)
    pages = [
        client.get(in_school.url(f"library/{source.pk}/")).content.decode()
        for source in (said, silent)
    ]
    assert "CC BY 4.0" in pages[0]
    assert "Access for free at openstax.org." in pages[0]
    assert "not stated in the file" in pages[1]


def test_the_tree_is_open_where_a_page_or_a_search_leads(in_school, book, sign_in):
    StructureNode.objects.filter(source=book, kind="section").update(title="The Photosphere")
    add_chapter(book, "16", "Nuclear Power")
    client = sign_in(in_school.bob)

    def tree(query: str) -> str:
        page = client.get(url_of(in_school, book, query)).content.decode()
        return page[page.index('class="tree"') :]

    closed, by_page, by_words = tree(""), tree("?page=1"), tree("?q=photosphere")
    assert "1 part<" in closed
    assert "<details open>" not in closed
    for opened in (by_page, by_words, tree("?q=nonsense&page=1")):
        assert "<details open>" in opened
        assert 'aria-current="true">15.1 The Photosphere' in opened
    assert "<details open>" not in tree("?page=nonsense")


def test_a_chapter_found_in_the_list_leads_into_the_tree(in_school, book, sign_in):
    client = sign_in(in_school.bob)
    rows = client.get(in_school.url("library/"), {"q": "garden"}).content.decode()
    assert f"library/{book.pk}/?q=garden" in rows
    page = client.get(in_school.url(f"library/{book.pk}/pages/1/")).content.decode()
    assert f"library/{book.pk}/?page=1" in page


def test_the_tree_of_a_thousand_parts_costs_no_more_queries(
    in_school, book, sign_in, django_assert_num_queries
):
    chapter = StructureNode.objects.get(source=book, position=1)
    add_parts(book, chapter, 1000)
    client = sign_in(in_school.bob)
    url = url_of(in_school, book)
    client.get(url)
    with (
        django_assert_num_queries(16, using="default"),
        django_assert_num_queries(7, using="content"),
    ):
        page = client.get(url).content.decode()
    assert page.count('class="tree-leaf"') == 1001
    assert "1,001 parts" in page


def add_parts(book: Source, chapter: StructureNode, count: int) -> None:
    StructureNode.objects.bulk_create(
        StructureNode(
            id=keys.node_id(book.pk, position),
            source=book,
            organization_id=book.organization_id,
            parent=chapter,
            position=position,
            depth=2,
            kind="section",
            title=f"Part <{position}> & more",
            start_page=1,
            end_page=1,
        )
        for position in range(3, 3 + count)
    )


@pytest.mark.parametrize("name", ["bob", "dana"])
def test_each_part_leads_to_its_page_and_to_a_lesson(name, in_school, book, sign_in):
    chapter = StructureNode.objects.get(source=book, position=1)
    add_parts(book, chapter, 1)
    person = getattr(in_school, name)
    page = sign_in(person).get(url_of(in_school, book)).content.decode()
    tree = page[page.index('class="tree"') :]
    assert (
        f'href="{in_school.url(f"library/{book.pk}/pages/1/")}">Part &lt;3&gt; &amp; more</a>'
        in tree
    )
    make = in_school.url(f"lessons/new/?source={book.pk}&amp;node={keys.node_id(book.pk, 3)}")
    assert make in tree
    assert 'aria-label="Make a lesson of Part &lt;3&gt; &amp; more"' in tree
