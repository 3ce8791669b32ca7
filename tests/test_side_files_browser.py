"""A video and its captions, chosen together in a real browser: from there to a cited second."""

import json

import pytest

from library.ingestion.tests import clips
from library.models import Source
from organizations import jobs
from organizations.scoping import scope
from tests.model_fixtures import endpoint, server  # noqa: F401  fixtures
from tests.model_server import says
from tests.test_pages_browser import (  # noqa: F401
    browser,
    choose,
    fits,
    page,
    pytestmark,
    sign_in,
    site,
)

SAID = (
    "Granules are the tops of columns of hot gas that rise, cool and sink again in minutes.",
    "A sunspot is a cooler place on the Sun, and it looks dark beside the bright gas.",
)
SUMMARY = "Why a sunspot looks dark."


@pytest.fixture
def summing_up(server, endpoint, settings):  # noqa: F811
    """A language model that has something to say of the second scene."""
    endpoint("fast", first_byte_s=20, total_s=60)
    settings.SCENE_MODEL = "fast"
    scenes = [{"passage": 1, "summary": ""}, {"passage": 2, "summary": SUMMARY}]
    server.reply_with(says(json.dumps({"scenes": scenes})))


@pytest.mark.slow
@pytest.mark.usefixtures("summing_up")
@pytest.mark.parametrize("page", [360], indirect=True)
def test_captions_go_with_their_video(page, school, tmp_path):  # noqa: F811
    pictures = clips.one_after_the_other([clips.film(seed) for seed in (1, 2)], 3)
    video = clips.make(tmp_path / "talk.mp4", seconds=6, picture=pictures)
    captions = tmp_path / "talk.en.vtt"
    cues = [f"00:0{3 * n}.200 --> 00:0{3 * n + 2}.800\n{text}\n" for n, text in enumerate(SAID)]
    captions.write_text("\n".join(["WEBVTT\n", *cues]))

    sign_in(page, school.bob)
    page.goto(school.url("library/"))
    choose(page, [captions, video])
    page.locator(".file[data-step=done]").wait_for()
    assert page.locator(".file").count() == 1
    assert page.get_by_text("With its captions, talk.en.vtt").is_visible()
    assert fits(page)
    while jobs.work("ingestion"):
        pass
    with scope(school.organization.pk):
        source = Source.objects.get()
        assert (source.state, source.kind, source.language) == ("ready", "video", "en")

    page.goto(school.url(f"library/{source.pk}/"))
    page.get_by_label("Your question").fill("What is a cooler place on the Sun?")
    page.get_by_label("Your question").press("Enter")
    page.get_by_role("link", name="at 0:03").first.click()
    page.wait_for_url("**/pages/1/?*")
    assert page.get_by_text(SUMMARY).is_visible()
    assert page.get_by_text("Summed up by the language model fast-model").is_visible()
    assert fits(page)
