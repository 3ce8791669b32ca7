"""A week of a class: a quiz and a video lesson of a chapter are made, assigned, done and read.

Each step is a function of the story.
"""

from dataclasses import dataclass
from typing import Any

import pytest

from billing.tests.factories import room
from conftest import add_to
from lessons.models import Attempt, Coverage
from lessons.tests.test_artifacts import sun  # noqa: F401
from organizations import jobs
from organizations.models import Relationship, Role
from organizations.scoping import scope
from organizations.services.relationships import relate
from organizations.tests.factories import add_class, membership
from tests.test_notes_browser import pytestmark as of_browsers
from tests.test_pages_browser import browser, fits, sign_in, site, until  # noqa: F401

pytestmark = [*of_browsers, pytest.mark.slow]


@dataclass
class Story:
    """dana has a laptop; eve a phone, and no pointer; vera looks after dana."""

    school: Any
    source: Any
    teacher: Any
    laptop: Any
    phone: Any
    guardian: Any

    def open(self, page, path: str) -> None:
        page.goto(self.school.url(path))
        assert fits(page), path


@pytest.fixture
def in_school(school):
    """Rows are there for other threads; each step of this test enters the scope itself."""
    with scope(school.organization.pk):
        yield school


@pytest.fixture
def story(browser, site, in_school, sun):  # noqa: F811
    here = in_school.organization
    eve = add_to(here, "eve", Role.STUDENT)
    bob, dana = membership(here, in_school.bob), membership(here, in_school.dana)
    add_class(bob, dana, membership(here, eve), name="Physics 10a")
    contexts, pages = [], []
    vera = add_to(here, "vera", Role.GUARDIAN)
    relate(
        kind="guardian", adult=membership(here, vera), child=dana, made=Relationship.Made.BY_HAND
    )
    screens = ((1280, in_school.bob), (1280, in_school.dana), (360, eve), (360, vera))
    for width, user in screens:
        contexts.append(
            browser.new_context(
                viewport={"width": width, "height": 800}, reduced_motion="reduce", base_url=site
            )
        )
        page = contexts[-1].new_page()
        page.set_default_timeout(60_000)
        sign_in(page, user)
        pages.append(page)
    yield Story(in_school, sun, *pages)
    for context in contexts:
        context.close()


def work(*clusters: str) -> None:
    while any(jobs.work(cluster) for cluster in clusters):
        pass


def wait_for(page, script: str) -> None:
    """Asked from here: the page's own rules forbid it to poll a script."""
    until(lambda: page.evaluate(script), for_s=40)


def press_to(page, wanted: str) -> None:
    """By the Tab key, until the focus is on what the selector says."""
    for _press in range(120):
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not reach {wanted}")


def make_a_quiz(story: Story) -> None:
    page = story.teacher
    story.open(page, f"artifacts/new/?source={story.source.pk}")
    page.get_by_label("What it is").select_option("Quiz")
    page.get_by_label("What of it").select_option("All of it")
    page.get_by_label("How many items").fill("6")
    page.get_by_role("button", name="Make it").click()
    page.wait_for_url("**/artifacts/*-*/")
    work("ingestion")
    page.reload()
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("Students see it.").wait_for()
    page.get_by_role("link", name="Assign").click()
    page.get_by_label("Physics 10a").check()
    page.get_by_role("button", name="Assign").click()
    page.wait_for_url("**/assignments/")


def make_a_lesson(story: Story) -> None:
    page = story.teacher
    story.open(page, f"lessons/new/?source={story.source.pk}")
    page.get_by_label("What of it").select_option("whole")
    page.get_by_label("Video", exact=True).check()
    page.get_by_role("button", name="Make the lesson").click()
    page.wait_for_url("**/lessons/*-*/")
    work("rendering")
    page.reload()
    page.get_by_role("link", name="Assign").click()
    page.get_by_label("Physics 10a").check()
    page.get_by_role("button", name="Assign").click()
    page.wait_for_url("**/assignments/")


def watch(story: Story) -> None:
    """On the laptop: some seconds of the video are seen, and a jump is not."""
    page = story.laptop
    story.open(page, "")
    page.locator("#due .row", has_text="Lesson").get_by_role("link").click()
    page.get_by_role("link", name="Open it").click()
    page.get_by_role("tab", name="Video").click()
    page.evaluate("document.querySelector('video').muted = true")
    page.get_by_role("button", name="Play").click()
    wait_for(page, "document.querySelector('video').currentTime > 1.5")
    page.evaluate("const v = document.querySelector('video'); v.currentTime = v.duration - 0.5")
    wait_for(page, "document.querySelector('video').ended")
    until(lambda: Coverage.objects.filter(lesson__isnull=False).exists())
    [seen] = Coverage.objects.values_list("covered", flat=True)
    assert len(seen) == 2
    page.go_back()
    page.get_by_role("button", name="I have done it").click()
    page.get_by_text("Done").first.wait_for()


