"""From the front page to the first step of the tour, by a child and a guardian, in a browser."""

import re

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from conftest import PASSWORD
from lessons.public import make_public
from lessons.tests.factories import add_lesson
from library.tests.factories import add_book
from organizations.scoping import scope
from organizations.tests.working import work_off
from tests.test_pages_browser import CHROMIUM, browser, fits, site, until  # noqa: F401  fixtures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.django_db(transaction=True, databases=["default", "content"]),
]


@pytest.fixture(params=[375, 1280])
def new_page(request, browser, site):  # noqa: F811
    """Pages of browsers that know nothing of one another. What one complains of fails the test."""
    complaints: list[str] = []
    contexts = []

    def new():
        context = browser.new_context(
            viewport={"width": request.param, "height": 800}, reduced_motion="reduce", base_url=site
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
        return page

    yield new
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def shown(school):
    with scope(school.organization.pk):
        book = add_book(school.organization, school.bob)
        lesson = add_lesson(book, school.bob, title="The Sun, shown")
        make_public(lesson)
    return lesson


def test_from_the_front_page_to_the_tour(new_page, school, shown):
    child, parent = new_page(), new_page()
    child.goto("/")
    assert fits(child)
    child.get_by_role("link", name="Watch a lesson").click()
    child.get_by_role("heading", name="The Sun, shown").wait_for()
    assert child.locator("video track[kind=captions][default]").count() == 1
    assert child.locator(".transcript").get_by_text("p. 527").first.is_visible()
    assert fits(child)
    child.get_by_role("link", name="Make an account").click()
    sign_up(child)
    child.get_by_role("heading", name="Almost there, Mia").wait_for()
    assert fits(child)
    agree(parent)
    child.get_by_role("link", name="Look again").click()
    take_the_tour(child)


def sign_up(page) -> None:
    page.get_by_role("link", name="I learn").click()
    page.get_by_label("Where you live").select_option("DE")
    page.get_by_label("Month of birth").select_option("1")
    page.get_by_label("Year of birth").select_option(str(timezone.localdate().year - 11))
    assert fits(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Email of your parent or guardian").fill("nora@home.example")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Your name").fill("Mia Lind")
    page.get_by_label("Email").fill("mia@home.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()


def agree(page) -> None:
    work_off()
    asked = next(message for message in mail.outbox if message.to == ["nora@home.example"])
    page.goto(re.search(r"http://[^/]+(/sign-up/\S+)", asked.body)[1])
    assert fits(page)
    page.get_by_label("Your name").fill("Nora Lind")
    page.get_by_label("I am an adult").check()
    page.get_by_role("button", name="I agree").click()
    page.get_by_role("heading", name="Thank you").wait_for()


def take_the_tour(page) -> None:
    """By the keyboard: the focus is on the panel, Esc leaves it, the menu takes it up again."""
    tour = page.get_by_role("region", name="Welcome")
    tour.get_by_role("button", name="Show me around").click()
    page.wait_for_url("**/library/#tour")
    assert page.evaluate("document.activeElement.id") == "tour"
    assert page.locator("[data-toured]").count() == 1
    assert fits(page)
    page.keyboard.press("Escape")
    until(lambda: User.objects.get(name="Mia Lind").tour == "left")
    page.locator("#tour").wait_for(state="detached")
    page.get_by_label("You and your settings").click()
    page.get_by_role("button", name="go on with the tour").click()
    page.get_by_role("region", name="The library").wait_for()
