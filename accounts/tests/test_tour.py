"""The tour of the pages: begun, left, taken up again, finished; with a library and without."""

import pytest

from accounts.tests.signing_up import sign_up
from lessons.tests.factories import add_lesson
from library.tests.factories import add_book
from organizations.scoping import scope

STEPS = ["home", "library", "source", "reader", "ask", "lesson"]


@pytest.fixture
def move(client):
    def do(what: str):
        response = client.post("/tour/", {"do": what})
        page = client.get(response["Location"].partition("#")[0]).content.decode()
        return response["Location"], page

    return do


def test_it_goes_from_page_to_page(school, client, move):
    with scope(school.organization.pk):
        book = add_book(school.organization, school.bob)
        lesson = add_lesson(book, school.bob)
    client.force_login(school.bob)
    assert 'id="tour"' not in client.get(school.url("")).content.decode()  # nobody asked for it
    address, page = move("again")
    paths = ["", "library/", f"library/{book.pk}/", f"library/{book.pk}/pages/0/", "chats/",
             f"lessons/{lesson.pk}/"]  # fmt: skip
    for number, path in enumerate(paths, 1):
        assert address == school.url(path) + "#tour"
        assert f"Tour, {number} of" in page
        assert "waits for you" not in page
        address, page = move("next") if number < len(paths) else (address, page)
    address, page = move("finish")
    assert 'id="tour"' not in page
    school.bob.refresh_from_db()
    assert school.bob.tour == "done"


def test_left_it_is_taken_up_where_it_was(client, both_databases, move):
    sign_up(client, email="eva@home.example")
    move("next")
    _, page = move("next")
    assert "As soon as a book stands here" in page  # no library is needed
    elsewhere = client.get("/settings/").content.decode()
    assert "waits for you" in elsewhere
    move("leave")
    assert 'id="tour"' not in client.get("/settings/").content.decode()
    address, page = move("go")
    assert "library/#tour" in address
    assert "Tour, 3 of" in page
    assert move("back")[1].count("Tour, 2 of") == 1
