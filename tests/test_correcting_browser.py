"""Correcting sections in a real browser: by a click on the picture and by keys, and undone."""

from library.models import Section
from organizations.scoping import scope
from tests.test_pages_browser import (  # noqa: F401
    browser,
    fits,
    page,
    pytestmark,
    sign_in,
    site,
    until,
)
from tests.test_reader_browser import book  # noqa: F401


def test_by_mouse_and_keys(page, school, book):  # noqa: F811
    def texts() -> list[str]:
        with scope(school.organization.pk):
            rows = Section.objects.filter(source=book, page_index=0).order_by("position")
            return list(rows.values_list("text", flat=True))

    first, second = texts()
    sign_in(page, school.bob)
    page.goto(school.url(f"library/{book.pk}/pages/0/correct/"))
    page.locator("[data-pick]").nth(1).locator("rect").click()
    page.locator(".correct-list li:nth-child(2) a[aria-current]").wait_for()
    page.keyboard.press("Alt+ArrowUp")
    until(lambda: texts() == [second, first])
    page.locator(".correct-list li:nth-child(1) a[aria-current]").wait_for()
    page.keyboard.press("m")
    until(lambda: texts() == [f"{second} {first}"])
    page.locator(".correct-list li:only-child").wait_for()
    for left in ([second, first], [first, second]):
        with page.expect_navigation():
            page.keyboard.press("z")
        assert texts() == left
    assert fits(page)
