"""A video in a real browser: from the upload to a citation that plays at its second."""

from pathlib import Path

import pytest

from library.ingestion import tests
from library.models import Source
from organizations import jobs
from organizations.scoping import scope
from tests.test_pages_browser import (  # noqa: F401
    browser,
    choose,
    fits,
    page,
    pytestmark,
    sign_in,
    site,
)

LESSON = Path(tests.__file__).parent / "recordings" / "lesson-sonnet-001.mp4"


@pytest.mark.slow
@pytest.mark.parametrize("page", [360], indirect=True)
def test_an_answer_plays_the_video_at_its_second(page, school, settings):  # noqa: F811
    settings.OCR_ENGINES = []
    sign_in(page, school.bob)
    page.goto(school.url("library/"))
    choose(page, LESSON)
    page.locator(".file[data-step=done]").wait_for()
    while jobs.work("ingestion"):
        pass
    with scope(school.organization.pk):
        source = Source.objects.get()
        assert (source.state, source.problem) == (Source.State.READY, "")

    page.goto(school.url(f"library/{source.pk}/"))
    page.get_by_label("Your question").fill("Who feeds the flame of light with fuel?")
    page.get_by_label("Your question").press("Enter")
    page.get_by_role("link", name="at 0:15").first.click()
    page.wait_for_url("**/pages/2/?*")
    page.wait_for_function("document.querySelector('[data-recording] video').currentTime > 15")
    video = page.locator("[data-recording] video")
    facts = video.evaluate("video => [video.currentTime, video.videoWidth, video.error]")
    assert 15.2 < facts[0] < 23.5
    assert facts[1:] == [640, None]
    assert fits(page)

    page.goto(school.url(f"library/{source.pk}/thumbnails/"))
    shown = page.locator(".strip-scene").first
    assert shown.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 640
