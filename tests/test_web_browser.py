"""A page of the web in a real browser: from its address to a citation that opens at its section."""

import pytest

from library.models import Source
from library.tests.web_site import LONG, says, standing_in
from library.tests.web_site import page as web_page
from organizations import jobs
from organizations.scoping import scope
from tests.test_pages_browser import (  # noqa: F401
    ANSWERED_WITHIN_MS,
    browser,
    page,
    pytestmark,
    sign_in,
    site,
)

PARTS = [(f"Layer {number}", LONG * 110) for number in range(3)]
GRANULES = "Granules are the tops of columns of hot gas, and each of them lives some eight minutes."


@pytest.fixture
def sun(monkeypatch):
    with standing_in(monkeypatch) as found:
        found.answers["/sun"] = says(web_page("The Sun", *PARTS, ("Granules", GRANULES)))
        yield found


@pytest.mark.slow
@pytest.mark.parametrize("page", [1280], indirect=True)
def test_an_address_becomes_a_source_that_is_cited(page, school, sun):  # noqa: F811
    sign_in(page, school.bob)
    page.goto(school.url("library/"))
    page.get_by_role("link", name="Add sources").click()
    page.get_by_label("Address").fill(sun.url("/sun"))
    page.get_by_role("button", name="Add by address").click()
    page.get_by_role("heading", name="Waiting to be read").wait_for()
    while jobs.work("ingestion"):
        pass
    with scope(school.organization.pk):
        source = Source.objects.get()
        last = source.page_count - 1
    assert (source.state, last > 0) == (Source.State.READY, True)

    page.goto(school.url(f"library/{source.pk}/"))
    page.get_by_label("Your question").fill("What are granules?")
    page.keyboard.press("Enter")
    page.locator(".answer[data-answer]:not([aria-busy])").wait_for(timeout=ANSWERED_WITHIN_MS)
    tag = page.locator(f".answer a.page-tag[href*='/pages/{last}/']").first
    assert f"section {last + 1}" in tag.get_attribute("aria-label")
    tag.click()
    page.wait_for_url(f"**/pages/{last}/?atom=*")
    assert page.locator("mark", has_text="eight minutes").count() >= 1
    assert page.locator(f"#page-{last}", has_text="Granules").is_visible()
