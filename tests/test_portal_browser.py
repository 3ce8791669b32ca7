"""The student's pages in a real browser: going on, a slow line, a lesson kept for offline, and a
layout from right to left."""

import pytest

from accounts.models import User
from lessons.models import Place
from lessons.services.lessons import Part, request_lesson
from lessons.tests.factories import add_lesson
from lessons.tests.test_pipeline import add_sun_book
from library.tests.factories import add_book
from organizations import jobs
from organizations.scoping import scope
from tests.test_pages_browser import (  # noqa: F401
    CHROMIUM,
    book,
    browser,
    fits,
    sign_in,
    site,
    until,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.django_db(transaction=True, databases=["default", "content"]),
]
SLOW = """Object.defineProperty(navigator, "connection", {
  value: { effectiveType: "2g", saveData: false, addEventListener() {} } });"""


def test_a_student_goes_on_and_keeps_a_lesson(browser, site, school, settings, tmp_path):  # noqa: F811
    settings.EMBEDDER = "all-minilm-l6-v2-int8"
    with scope(school.organization.pk):
        source = add_sun_book(school.organization, school.bob)
        made = request_lesson(
            user=school.bob,
            source=source,
            part=Part(),
            modalities=["text", "audio", "video"],
            language="",
        )
        while jobs.work("rendering"):
            pass
    User.objects.filter(pk=school.dana.pk).update(reading_speed="slow")
    context = browser.new_context(base_url=site, viewport={"width": 360, "height": 740})
    page = context.new_page()
    sign_in(page, school.dana)
    page.goto(school.url(f"library/{source.pk}/pages/1/"))
    until(lambda: Place._base_manager.filter(source_id=source.pk, page_index=1).exists())
    lesson_url = school.url(f"lessons/{made.lesson_id}/")
    page.goto(lesson_url)
    page.evaluate("""() => { const media = document.querySelector("video[data-media]");
        media.currentTime = 7; media.dispatchEvent(new Event("pause")); }""")
    until(lambda: Place._base_manager.filter(lesson=made.lesson_id, second__gt=6).exists())
    page.goto(school.url(""))
    assert "at 0:07" in page.locator("#going-on").inner_text()
    assert fits(page)
    page.locator("#going-on").locator(f"a[href='{lesson_url}']").click()
    until(lambda: page.evaluate("document.querySelector('video[data-media]').currentTime > 6"))
    page.get_by_role("button", name="Play", exact=True).click()
    until(lambda: page.evaluate("document.querySelector('video[data-media]').playbackRate === 0.8"))

    page.goto(f"{lesson_url}offline/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Keep it to read and hear").click()
    kept = tmp_path / "kept.html"
    download.value.save_as(kept)
    context.close()

    away = browser.new_context(offline=True)
    asked: list[str] = []
    page = away.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"file://{kept}")
    assert "p. 7" in page.locator("main").inner_text()
    until(lambda: page.evaluate("document.querySelector('audio').duration > 5"))
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    away.close()


def test_a_slow_line_takes_the_text_and_a_button_takes_the_video(browser, site, school, book):  # noqa: F811
    with scope(school.organization.pk):
        lesson = add_lesson(book, school.bob)
    context = browser.new_context(base_url=site)
    context.add_init_script(SLOW)
    page = context.new_page()
    sign_in(page, school.dana)
    page.goto(school.url(f"lessons/{lesson.pk}/"))
    page.wait_for_selector("#tab-text[aria-selected=true]")
    assert page.locator("[data-line-note]").is_visible()
    page.get_by_role("button", name="The sound alone").click()
    page.wait_for_selector("#tab-audio[aria-selected=true]")
    assert page.locator("[data-line-note]").is_hidden()
    context.close()


@pytest.mark.parametrize("width", [360, 1440])
def test_pages_run_from_right_to_left(browser, site, school, width):  # noqa: F811
    with scope(school.organization.pk):
        source = add_book(school.organization, school.bob, language="ar")
        lesson = add_lesson(source, school.bob, files={"html": "x"}, language="ar")
    context = browser.new_context(base_url=site, viewport={"width": width, "height": 800})
    context.add_init_script("""document.addEventListener("readystatechange",
        () => { document.documentElement.dir = "rtl"; });""")
    page = context.new_page()
    sign_in(page, school.dana)
    for path in (
        "",
        f"lessons/{lesson.pk}/",
        f"library/{source.pk}/pages/0/",
        "lessons/",
        "notes/",
    ):
        page.goto(school.url(path))
        assert fits(page), path
        brand = page.locator(".brand").bounding_box()
        assert brand["x"] + brand["width"] > width * 0.6, path  # it begins on the right
    context.close()
