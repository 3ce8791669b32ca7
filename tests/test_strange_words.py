"""Words that no database can hold, sent where people write: an answer, never an error of ours."""

import pytest

from lessons.services import chat
from library.retrieval.queries import Scope
from library.retrieval.search import search
from library.tests.factories import add_book
from organizations.scoping import unscoped
from project.text.storable import storable

NUL = "a%00b"


@pytest.fixture
def book(school):
    with unscoped("rows of the test"):
        return add_book(school.organization, school.bob)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"library/?q={NUL}", 200),
        (f"library/?show={NUL}&page={NUL}", 200),
        (f"library/{{pk}}/pages/?page={NUL}", 404),
        (f"library/{{pk}}/pages/0/?quote={NUL}&atom={NUL}", 200),
        (f"lessons/new/?source={{pk}}&pages={NUL}&node={NUL}", 200),
        (f"lessons/?page={NUL}", 200),
    ],
)
def test_in_an_address(school, book, sign_in, path, status):
    answer = sign_in(school.bob).get(school.url(path.format(pk=book.pk)))
    assert answer.status_code == status


def test_in_a_question(in_school, book):
    session = chat.session_about(in_school.bob, book)
    message = chat.ask(session=session, text="What \0 is \ud800 light?")
    message.refresh_from_db()
    assert message.question == "What \ufffd is \ufffd light?"


def test_in_a_search(in_school, book):
    found = search("hot \0 \ud800 gas", scope=Scope((book.pk,)))
    assert [atom.source_id for atom in found] == [book.pk]


def test_storable_keeps_length_and_all_that_can_be_stored():
    text = "a\0b\ud800c\udfff\n\t\u202e😀 ż"
    assert storable(text) == "a\ufffdb\ufffdc\ufffd\n\t\u202e😀 ż"
    assert storable("") == ""


def test_a_row_takes_it(book):
    with unscoped("the test's own"):
        book.problem = storable("".join(map(chr, range(0xD7F0, 0xE010))) + "\0")
        book.save()
        book.refresh_from_db()
    assert book.problem.endswith("\ufffd")
