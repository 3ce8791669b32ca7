"""Chats: begun, named, searched, pointed at sources, deleted; answers rated."""

from uuid import uuid4

import pytest
from django.utils import timezone

from lessons.models import ChatMessage, ChatSession
from lessons.services import chat
from lessons.tests.factories import add_chat, add_message, statement_of
from lessons.tests.test_ask import HTMX, Model, model  # noqa: F401
from library.models import GoldenQuestion, Source
from library.tests.factories import GRANULES, add_book


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob)


def test_it_works(in_school, book, sign_in, model):  # noqa: F811
    client = sign_in(in_school.dana)
    url = client.post(in_school.url("chats/new/")).url
    asked = client.post(f"{url}ask/", {"question": "What are granules?"}, follow=True)
    assert "Granules are the tops" in asked.content.decode()
    page = client.get(url).content.decode()
    assert "<h1>What are granules?</h1>" in page
    assert "All that you may read" in page
    assert "p. 527 (sheet 1)" in page
    assert "What are granules?" in client.get(in_school.url("chats/")).content.decode()


def test_a_chat_is_about_the_sources_that_were_chosen(in_school, book, sign_in, monkeypatch):
    add_book(in_school.organization, in_school.bob, title="Another", sha256="2")
    looked = []
    monkeypatch.setattr(chat, "search_anew", lambda q, scope, limit: looked.append(scope) or [])
    client = sign_in(in_school.dana)
    session = add_chat(in_school.dana)
    url = in_school.url(f"chats/{session.pk}/")
    assert client.post(f"{url}sources/", {"sources": [str(book.pk)]}).url == url
    assert "Astronomy" in client.get(url).content.decode()
    client.post(f"{url}ask/", {"question": "Why?"}, follow=True)
    assert [scope.source_ids for scope in looked] == [(book.pk,)]


def test_a_source_that_is_not_theirs_cannot_be_chosen(in_school, book, sign_in):
    own = add_book(
        in_school.organization, in_school.bob, title="Bob's", sha256="3", owner_id=in_school.bob.pk
    )
    session = add_chat(in_school.dana, book)
    url = in_school.url(f"chats/{session.pk}/sources/")
    for pk in (own.pk, uuid4()):
        refused = sign_in(in_school.dana).post(url, {"sources": [str(pk)]})
        assert refused.status_code == 422
        assert "cannot be asked" in refused.content.decode()
    session.refresh_from_db()
    assert session.source_ids == [book.pk]


def test_it_is_found_by_its_name_and_by_a_question(in_school, book, sign_in):
    add_message(book, in_school.dana, question="How hot are granules?")
    ChatSession.objects.update(title="The Sun")
    ChatSession.objects.create(
        organization=in_school.organization, user=in_school.bob, title="The Sun of Bob"
    )
    client = sign_in(in_school.dana)
    for query in ("the sun", "hot are"):
        page = client.get(in_school.url(f"chats/?q={query}")).content.decode()
        assert "The Sun" in page
        assert "of Bob" not in page
    assert "Nothing found" in client.get(in_school.url("chats/?q=moon")).content.decode()


def test_it_is_renamed(in_school, book, sign_in):
    session = add_chat(in_school.dana, book)
    url = in_school.url(f"chats/{session.pk}/rename/")
    client = sign_in(in_school.dana)
    assert client.post(url, {"title": "  My  Sun "}).status_code == 302
    session.refresh_from_db()
    assert session.title == "My Sun"
    assert client.post(url, {"title": " "}).status_code == 422


def test_it_is_deleted_after_a_question(in_school, book, sign_in):
    message = add_message(book, in_school.dana)
    url = in_school.url(f"chats/{message.session_id}/delete/")
    client = sign_in(in_school.dana)
    assert "Delete this chat?" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert not ChatMessage.objects.exists()
    assert not ChatSession.objects.exists()


def test_the_lists_take_as_many_queries_whatever_they_hold(
    in_school, book, sign_in, django_assert_max_num_queries
):
    message = add_message(book, in_school.dana, state="done")
    client, url = sign_in(in_school.dana), in_school.url(f"chats/{message.session_id}/")
    client.get(url)
    for _ in range(5):
        said = [statement_of(book, GRANULES)]
        add_message(book, in_school.dana, state="done", statements=said)
        add_chat(in_school.dana, book, title="x").delete()
        ChatSession.objects.create(
            organization=in_school.organization, user=in_school.dana, source_ids=[book.pk]
        )
    for path in (url, in_school.url("chats/")):
        with django_assert_max_num_queries(20):
            client.get(path)


def test_a_follow_up_is_searched_for_with_what_it_leans_on(
    in_school,
    book,
    sign_in,
    model,  # noqa: F811
    monkeypatch,
):
    monkeypatch.setattr(
        Model, "rewrite", lambda self, question, history, *, language: f"{question} (granules)"
    )
    said = [statement_of(book, GRANULES)]
    add_message(book, in_school.dana, state="done", statements=said, question="What are granules?")
    client = sign_in(in_school.dana)
    url = in_school.url(f"library/{book.pk}/ask/")
    page = client.post(url, {"question": "How long do they live?"}, follow=True).content.decode()
    assert "Searched for: How long do they live? (granules)" in page


