"""A chat in a real browser: by keyboard, stopped, loaded again, and a citation opened."""

import threading

import pytest

from lessons.models import ChatMessage
from lessons.services import chat
from lessons.tests.test_ask import Model
from library.tests.factories import retrieved
from organizations.scoping import scope, unscoped
from tests.test_pages_browser import (  # noqa: F401
    book,
    browser,
    fits,
    one_pixel,
    page,
    pytestmark,
    sign_in,
    site,
    until,
)

FIRST, SECOND = "Granules are the tops of columns of hot gas.", "Each lives some eight minutes."


class SlowModel(Model):
    """Says the second sentence when it is let go."""

    def __init__(self):
        super().__init__(FIRST, SECOND)
        self.go_on = threading.Event()

    def answer(self, *args, **kwargs):
        first, second = super().answer(*args, **kwargs)
        yield first
        self.go_on.wait(20)
        yield second


@pytest.fixture
def slow(monkeypatch, school, book):  # noqa: F811
    with scope(school.organization.pk):
        atom = retrieved(book)
    model = SlowModel()
    monkeypatch.setattr(chat, "search_anew", lambda question, scope, limit: [atom])
    monkeypatch.setattr("lessons.answering.chat_model", lambda *args, **kwargs: model)
    yield model
    model.go_on.set()


def ask(page, school) -> None:  # noqa: F811
    """By keyboard alone, from the list of chats."""
    sign_in(page, school.dana)
    page.goto(school.url("chats/"))
    page.get_by_role("button", name="Begin the first chat").press("Enter")
    page.get_by_label("Your question").focus()
    page.keyboard.type("What are granules?")
    page.keyboard.press("Enter")
    said(page, FIRST).wait_for()


def said(page, text: str):  # noqa: F811
    return page.locator(".statement", has_text=text)


def test_a_reload_in_mid_stream_shows_what_was_said_and_asks_once(page, school, slow):  # noqa: F811
    ask(page, school)
    page.reload()
    assert page.locator(".answer[aria-busy]").is_visible()
    assert said(page, FIRST).is_visible()
    slow.go_on.set()
    page.locator(".answer:not([aria-busy])").wait_for()
    assert [said(page, text).count() for text in (FIRST, SECOND)] == [1, 1]
    assert slow.asked == 1
    assert fits(page)


def test_stop_keeps_what_was_said(page, school, slow):  # noqa: F811
    ask(page, school)
    page.get_by_role("button", name="Stop").press("Enter")
    page.get_by_text("This is what was said until then.").wait_for()
    slow.go_on.set()
    page.reload()
    assert said(page, FIRST).is_visible()
    assert said(page, SECOND).count() == 0
    with unscoped("the test looks at all"):
        assert ChatMessage.objects.get().state == ChatMessage.State.STOPPED


def test_a_citation_says_where_it_is_and_opens_the_page(page, school, slow, monkeypatch):  # noqa: F811
    monkeypatch.setattr("library.views.pages.page_image", lambda *args: one_pixel())
    slow.go_on.set()
    ask(page, school)
    tag = page.get_by_role("link", name="Astronomy, p. 527 (sheet 1)").first
    page.locator(".answer:not([aria-busy])").wait_for()
    tag.focus()
    assert page.locator(".citation-note").first.is_visible()
    assert page.get_by_role("log", name="Questions and answers").is_visible()
    assert page.locator("#thread").get_attribute("aria-live") == "polite"
    assert fits(page)
    page.keyboard.press("Enter")
    page.locator(".part mark").first.wait_for()
    assert page.locator(".sheet-mark").count() >= 1
