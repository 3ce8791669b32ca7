"""Notes under a finger, on pages that come as one scrolls, and without keys of one character."""

import pytest

from lessons.models import Annotation
from organizations.scoping import scope
from tests.test_notes_browser import pictures, pytestmark, rows  # noqa: F401
from tests.test_pages_browser import browser, sign_in, site, until  # noqa: F401
from tests.test_reader_browser import book  # noqa: F401


@pytest.fixture
def phone(browser, site):  # noqa: F811
    context = browser.new_context(
        viewport={"width": 375, "height": 800}, has_touch=True, is_mobile=True,
        reduced_motion="reduce", base_url=site,
    )  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(10_000)
    yield page
    context.close()


@pytest.fixture
def reader(school, book) -> str:  # noqa: F811
    return school.url(f"library/{book.pk}/pages/0/")


def press_long(page, locator) -> None:
    """A finger that stays on words selects the word under it."""
    box = locator.bounding_box()
    at = {"x": box["x"] + 30, "y": box["y"] + box["height"] / 2}
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    page.wait_for_function("getSelection().toString().trim()")
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_marks_words(phone, school, reader):
    sign_in(phone, school.dana)
    phone.goto(reader)
    phone.locator("[data-placed]").first.wait_for(state="attached")
    press_long(phone, phone.locator("[data-page='0'] [data-start]").last)
    bar = phone.locator("[data-mark-bar]")
    bar.wait_for()
    box = bar.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    phone.get_by_role("button", name="Highlight in green").tap()
    phone.locator(".note[data-colour=green]").wait_for(state="attached")
    [row] = rows()
    assert row.exact in "Granule 0 rises through the photosphere."
    assert phone.locator(".note-mark").count() == 1


def test_notes_come_with_their_page(phone, school, book, reader):  # noqa: F811
    exact = "Granule 2 rises"
    with scope(school.organization.pk):
        Annotation.objects.create(
            organization=school.organization, source_id=book.pk, author=school.dana, page_index=2,
            kind="highlight", exact=exact, start=0, stop=len(exact),
        )  # fmt: skip
    sign_in(phone, school.dana)
    phone.goto(reader)
    assert phone.locator("[data-note-count]").inner_text() == "0"
    until(
        lambda: phone.evaluate("""() => {
        const sheet = document.querySelector("[data-sheet='2']");
        (sheet ?? document.querySelector(".sheet:last-child")).scrollIntoView();
        return Boolean(sheet);
    }""")
    )
    phone.locator("[data-sheet='2'] .note-mark").wait_for(state="attached")
    assert phone.locator("[data-note-count]").inner_text() == "1"


def test_keys_of_one_character_can_be_off(phone, school, reader):
    school.dana.letter_keys = False
    school.dana.save()
    sign_in(phone, school.dana)
    phone.goto(reader)
    phone.locator("[data-section]").first.focus()
    for key in "hbac?":
        phone.keyboard.press(key)
    assert not phone.locator("dialog[open]").count()
    assert not phone.locator("#reader-side").is_visible()
    phone.keyboard.press("ArrowRight")  # no character: it still turns the page
    phone.wait_for_url("**/pages/1/")
    assert Annotation._base_manager.count() == 0