def test_what_is_not_supported_is_marked(in_school, book, sign_in):
    said = [{"text": "Granules are hot.", "citations": []}]
    message = add_message(book, in_school.dana, state="done", statements=said)
    page = sign_in(in_school.dana).get(in_school.url(f"messages/{message.pk}/")).content.decode()
    assert '<span class="unverified">Granules are hot.</span>' in page


def test_what_comes_nearest_is_named_where_nothing_answers(
    in_school,
    book,
    sign_in,
    model,  # noqa: F811
):
    model.texts = ()
    url = in_school.url(f"library/{book.pk}/ask/")
    page = sign_in(in_school.dana).post(url, {"question": "Who?"}, follow=True).content.decode()
    assert "Not in these sources" in page
    assert "What comes nearest:" in page
    assert f"library/{book.pk}/pages/0/" in page


def test_an_answer_keeps_no_words_of_what_one_may_no_longer_see(in_school, book, sign_in):
    said = [statement_of(book, GRANULES) | {"text": "Granules are hot."}]
    message = add_message(book, in_school.dana, state="done", statements=said)
    Source.objects.filter(pk=book.pk).update(owner_id=in_school.bob.pk)
    page = sign_in(in_school.dana).get(in_school.url(f"messages/{message.pk}/")).content.decode()
    assert "Granules are hot." in page
    assert "p. 527 · removed" in page
    assert "columns of hot gas" not in page
    assert "pages/0/" not in page


def test_an_answer_is_rated_and_its_teacher_sees_how_many_were(in_school, book, sign_in):
    said = [statement_of(book, GRANULES)]
    message = add_message(book, in_school.dana, state="done", statements=said)
    url = in_school.url(f"messages/{message.pk}/rating/")
    client = sign_in(in_school.dana)
    sent = {"helpful": "no", "reason": "page", "note": "It is on the next one."}
    assert "Thank you." in client.post(url, sent, headers=HTMX).content.decode()
    message.refresh_from_db()
    assert (message.is_helpful, message.reason) == (False, "page")
    book_url = in_school.url(f"library/{book.pk}/")
    page = sign_in(in_school.bob).get(book_url).content.decode()
    assert "The page does not say that" in page
    assert "It is on the next one." not in page
    assert "What readers think" not in sign_in(in_school.dana).get(book_url).content.decode()
    assert client.post(url, {"helpful": "maybe"}, headers=HTMX).status_code == 422


def test_the_question_of_a_helpful_answer_is_proposed_with_its_pages(in_school, book, sign_in):
    said = [statement_of(book, GRANULES)]
    message = add_message(book, in_school.dana, state="done", statements=said)
    url, client = in_school.url(f"messages/{message.pk}/rating/"), sign_in(in_school.dana)
    client.post(url, {"helpful": "no"}, headers=HTMX)
    assert not GoldenQuestion.objects.exists()
    for _ in range(2):
        assert "is proposed" in client.post(url, {"helpful": "yes"}, headers=HTMX).text
    question = GoldenQuestion.objects.get()
    assert (question.source_id, question.question) == (book.pk, message.question)
    assert (question.state, question.pages) == ("proposed", [said[0]["citations"][0]["page"] - 1])
    page = sign_in(in_school.bob).get(in_school.url(f"library/{book.pk}/golden/")).text
    assert message.question in page
    assert in_school.dana.name not in page


def test_what_is_not_answered_cannot_be_rated(in_school, book, sign_in):
    message = add_message(book, in_school.dana)
    url = in_school.url(f"messages/{message.pk}/rating/")
    assert sign_in(in_school.dana).post(url, {"helpful": "yes"}).status_code == 409


def test_a_stopped_answer_keeps_what_was_said_and_changes_no_more(in_school, book, sign_in, model):  # noqa: F811
    message = add_message(book, in_school.dana)
    assert chat.claim(message)
    message.refresh_from_db()
    model.texts = ("Granules are the tops of columns of hot gas.", "Each lives some eight minutes.")
    said = chat.answer(message)
    next(said)
    url = in_school.url(f"messages/{message.pk}/stop/")
    page = sign_in(in_school.dana).post(url, headers=HTMX).content.decode()
    assert "Stopped" in page
    assert "columns of hot gas" in page
    assert list(said) == []
    message.refresh_from_db()
    assert (message.state, len(message.statements)) == (ChatMessage.State.STOPPED, 2 - 1)
    client = sign_in(in_school.dana)
    again = client.post(in_school.url(f"messages/{message.pk}/again/"), follow=True)
    assert "some eight minutes" in again.content.decode()


def test_who_comes_late_writes_nothing(in_school, book, model):  # noqa: F811
    """Its claim ran out, and another took the answer over."""
    message = add_message(book, in_school.dana)
    assert chat.claim(message)
    message.refresh_from_db()
    late = chat.answer(message)
    next(late)
    assert not chat.claim(message)
    ChatMessage.objects.update(claimed_until=timezone.now() - chat.CLAIM_FOR)
    assert chat.claim(ChatMessage.objects.get(pk=message.pk))
    assert list(late) == []
    chat.fail(message, "too late")
    message.refresh_from_db()
    assert (message.state, message.attempt) == (ChatMessage.State.STREAMING, 2)
    assert message.problem == ""
