"""From a search to a film that plays, in a real browser."""

from lessons.clips.tests.recordings import make_recording
from lessons.tests.recorded import add_recording
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

FILM = "document.querySelector('.film video').currentTime"


def test_a_film_is_made_and_played(page, school, tmp_path):  # noqa: F811
    with scope(school.organization.pk):
        film = make_recording(tmp_path / "video.mp4", size=(320, 180))
        for title in ("Sun", "Stars"):
            add_recording(school.organization, school.bob, film, title=title)
    sign_in(page, school.bob)
    page.goto(school.url("compilations/new/"))
    page.get_by_label("Title").fill("Granulation")
    page.get_by_role("button", name="Choose clips").click()
    page.get_by_role("searchbox").fill("granulation")
    page.get_by_role("button", name="Find").click()
    clips = page.locator("[data-clip]")
    for number, title in enumerate(("Sun", "Stars"), 1):
        page.get_by_role("button", name=f"Add {title}").click()
        until(lambda number=number: clips.count() == number)
    first = clips.first.get_attribute("id")
    clips.nth(1).get_by_role("button", name="Earlier").click()
    until(lambda: clips.first.get_attribute("id") != first)
    clips.first.locator(".clip-head").drag_to(clips.nth(1).locator(".clip-head"))
    until(lambda: clips.first.get_attribute("id") == first)
    clips.first.locator("summary").click()
    clips.first.get_by_label("To", exact=True).fill("0:02.00")
    clips.first.get_by_role("button", name="Save").click()
    until(lambda: "0:01" in clips.first.locator(".clip-title p").inner_text().split("·")[-1])
    page.get_by_role("button", name="Make the film").click()
    page.locator("#compilation-progress").wait_for()
    with unscoped("the worker serves all"):
        while jobs.work("rendering"):
            pass
    page.locator(".film video").wait_for()
    page.evaluate("document.querySelector('.film video').play()")
    until(lambda: page.evaluate(FILM) > 0.5)
    page.evaluate("document.querySelector('.film video').currentTime = 4.5")  # behind the card
    until(lambda: page.evaluate(FILM) > 4.9)
    assert page.evaluate("document.querySelector('.film video').error") is None
    assert fits(page)
