"""A clip is found, put into a lesson, and plays there, in a real browser."""

from lessons.clips.tests.recordings import make_recording
from lessons.models import Lesson
from lessons.services.lessons import Part, request_lesson
from lessons.tests.recorded import add_recording
from lessons.tests.test_pipeline import add_sun_book
from organizations import jobs
from organizations.scoping import scope, unscoped
from tests.test_pages_browser import (  # noqa: F401
    browser,
    fits,
    page,
    pytestmark,
    sign_in,
    site,
    until,
)

PLAYED = "document.querySelector('.lesson-clip video').currentTime"


def work() -> None:
    with unscoped("the worker serves all"):
        while jobs.work("rendering"):
            pass


def test_a_clip_plays_in_a_lesson(page, school, tmp_path):  # noqa: F811
    with scope(school.organization.pk):
        film = make_recording(tmp_path / "video.mp4", size=(320, 180))
        sun = add_recording(school.organization, school.bob, film, title="Sun in motion")
        book = add_sun_book(school.organization, school.bob)
        one = Part(pages=(1, 1))
        request_lesson(user=school.bob, source=book, part=one, modalities=["text"], language="")
        work()
        lesson = Lesson.objects.get()
    sign_in(page, school.bob)
    page.goto(school.url(f"lessons/{lesson.pk}/"))
    page.get_by_role("link", name="Clips").click()
    page.get_by_role("searchbox").fill("granulation")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Take it Sun in motion").click()
    assert page.get_by_label("From").input_value() == "0:01.00"
    page.get_by_label("Where", exact=True).select_option(index=1)
    assert fits(page)
    page.get_by_role("button", name="Insert").click()
    page.get_by_text("It is being put in.").wait_for()
    work()
    page.reload()
    assert page.locator(".lesson-turn, .lesson-clip").nth(1).get_attribute("class") == "lesson-clip"
    page.evaluate("document.querySelector('.lesson-clip video').play()")
    until(lambda: page.evaluate(PLAYED) > 0.5)
    assert fits(page)
    cited = page.get_by_role("link", name="at 0:01").get_attribute("href")
    assert cited == school.url(f"library/{sun.pk}/pages/0/?at=1.0")
