"""A video of YouTube in a browser: from its address to an answer that is cited by the second."""

import pytest

from library.models import Source
from organizations import jobs
from organizations.scoping import scope
from tests import youtube_server
from tests.test_pages_browser import (  # noqa: F401
    ANSWERED_WITHIN_MS,
    browser,
    page,
    pytestmark,
    sign_in,
    site,
)
from tests.youtube_server import VIDEO_ID

TALK = [
    (0.0, 9.0, "Plants are green because of chlorophyll."),
    (721.0, 10.0, "Now we look at the roots of the tree."),
    (731.0, 9.0, "They drink water from the ground."),
    (751.5, 8.0, "A single oak releases two hundred litres of water on a hot day."),
    (760.0, 8.0, "That is why a forest is cool in the summer."),
]


@pytest.mark.slow
@pytest.mark.parametrize("page", [360], indirect=True)
def test_from_an_address_to_a_citation_at_the_second(page, school, settings, monkeypatch):  # noqa: F811
    sign_in(page, school.bob)
    with youtube_server.standing_in(settings, monkeypatch) as youtube:
        youtube.tracks, youtube.length_s = {"en": TALK}, 900
        page.goto(school.url("library/addresses/"))
        page.get_by_label("Address").fill(f"https://youtu.be/{VIDEO_ID}")
        page.get_by_role("button", name="Add").last.click()
        page.wait_for_url("**/library/*-*/")
        while jobs.work("ingestion"):
            pass
    with scope(school.organization.pk):
        source = Source.objects.get()
    assert source.state == Source.State.READY
    page.goto(school.url(f"library/{source.pk}/"))
    page.get_by_role("heading", name="How a leaf makes sugar").wait_for()
    page.get_by_label("Your question").fill("How much water does an oak release on a hot day?")
    page.keyboard.press("Enter")
    page.locator(".answer .statement").first.wait_for(timeout=ANSWERED_WITHIN_MS)
    page.locator(".answer a", has_text="at 12:31").first.click()
    page.wait_for_url("**/pages/*/?atom=*")
    assert "two hundred litres" in page.locator("mark").first.inner_text()
    outside = page.get_by_role("link", name="Watch it on YouTube from here")
    assert outside.get_attribute("href").endswith(f"watch?v={VIDEO_ID}&t=751s")
    assert "noopener" in outside.get_attribute("rel")
