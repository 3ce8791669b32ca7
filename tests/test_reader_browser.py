"""The reader in a real browser: words over the picture, pages that come, tools, keys."""

import pymupdf
import pytest

from library.drawers import drawers
from library.tests.factories import add_book, add_nodes, add_page, add_source, index
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

PAGES = 12


@pytest.fixture
def book(school, monkeypatch):
    """Twelve sheets, each with two sections and a word of its own."""
    monkeypatch.setattr("library.views.pages.page_image", lambda *args: picture())
    with scope(school.organization.pk):
        source = add_source(school.organization, school.bob, page_count=PAGES)
        nodes = add_nodes(source)
        for number in range(PAGES):
            words = [f"Granule {number} rises through the photosphere.", f"It sinks at {number}."]
            add_page(source, number, str(500 + number), words, node=nodes[-1])
        return index(source)


def picture() -> bytes:
    return pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 612, 792)).tobytes("png")


def open_page(page, school, book, number: int = 0, query: str = "") -> None:  # noqa: F811
    sign_in(page, school.dana)
    page.goto(school.url(f"library/{book.pk}/pages/{number}/{query}"))
    page.locator("[data-placed]").first.wait_for(state="attached")


def shown(page) -> list[int]:  # noqa: F811
    return page.evaluate("[...document.querySelectorAll('.sheet')].map(s => +s.dataset.sheet)")


def test_the_words_lie_on_their_lines_and_are_selected_in_order(page, school, book):  # noqa: F811
    open_page(page, school, book)
    line = page.locator("[data-page='0'] [data-box]").first
    box, sheet = line.bounding_box(), page.locator(".sheet-page").first.bounding_box()
    scale = sheet["width"] / 612
    assert abs(box["x"] - sheet["x"] - 72 * scale) < 2
    assert abs(box["y"] - sheet["y"] - 100 * scale) < 2
    assert abs(box["width"] - (540 - 72) * scale) < 2
    said = page.evaluate("""() => {
        const range = document.createRange();
        range.selectNodeContents(document.querySelector("[data-page='0']"));
        getSelection().removeAllRanges(); getSelection().addRange(range);
        return getSelection().toString().replace(/\\s+/g, " ").trim();
    }""")
    assert said == "Granule 0 rises through the photosphere. It sinks at 0."
    assert page.locator(".sheet-picture").first.get_attribute("alt") == ""
    assert fits(page)


def test_pages_come_as_one_scrolls_and_few_are_kept(page, school, book):  # noqa: F811
    open_page(page, school, book, 2)
    for _ in range(200):
        page.evaluate("scrollBy(0, 300)")
        page.wait_for_function("new Promise(requestAnimationFrame).then(() => true)")
        if PAGES - 1 in shown(page):
            break
    kept = shown(page)
    assert kept[-1] == PAGES - 1
    assert len(kept) <= 7
    assert kept == list(range(kept[0], PAGES))
    page.evaluate("document.querySelector('.sheet:last-child').scrollIntoView()")
    page.wait_for_url(f"**/pages/{PAGES - 1}/")
    assert page.locator("[data-shows=reference]").first.inner_text() == f"p. {500 + PAGES - 1}"
    assert page.locator("[data-turn=next]").is_hidden()


def test_the_page_before_comes_where_one_goes_up(page, school, book):  # noqa: F811
    open_page(page, school, book, 5)
    page.mouse.move(200, 400)
    page.mouse.wheel(0, -50)
    page.evaluate("dispatchEvent(new Event('scroll'))")
    until(lambda: shown(page)[0] < 5)
    assert page.evaluate("window.reader.sheet().dataset.sheet") == "5"


def test_the_section_in_view_lights_its_teacher(page, school, book):  # noqa: F811
    open_page(page, school, book)
    for position, side in ((2, "right"), (1, "left")):
        page.locator(f"#p0-{position} [data-box]").click(force=True)
        page.locator(f".margin[data-side={side}][data-speaking=true]").wait_for(state="attached")
        assert page.locator(f"#p0-{position}[data-current]").count() == 1
        assert page.locator(f".sheet-side[data-current][data-side={side}]").count() == 1


def test_what_others_say_stands_at_the_teacher(page, school, book):  # noqa: F811
    with scope(school.organization.pk):
        index(add_book(school.organization, school.bob, title="Our star"))
    open_page(page, school, book)
    page.locator("#p0-1 [data-box]").click(force=True)
    link = page.locator(".margin[data-side=left] .related a", has_text="Our star")
    link.wait_for()
    assert fits(page)


def test_a_search_leads_from_hit_to_hit(page, school, book):  # noqa: F811
    open_page(page, school, book)
    page.keyboard.press("/")
    page.get_by_label("Search in this book", exact=True).fill("sinks at 1")
    page.keyboard.press("Enter")
    page.locator(".hit").first.wait_for()
    assert page.get_by_text("These words are on 3 pages").is_visible()
    page.locator(".hit").first.click()
    page.wait_for_url("**/pages/1/**")
    assert page.locator("#page-1 .sheet-mark").count() == 1
    page.locator("body").evaluate("body => document.activeElement.blur()")
    page.keyboard.press("n")
    if page.viewport_size["width"] > 640:
        assert page.locator(".hit[aria-current]").count() == 1
    page.wait_for_url("**/pages/10/**")
    page.go_back()
    page.wait_for_url("**/pages/1/**")
    assert fits(page)


def test_it_is_zoomed_by_keys_and_buttons(page, school, book):  # noqa: F811
    open_page(page, school, book)
    sheet = page.locator(".sheet-page").first
    before = sheet.bounding_box()["width"]
    page.keyboard.press("+")
    assert abs(sheet.bounding_box()["width"] / before - 1.25) < 0.02
    line = page.locator("[data-page='0'] [data-box]").first
    until(lambda: abs(line.bounding_box()["width"] - 468 / 612 * before * 1.25) < 3)
    page.keyboard.press("-")
    assert abs(sheet.bounding_box()["width"] - before) < 2
    page.get_by_role("button", name="As wide as the window (0)").click()
    assert sheet.bounding_box()["width"] >= before - 1
    assert fits(page)


def test_the_words_alone_and_what_stands_beside(page, school, book):  # noqa: F811
    open_page(page, school, book)
    page.keyboard.press("w")
    assert page.locator(".sheet-picture").first.is_hidden()
    assert page.get_by_text("Granule 0 rises").is_visible()
    page.keyboard.press("w")
    page.keyboard.press("c")
    page.get_by_role("link", name="15.1 The Structure of the Sun").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    page.locator(".strip-page").nth(11).click()
    page.wait_for_url("**/pages/11/")
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()


def test_without_script_the_words_stand_below_the_picture(browser, site, school, book):  # noqa: F811
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()  # noqa: F811
    sign_in(page, school.dana)
    page.goto(school.url(f"library/{book.pk}/pages/0/"))
    picture_box = page.locator(".sheet-picture").bounding_box()
    words = page.get_by_text("Granule 0 rises")
    assert words.bounding_box()["y"] >= picture_box["y"] + picture_box["height"]
    page.get_by_role("link", name="Next page (right arrow)").click()
    assert page.get_by_text("Granule 1 rises").is_visible()
    page.get_by_role("link", name="Search in this book (/)").click()
    page.get_by_label("Search in this book", exact=True).fill("sinks at 4")
    page.keyboard.press("Enter")
    page.locator(".hit").first.click()
    assert page.locator("mark").inner_text() == "sinks at 4"
    context.close()


@pytest.fixture(scope="module", autouse=True)
def no_children_left():
    yield
    drawers().close()
