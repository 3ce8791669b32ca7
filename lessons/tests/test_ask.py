"""Questions: asked, answered without script, asked again."""

import pytest

from lessons.models import ChatMessage
from lessons.services import chat
from lessons.tests.factories import add_message, statement_of
from library.models import Source
from library.tests.factories import GRANULES, add_book, add_source, retrieved
from organizations.tests.factories import add_class, membership
from project.errors import ProviderError
from project.providers.base import Quote, Statement

HTMX = {"HX-Request": "true"}


@pytest.fixture
def book(in_school):
    return add_book(in_school.organization, in_school.bob)


@pytest.fixture
def ask_url(in_school, book):
    return in_school.url(f"library/{book.pk}/ask/")


class Model:
    """Says what it is told to; the checks of what it says are the real ones."""

    name = "told"
    notice = "Told by %(model)s."
    passage_tokens = 0
    says_all_at_once = False

    def __init__(self, *texts: str, error: Exception | None = None):
        self.texts, self.error, self.asked = texts, error, 0

    def answer(self, question, passages, *, language, history=()):
        self.asked += 1
        yield from (
            Statement(text, tuple(Quote(p.id, text) for p in passages)) for text in self.texts
        )
        if self.error:
            raise self.error

    def rewrite(self, question, history, *, language):
        return question


@pytest.fixture
def model(monkeypatch, book):
    """Found: the book's one passage. Said: its first sentence, and one that is not in it."""
    told = Model("Granules are the tops of columns of hot gas.", "The Moon is made of cheese.")
    monkeypatch.setattr(chat, "search_anew", lambda question, scope, limit: [retrieved(book)])
    monkeypatch.setattr("lessons.answering.chat_model", lambda *args, **kwargs: told)
    return told


def test_it_works(ask_url, in_school, sign_in):
    response = sign_in(in_school.dana).post(ask_url, {"question": " Why  so hot? "}, headers=HTMX)
    message = ChatMessage.objects.get()
    assert message.question == "Why so hot?"
    assert response["HX-Trigger"] == "asked"
    assert f'sse-connect="{in_school.url(f"messages/{message.pk}/stream/")}?seen=0"' in (
        response.content.decode()
    )


@pytest.mark.parametrize(
    ("question", "sentence"),
    [("  ", "Write a question first."), ("x" * 1001, "Ask in at most 1,000 characters.")],
)
def test_what_cannot_be_asked_is_said(question, sentence, ask_url, in_school, sign_in):
    client = sign_in(in_school.dana)
    response = client.post(ask_url, {"question": question}, headers=HTMX)
    assert (response.status_code, response["HX-Retarget"]) == (422, "#ask-form")
    assert sentence in response.content.decode()
    plain = client.post(ask_url, {"question": question})
    assert plain.status_code == 422
    assert sentence in plain.content.decode()
    assert not ChatMessage.objects.exists()


def test_a_book_that_is_not_read_cannot_be_asked(in_school, sign_in):
    source = add_source(in_school.organization, in_school.bob, state=Source.State.PROCESSING)
    url = in_school.url(f"library/{source.pk}/ask/")
    assert sign_in(in_school.dana).post(url, {"question": "Why?"}).status_code == 409


def test_without_script_the_answer_stands_on_a_page(model, ask_url, in_school, sign_in):
    page = sign_in(in_school.dana).post(ask_url, {"question": "What?"}, follow=True)
    text = page.content.decode()
    assert "Granules are the tops of columns of hot gas." in text
    assert "p. 527" in text
    assert "quote=Granules+are+the+tops" in text
    assert "Written by told from the passages cited." in text


def test_what_is_not_on_the_page_is_not_shown(model, ask_url, in_school, sign_in):
    page = sign_in(in_school.dana).post(ask_url, {"question": "What?"}, follow=True)
    assert "cheese" not in page.content.decode()


def test_looking_twice_answers_once(model, ask_url, in_school, sign_in):
    client = sign_in(in_school.dana)
    client.post(ask_url, {"question": "What?"}, follow=True)
    client.get(in_school.url(f"messages/{ChatMessage.objects.get().pk}/"))
    assert model.asked == 1


def test_a_source_that_does_not_say_is_said_so(model, ask_url, in_school, sign_in):
    model.texts = ()
    page = sign_in(in_school.dana).post(ask_url, {"question": "What?"}, follow=True)
    assert "Not in these sources" in page.content.decode()


def test_a_failure_is_said_and_can_be_asked_again(model, ask_url, in_school, sign_in):
    model.error = ProviderError("The model did not answer.", retryable=True)
    client = sign_in(in_school.dana)
    page = client.post(ask_url, {"question": "What?"}, follow=True).content.decode()
    assert "The model did not answer." in page
    assert "Ask again" in page
    model.error = None
    again = in_school.url(f"messages/{ChatMessage.objects.get().pk}/again/")
    assert "Granules are" in client.post(again, follow=True).content.decode()


def test_an_answered_question_is_not_asked_again(book, in_school, sign_in):
    message = add_message(book, in_school.dana, state="done")
    url = in_school.url(f"messages/{message.pk}/again/")
    assert sign_in(in_school.dana).post(url).status_code == 409


def test_a_question_is_its_authors_alone(book, in_school, sign_in):
    said = [statement_of(book, GRANULES)]
    message = add_message(book, in_school.dana, state="done", statements=said)
    url = in_school.url(f"messages/{message.pk}/")
    assert sign_in(in_school.alice).get(url).status_code == 404
    page = sign_in(in_school.alice).get(in_school.url(f"library/{book.pk}/")).content.decode()
    assert message.question not in page
    page = sign_in(in_school.dana).get(in_school.url(f"library/{book.pk}/")).content.decode()
    assert message.question in page


def test_what_a_model_says_is_text_and_never_markup(book, in_school, sign_in):
    said = [statement_of(book, "<img src=x onerror=alert(1)>")]
    message = add_message(book, in_school.dana, state="done", statements=said)
    page = sign_in(in_school.dana).get(in_school.url(f"messages/{message.pk}/")).content.decode()
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page


def test_a_class_may_switch_asking_off_for_its_students(in_school, book, ask_url, sign_in, model):
    teacher, student = (
        membership(in_school.organization, user) for user in (in_school.bob, in_school.dana)
    )
    made = add_class(teacher, student)
    sent = {"question": "What are granules?"}
    client = sign_in(in_school.dana)
    made.settings = {"students_ask": False}
    made.save()
    refused = client.post(ask_url, sent)
    assert refused.status_code == 403
    assert "switched this off" in refused.content.decode()
    assert sign_in(in_school.bob).post(ask_url, sent).status_code == 302
    made.settings = {"students_ask": True}
    made.save()
    assert sign_in(in_school.dana).post(ask_url, sent).status_code == 302
