"""The teachers in a real browser: scrolled to, heard, and asked, on a phone and a laptop."""

import pymupdf
import pytest

from accounts.models import User
from library.tests.factories import GRANULES, PHOTOSPHERE, add_nodes, add_page, add_source, index
from library.tests.factories import add_atom as add_passage
from organizations import jobs
from organizations.scoping import scope
from tests.test_pages_browser import (  # noqa: F401  # fixtures
    CHROMIUM,
    browser,
    fits,
    page,
    sign_in,
    site,
    until,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.django_db(transaction=True, databases=["default", "content"]),
    pytest.mark.parametrize("page", [375, 1280], indirect=True),
]


@pytest.fixture
def book(school, monkeypatch):
    """Three sheets; the words of the second can be asked about."""
    sheet = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 612, 792), False)
    sheet.clear_with(255)
    png = sheet.tobytes("png")
    monkeypatch.setattr("library.views.pages.page_image", lambda *place: png)
    with scope(school.organization.pk):
        source = add_source(school.organization, school.bob, page_count=3)
        node = add_nodes(source)[-1]
        add_page(source, 0, "526", ["The Sun is a star."], node=node)
        second = add_page(source, 1, "527", [PHOTOSPHERE, GRANULES], node=node)
        add_page(source, 2, "528", ["The chromosphere lies above it."], node=node)
        add_passage(source, second, PHOTOSPHERE + "\n\n" + GRANULES, node=node)
        return index(source)


def open_page(page, school, book) -> None:  # noqa: F811
    sign_in(page, school.dana)
    page.goto(school.url(f"library/{book.pk}/pages/0/"))
    page.locator("[data-placed]").first.wait_for(state="attached")


def scroll_to_granules(page) -> None:  # noqa: F811
    """What is there already at the section is fetched as it comes into view."""
    page.locator("#p1-2").wait_for(state="attached")
    page.evaluate("document.getElementById('page-1').scrollIntoView()")
    page.wait_for_url("**/pages/1/")
    with page.expect_response("**/sections/*/teacher/"):
        page.locator("#p1-2 [data-box]").click(force=True)
    page.locator(".margin[data-side=right][data-speaking=true]").wait_for(state="attached")


def work() -> None:
    while jobs.work("rendering"):
        pass


def test_one_scrolls_hears_a_teacher_and_asks(page, school, book):  # noqa: F811
    User.objects.filter(pk=school.dana.pk).update(preferred_modality="text")
    open_page(page, school, book)
    scroll_to_granules(page)
    page.keyboard.press("r")
    words = page.locator(".margin[data-side=right] [data-bubble] .talk-words")
    words.wait_for()
    assert "Each lives some eight minutes." in words.inner_text()
    assert page.locator("[data-bubble] audio").count() == 0
    work()
    page.locator("[data-bubble] video").wait_for(state="attached")
    for media in ("audio", "video"):
        element = f"document.querySelector('[data-bubble] {media}')"
        until(lambda: page.evaluate(f"{element}.duration > 1"))  # noqa: B023  # at once
        assert page.evaluate(f"{element}.paused")  # who reads is not spoken to unasked
    assert fits(page)
    page.keyboard.press("q")
    page.get_by_label("Your question").wait_for()
    page.keyboard.type("What is the photosphere?")
    page.keyboard.press("Enter")
    answer = page.locator("[data-bubble] .answer:not([aria-busy])")
    answer.wait_for()
    citation = answer.locator("a.page-tag").first
    assert citation.inner_text() == "p. 527"
    assert fits(page)
    citation.click()
    page.wait_for_url("**/pages/1/?*quote=*")
    page.locator("#page-1 .sheet-mark").first.wait_for(state="attached")
    assert answer.is_visible()  # the page opened beside it
    page.keyboard.press("Escape")
    page.locator("[data-bubble]").wait_for(state="detached")


def test_who_hears_rather_is_spoken_to_when_it_is_ready_and_by_key_alone(page, school, book):  # noqa: F811
    User.objects.filter(pk=school.dana.pk).update(preferred_modality="audio")
    open_page(page, school, book)
    scroll_to_granules(page)
    page.keyboard.press("e")
    page.locator("[data-bubble] .talk-words").wait_for()
    work()
    time = "document.querySelector('[data-bubble] audio')?.currentTime > 0.2"
    until(lambda: page.evaluate(time))
    page.locator(".talk-sentence[aria-current]").wait_for()
    page.get_by_role("button", name="Close", exact=True).first.press("Enter")
    assert page.locator("[data-bubble]").count() == 0
    page.reload()
    page.locator("[data-placed]").first.wait_for(state="attached")
    assert page.locator("audio").count() == 0  # nothing speaks before it is asked to
    with page.expect_response("**/sections/*/teacher/"):
        page.locator("#p1-2 [data-box]").click(force=True)
    page.keyboard.press("e")
    page.locator("[data-bubble] video").wait_for(state="attached")
