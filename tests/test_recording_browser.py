"""Captions in a real browser: from the upload to a citation that plays at its second."""

from fractions import Fraction

import av
import pytest

from library.ingestion.tests import test_captions
from library.models import Source
from organizations import jobs
from organizations.scoping import scope
from project import storage
from tests.test_pages_browser import (  # noqa: F401
    browser,
    choose,
    fits,
    page,
    pytestmark,
    sign_in,
    site,
)

RATE = 8_000


def silence(path, seconds: int) -> bytes:
    """Of the form in which sound is played."""
    with av.open(str(path), "w") as file:
        stream = file.add_stream("aac", rate=RATE, layout="mono")
        for at in range(0, seconds * RATE, 1024):
            frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
            frame.planes[0].update(bytes(frame.planes[0].buffer_size))
            frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("page", [360], indirect=True)
def test_an_answer_opens_the_recording_at_its_second(page, school, tmp_path):  # noqa: F811
    sign_in(page, school.bob)
    page.goto(school.url("library/"))
    choose(page, test_captions.FILES / "itaccess_captions_en.vtt")
    page.locator(".file[data-step=done]").wait_for()
    while jobs.work("ingestion"):
        pass
    with scope(school.organization.pk):
        source = Source.objects.get()
        assert source.state == Source.State.READY
        Source.objects.update(duration_s=310.0)
    storage.save_bytes(
        f"{source.storage_prefix}proxy/audio.m4a", silence(tmp_path / "talk.m4a", 310)
    )

    page.goto(school.url(f"library/{source.pk}/"))
    page.get_by_label("Your question").fill("What do we want for our students, the best talent?")
    page.get_by_label("Your question").press("Enter")
    page.get_by_role("link", name="at 0:45").first.click()
    page.wait_for_url("**/pages/0/?*")
    sound = page.locator("[data-recording] audio")
    page.wait_for_function("document.querySelector('[data-recording] audio').currentTime > 45.8")
    assert abs(sound.evaluate("sound => sound.currentTime") - 45.9) < 0.1
    said = page.locator("[data-time][aria-current]")
    assert said.inner_text() == "We want the best talent in the world"
    assert said.locator("mark").count() == 1

    page.locator("[data-time]", has_text="to participate in higher education").click()
    assert sound.evaluate("sound => sound.currentTime") == pytest.approx(4.07, abs=0.1)
    page.locator("[data-time][aria-current]").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert sound.evaluate("sound => sound.currentTime") == pytest.approx(6.94, abs=0.1)
    assert fits(page)

    sound.evaluate("sound => { sound.currentTime = 300.5; }")  # by the player: no such words here
    page.wait_for_url("**/pages/5/")
    page.locator("[data-time][aria-current]", has_text="Making accessibility").wait_for()
