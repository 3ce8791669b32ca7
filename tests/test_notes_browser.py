"""Notes on a page in a real browser: by mouse and keyboard, on a phone and a laptop."""

import pymupdf
import pytest

from lessons.models import Annotation
from library.sharing import Audience, set_audience
from organizations.models import Grant
from organizations.recipients import PERSON, Recipient
from organizations.scoping import scope, unscoped
from organizations.services.grants import give_grant, revoke_grant
from organizations.tests.factories import add_class, membership
from tests.test_pages_browser import (  # noqa: F401  # fixtures
    CHROMIUM,
    book,
    browser,
    fits,
    page,
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
SELECT = """([text]) => {
  const walker = document.createTreeWalker(document.querySelector("[data-text-layer]"), 4);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(text);
    if (at < 0) continue;
    getSelection().setBaseAndExtent(node, at, node, at + text.length);
    return;
  }
}"""


@pytest.fixture
def reader(school, book):  # noqa: F811
    return school.url(f"library/{book.pk}/pages/0/")


@pytest.fixture(autouse=True)
def pictures(monkeypatch):
    """The book of rows has no file to draw."""
    sheet = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 612, 792), False)
    sheet.clear_with(255)
    png = sheet.tobytes("png")
    monkeypatch.setattr("library.views.pages.page_image", lambda *place: png)


def rows() -> list[Annotation]:
    with unscoped("the test looks at all"):
        return list(Annotation.objects.filter(deleted_at=None).order_by("created_at"))


def painted(page) -> bool:  # noqa: F811
    """Whether the words have their colour themselves: over a picture that would hide it."""
    words = "document.querySelector('[data-text-layer] [data-start]')"
    colour = page.evaluate(f"getComputedStyle({words}, '::highlight(note-green)').backgroundColor")
    return colour != "rgba(0, 0, 0, 0)"


def test_words_are_marked_and_seen_again(page, school, reader):  # noqa: F811
    sign_in(page, school.bob)
    page.goto(reader)
    page.evaluate(SELECT, ["hot gas"])
    page.get_by_role("button", name="Highlight in green").click()
    page.locator(".note[data-colour=green]").wait_for()
    assert rows()[0].exact == "hot gas"
    page.reload()
    assert page.locator(".note-mark").count() == 1
    assert page.evaluate("[...CSS.highlights.get('note-green')].map(String)") == ["hot gas"]
    assert [painted(page), page.keyboard.press("w"), painted(page)] == [False, None, True]
    page.keyboard.press("w")
    page.locator(".note-mark").dispatch_event("click")
    assert page.locator(".note[data-lit]").is_visible()
    assert fits(page)


def test_by_the_keyboard_alone(page, school, reader):  # noqa: F811
    sign_in(page, school.dana)
    page.goto(reader)
    page.locator("[data-section]").nth(1).focus()
    page.keyboard.press("h")
    until(lambda: [row.exact[:12] for row in rows()] == ["Granules are"])
    page.locator(".note").wait_for()
    page.locator("[data-section]").first.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("a")
    page.keyboard.type("What is that?")
    page.locator("#note-composer").get_by_role("button", name="Save").click()
    until(lambda: len(rows()) == 2)
    assert (rows()[1].exact, rows()[1].text) == ("The photosphere", "What is that?")
    page.locator("[data-section]").first.focus()
    page.keyboard.press("b")
    until(lambda: [row.kind for row in rows()][2:] == ["bookmark"])


def test_a_drawing_with_undo_and_eraser(page, school, reader):  # noqa: F811
    sign_in(page, school.bob)
    page.goto(reader)
    page.locator("[data-notes-open]").click()
    page.locator("[data-draw]").click()
    box = page.locator("[data-marks]").first.bounding_box()
    unit = box["width"] / 612

    def stroke(*points):
        x, y = points[0]
        page.mouse.move(box["x"] + x * unit, box["y"] + y * unit)
        page.mouse.down()
        for x, y in points[1:]:
            page.mouse.move(box["x"] + x * unit, box["y"] + y * unit, steps=4)
        page.mouse.up()

    drawn = page.locator("[data-layer=drawing] polyline")
    stroke((100, 60), (200, 60))
    stroke((100, 120), (200, 120))
    stroke((100, 180), (200, 180))
    assert drawn.count() == 3
    page.locator("[data-draw-undo]").click()
    page.locator("[data-draw-erase]").click()
    stroke((150, 110), (150, 130))
    assert drawn.count() == 1
    page.locator("[data-draw-save]").click()
    page.locator(".note[data-kind=drawing]").wait_for()
    [row] = rows()
    first, last = row.strokes[0]["points"][0], row.strokes[0]["points"][-1]
    assert first == pytest.approx([100, 60], abs=2)
    assert last == pytest.approx([200, 60], abs=2)
    assert page.locator("[data-layer=notes] polyline").count() == 1


def test_share_answer_revoke(page, school, book, reader):  # noqa: F811
    with scope(school.organization.pk):
        bob, dana = (membership(school.organization, user) for user in (school.bob, school.dana))
        add_class(bob, dana, name="Physics 10a")
        set_audience(source=book, audience=Audience.CHOSEN, by=bob)
        grant = give_grant(
            subject=Grant.Subject.SOURCE, subject_id=book.pk, by=bob, level=Grant.Level.ANNOTATE,
            to=Recipient(PERSON, str(dana.pk)),
        )  # fmt: skip
    sign_in(page, school.bob)
    page.goto(reader)
    page.evaluate(SELECT, ["columns of hot gas"])
    page.locator("[data-mark-note]").click()
    composer = page.locator("#note-composer")
    composer.get_by_label("Note").fill("Why hot?")
    composer.get_by_label("Who sees it").select_option("Physics 10a")
    composer.get_by_role("button", name="Save").click()
    page.locator(".note").wait_for()
    page.evaluate(SELECT, ["photosphere"])
    page.get_by_role("button", name="Highlight in pink").click()
    page.locator(".note").nth(1).wait_for()
    page.context.clear_cookies()
    sign_in(page, school.dana)
    page.goto(reader)
    page.locator("[data-notes-open]").click()
    assert page.locator(".note").count() == 1
    page.locator(".note-reply summary").click()
    page.get_by_label("Your reply").fill("It comes from <b>below</b>.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("It comes from <b>below</b>.").wait_for()
    assert fits(page)
    note_url = school.url(f"notes/{rows()[0].pk}/")
    assert page.request.get(note_url).status == 200
    page.goto("about:blank")  # what an open reader asks for by itself is refused from here on
    with scope(school.organization.pk):
        revoke_grant(grant=grant, by=bob)
    for url in (note_url, reader, f"{reader}notes/"):
        assert page.request.get(url).status == 404