def read_without_a_line(story: Story) -> None:
    """What could not be sent is sent when one is back."""
    page = story.laptop
    story.open(page, f"library/{story.source.pk}/pages/0/")
    page.context.set_offline(True)
    wait_for(page, "(localStorage.getItem('lectern-reports') ?? '{}') !== '{}'")
    assert not Coverage.objects.exclude(source_id=None).exists()
    page.context.set_offline(False)
    until(lambda: Coverage.objects.filter(source_id=story.source.pk).exists())
    wait_for(page, "localStorage.getItem('lectern-reports') === '{}'")


def answer(story: Story) -> None:
    page = story.laptop
    page.goto(story.school.url("assignments/"))
    page.locator(".row", has_text="Quiz").get_by_role("link").click()
    page.get_by_role("button", name="Begin").click()
    page.locator("#quiz").wait_for()
    for question in page.locator("#quiz fieldset").all():
        if (choice := question.locator("[type=radio], [type=checkbox]")).count():
            choice.first.check()
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("points").first.wait_for()
    assert fits(page)


def answer_by_keyboard(story: Story) -> None:
    """From home to the result, on a phone's width, without a pointer."""
    page = story.phone
    story.open(page, "")
    press_to(page, "#due .row-title a[href*='assignments']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/assignments/*-*/")
    if not page.get_by_role("button", name="Begin").count():  # the lesson is due first
        story.open(page, "")
        press_to(page, "#due .row:nth-child(2) a")
        page.keyboard.press("Enter")
        page.wait_for_url("**/assignments/*-*/")
    press_to(page, "form[action$='/begin/'] button")
    page.keyboard.press("Enter")
    page.locator("#quiz").wait_for()
    assert fits(page)
    for number in range(1, page.locator("#quiz fieldset").count() + 1):
        press_to(page, f"#question-{number} :is(input:not([type=hidden]), select, textarea)")
        kind = page.evaluate("document.activeElement.type")
        if kind in ("radio", "checkbox"):
            page.keyboard.press("Space")
        elif kind == "select-one":
            page.keyboard.press("ArrowDown")
        else:
            page.keyboard.type("8 minutes")
        page.keyboard.press("Tab")
    press_to(page, "#quiz button[type=submit]:not([formaction])")
    page.keyboard.press("Enter")
    page.locator(".quiz-verdict").first.wait_for()
    assert fits(page)
    press_to(page, ".page-tag[href*='/pages/']")  # what is right opens its page
    page.keyboard.press("Enter")
    page.wait_for_url("**/pages/**")


def reach_the_limit(story: Story) -> None:
    """What was assigned is not of it; what one asks for by oneself is."""
    room(story.school.dana, "video")
    page = story.laptop
    story.open(page, f"lessons/new/?source={story.source.pk}")
    page.get_by_label("What of it").select_option("Some pages")
    page.get_by_label("Pages").fill("7")
    page.get_by_label("Video", exact=True).check()
    page.get_by_role("button", name="Make the lesson").click()
    page.get_by_role("button", name="Make a new one all the same").click()  # there is the class's
    page.get_by_role("heading", name="A limit is reached").wait_for()
    assert fits(page)


def read_the_gradebook(story: Story) -> None:
    page = story.teacher
    story.open(page, "assignments/")
    page.get_by_role("link", name="Physics 10a").click()
    page.get_by_role("link", name="Gradebook").click()
    rows = page.locator(".gradebook tbody tr")
    assert [row.get_by_role("rowheader").inner_text() for row in rows.all()] == ["Dana", "Eve"]
    attempts = Attempt.objects.filter(assignment__kind="quiz").order_by("student__user__name")
    for row, attempt in zip(rows.all(), attempts, strict=True):
        assert row.locator(f"a[href*='{attempt.pk}']").count() == 1
    page.go_back()
    page.get_by_role("link", name="Progress").click()
    page.get_by_role("link", name="Dana").click()
    page.get_by_role("region", name="Progress").wait_for()
    assert fits(page)


def read_the_items(story: Story) -> None:
    page = story.teacher
    story.open(page, "artifacts/")
    page.locator(".row-title a").first.click()
    page.get_by_text("2 first attempts, of your classes.").wait_for()
    assert page.get_by_text("too few").count()
    assert fits(page)


def look_in(story: Story) -> None:
    """The guardian sees what dana handed in and how far she is, and nobody else."""
    page = story.guardian
    story.open(page, "")
    assert page.get_by_role("link", name="Eve").count() == 0
    page.get_by_role("link", name="Dana").click()
    page.get_by_role("heading", name="Handed in and missing").wait_for()
    assert page.locator("#past .row").count()
    page.get_by_role("region", name="Progress").wait_for()
    assert fits(page)
    page.locator("#lessons a").first.click()
    page.locator("video, audio").first.wait_for(state="attached")
    assert fits(page)


def test_a_whole_week(story):
    for step in (
        make_a_quiz,
        make_a_lesson,
        watch,
        read_without_a_line,
        answer,
        answer_by_keyboard,
        reach_the_limit,
        read_the_gradebook,
        read_the_items,
        look_in,
    ):
        step(story)
