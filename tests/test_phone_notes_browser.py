"""Notes under a finger, on pages that come as one scrolls, and without keys of one character."""

import pytest

from lessons.models import Annotation
from organizations.scoping import scope
from tests.test_notes_browser import SELECT, pictures, pytestmark, rows  # noqa: F401
from tests.test_pages_browser import browser, sign_in, site, until  # noqa: F401
from tests.test_reader_browser import book  # noqa: F401

# To the third sheet, and no further; whether what is marked there is drawn.
SCROLL = """() => {
  const sheet = document.querySelector("[data-sheet='2']");
  const isThere = location.pathname.endsWith("/pages/2/");
  if (!isThere) (sheet ?? document.querySelector(".sheet:last-child")).scrollIntoView();
  return Boolean(sheet?.querySelector(".note-mark"));
}"""


@pytest.fixture
def phone(browser, site):  # noqa: F811
    context = browser.new_context(
        viewport={"width": 375, "height": 800}, has_touch=True, is_mobile=True,
        reduced_motion="reduce", base_url=site,
    )  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()


@pytest.fixture
def reader(school, book) -> str:  # noqa: F811
    return school.url(f"library/{book.pk}/pages/0/")


def test_a_finger_marks_words(phone, school, reader):
    sign_in(phone, school.dana)
    phone.goto(reader)
    phone.locator("[data-placed]").first.wait_for(state="attached")
    phone.evaluate(SELECT, ["rises through"])  # as the phone does for a long touch
    bar = phone.locator("[data-mark-bar]")
    bar.wait_for()
    box = bar.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    phone.get_by_role("button", name="Highlight in green").tap()
    phone.locator(".note[data-colour=green]").wait_for(state="attached")
    [row] = rows()
    assert row.exact == "rises through"
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
    until(lambda: phone.evaluate(SCROLL))
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
