"""A teacher reads, scrolls, hears the teachers of the page, highlights and shares; a student sees
just that, until it is revoked.

Each step is a function of the story, so that one more finds its place between them.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from library.models import Page, Source
from library.sharing import Audience, set_audience
from library.tests.factories import add_atom as add_passage
from library.tests.factories import add_book, index
from organizations import jobs
from organizations.scoping import scope
from organizations.tests.factories import add_class, membership
from tests.test_notes_browser import SELECT, pictures, pytestmark, rows  # noqa: F401
from tests.test_pages_browser import browser, fits, page, sign_in, site, until  # noqa: F401
from tests.test_reader_browser import book  # noqa: F401


@dataclass
class Story:
    page: Any
    school: Any
    book: Source

    @property
    def reader(self) -> str:
        return self.school.url(f"library/{self.book.pk}/pages/0/")

    def enter(self, user) -> None:
        self.page.goto("about:blank")
        self.page.context.clear_cookies()
        sign_in(self.page, user)

    def status(self, path: str) -> int:
        return self.page.request.get(path, max_redirects=0).status


@pytest.fixture
def story(page, school, book):  # noqa: F811
    with scope(school.organization.pk):
        bob, dana = (membership(school.organization, user) for user in (school.bob, school.dana))
        add_class(bob, dana, name="Physics 10a")
        set_audience(source=book, audience=Audience.CHOSEN, by=bob)
        add_book(school.organization, school.bob, title="Not shared", is_restricted=True)
        first = Page.objects.get(source=book, index=0)
        add_passage(book, first, first.text, node=first.sections.first().node)
        index(book)
    return Story(page, school, book)


def read(story: Story) -> None:
    story.enter(story.school.bob)
    story.page.goto(story.reader)
    story.page.locator("[data-placed]").first.wait_for(state="attached")
    assert fits(story.page)


def scroll(story: Story) -> None:
    def is_there() -> bool:
        return story.page.evaluate("""() => {
            const sheet = document.querySelector("[data-sheet='1']");
            (sheet ?? document.querySelector(".sheet:last-child")).scrollIntoView();
            return Boolean(sheet);
        }""")

    until(is_there)
    story.page.wait_for_url("**/pages/1/")
    story.page.goto(story.reader)


def hear(story: Story) -> None:
    """The left teacher reads the section, explains it, and answers about it: words at once, then
    sound and a small clip, which play."""
    story.page.locator("#p0-1 [data-box]").click(force=True)
    margin = story.page.locator(".margin[data-side=left][data-speaking=true]")
    bubble = story.page.locator(".margin[data-side=left] [data-bubble]")
    for act, who in (("Read it", "Ada reads"), ("Explain it", "Ada explains")):
        button = margin.get_by_role("button", name=act)
        if bubble.is_visible() and not button.is_visible():  # narrow: the bubble has the place
            close(bubble)
        button.click()
        bubble.get_by_role("heading", name=who).wait_for()
        assert "Granule 0 rises through the photosphere." in bubble.inner_text()
        while jobs.work("rendering"):
            pass
        for media in ("audio", "video"):
            bubble.locator(media).wait_for()
            assert plays(story.page, media)
        assert fits(story.page)
    if not margin.get_by_role("button", name="Ask about it").is_visible():
        close(bubble)
    margin.get_by_role("button", name="Ask about it").click()
    story.page.get_by_label("Your question").fill("What rises through the photosphere?")
    story.page.keyboard.press("Enter")
    answer = bubble.locator(".answer:not([aria-busy])")
    answer.wait_for()
    assert "Granule 0 rises through the photosphere." in answer.inner_text()
    assert answer.locator("a.page-tag").first.inner_text() == "p. 500"
    assert fits(story.page)
    close(bubble)


def close(bubble) -> None:
    bubble.get_by_role("button", name="Close", exact=True).first.click()
    bubble.wait_for(state="detached")


def plays(page, media: str) -> bool:  # noqa: F811
    element = f"document.querySelector('[data-bubble] {media}')"
    page.evaluate(f"{element}.play()")
    until(lambda: page.evaluate(f"{element}.currentTime > 0.2"))
    page.evaluate(f"{element}.pause()")
    return True


def highlight(story: Story) -> None:
    """One for the class, by a note, and one that stays theirs."""
    story.page.evaluate(SELECT, ["Granule 0"])
    story.page.locator("[data-mark-note]").click()
    composer = story.page.locator("#note-composer")
    composer.get_by_label("Note").fill("Why hot?")
    composer.get_by_label("Who sees it").select_option("Physics 10a")
    composer.get_by_role("button", name="Save").click()
    story.page.locator(".note").wait_for()
    story.page.evaluate(SELECT, ["photosphere"])
    story.page.get_by_role("button", name="Highlight in pink").click()
    story.page.locator(".note").nth(1).wait_for()


def share(story: Story) -> None:
    story.page.goto(story.school.url(f"library/{story.book.pk}/"))
    form = story.page.locator("#sharing form", has=story.page.get_by_label("Or with one person"))
    form.get_by_label("Or with one person").fill(story.school.dana.email)
    form.get_by_label("They may").select_option("Annotate too")
    form.get_by_role("button", name="Share").click()
    story.page.locator(".grant").wait_for()


def reply(story: Story) -> None:
    """The student sees this source and this note, and nothing else."""
    story.enter(story.school.dana)
    story.page.goto(story.school.url("library/"))
    assert story.page.locator(".row-title").all_inner_texts() == [story.book.title]
    story.page.goto(story.reader)
    story.page.locator("[data-notes-open]").click()
    assert story.page.locator(".note").count() == 1
    story.page.locator(".note-reply summary").click()
    story.page.get_by_label("Your reply").fill("It comes from <b>below</b>.")
    story.page.get_by_role("button", name="Send").click()
    story.page.get_by_text("It comes from <b>below</b>.").wait_for()
    assert fits(story.page)
    assert story.status(story.reader) == 200


def revoke(story: Story) -> None:
    story.enter(story.school.bob)
    story.page.goto(story.school.url(f"library/{story.book.pk}/"))
    story.page.get_by_role("button", name="Stop sharing with Dana").click()
    story.page.locator(".grant").wait_for(state="detached")


def find_nothing(story: Story) -> None:
    story.enter(story.school.dana)
    note = story.school.url(f"notes/{rows()[0].pk}/")
    picture = f"{story.reader}picture/"
    for path in (story.reader, f"{story.reader}notes/", note, picture):
        assert story.status(path) == 404


STEPS = (read, scroll, hear, highlight, share, reply, revoke, find_nothing)


def test_it_works(story):
    for step in STEPS:
        step(story)
