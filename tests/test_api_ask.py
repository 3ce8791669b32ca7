"""A question by the API, streamed by the real server to the client of the docs."""

import pytest

from conftest import PASSWORD
from lessons.models import ChatMessage
from lessons.services import chat
from lessons.tests.test_ask import Model
from library.tests.factories import add_book, retrieved
from organizations.scoping import scope, unscoped
from tests.api import key_file, one_key
from tests.test_api_client import example
from tests.test_chat_browser import FIRST, SECOND
from tests.test_pages_browser import site

__all__ = ["example", "key_file", "one_key", "site"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, databases=["default", "content"]),
]


def test_it_works(school, example, site, monkeypatch):
    with scope(school.organization.pk):
        book = add_book(school.organization, school.bob)
        atom = retrieved(book)
    monkeypatch.setattr(chat, "search_anew", lambda question, scope, limit: [atom])
    monkeypatch.setattr("lessons.answering.chat_model", lambda *args, **more: Model(FIRST, SECOND))
    with example.Lectern.sign_in(site, school.dana.email, PASSWORD) as lectern:
        said = list(lectern.ask("How long does a granule live?", source_ids=(str(book.pk),)))
        cited = [citation for statement in said for citation in statement["citations"]]
        assert [statement["text"] for statement in said] == [FIRST, SECOND]
        assert {citation["source_id"] for citation in cited} == {str(book.pk)}
        assert all(citation["quote"] for citation in cited)
        [session] = lectern.each("chat/sessions")
        [kept] = lectern._call("GET", f"chat/sessions/{session['id']}")["messages"]
        assert kept["statements"] == said
    with unscoped("the test looks at all"):
        assert ChatMessage.objects.get().state == "done"


def test_a_source_that_is_not_theirs_is_refused_before_anything_streams(
    school,
    example,
    site,
):
    with scope(school.organization.pk):
        book = add_book(school.organization, school.bob, owner_id=school.bob.pk)
    with example.Lectern.sign_in(site, school.dana.email, PASSWORD) as lectern:
        with pytest.raises(example.Problem) as refused:
            list(lectern.ask("What is it?", source_ids=(str(book.pk),)))
        assert refused.value.status == 422
    with unscoped("the test looks at all"):
        assert not ChatMessage.objects.exists()
