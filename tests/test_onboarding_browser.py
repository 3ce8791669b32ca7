"""From nothing to a provisioned school, by the wizard, with a real worker at work."""

import subprocess
import sys

import pytest

from accounts.services import add_person
from conftest import PASSWORD
from organizations import jobs
from organizations.models import Membership, Organization, Role, School
from organizations.scoping import scope, unscoped
from tests.processes import ROOT, sharing
from tests.test_pages_browser import CHROMIUM, browser, fits, site  # noqa: F401  fixtures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.django_db(transaction=True, databases=["default", "content"]),
]


@pytest.fixture
def maya(both_databases):
    return add_person(email="maya@lectern.example", password=PASSWORD, name="Maya", is_staff=True)


@pytest.fixture(params=[(768, "light"), (1280, "dark")], ids=["768-light", "1280-dark"])
def context(request, browser, site, maya):  # noqa: F811
    width, scheme = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        reduced_motion="reduce",
        base_url=site,
    )
    yield context
    context.close()


@pytest.fixture
def page(context):
    page = context.new_page()
    page.set_default_timeout(60_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    yield page
    # A refused form answers 422, which the browser counts among its complaints.
    assert [each for each in complaints if "422" not in each] == []


def sign_in(page) -> None:
    page.goto("/admin/")
    page.get_by_label("Email").fill("maya@lectern.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/admin/")


def go_on(page, to: str) -> None:
    assert fits(page)
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url(f"**/step/{to}/")


def fill_in(page, email: str) -> None:
    """All five steps, a mistake and a way back among them."""
    page.get_by_role("link", name="Onboard an organization").click()
    page.get_by_label("K-12 school").check()
    page.get_by_label("Grade levels").fill("7, 8")
    page.get_by_label("School district").check()
    page.locator("input[name=filled_for][value=district]").wait_for(state="attached")
    assert page.get_by_label("Grade levels").input_value() == "7, 8"
    page.get_by_label("Name", exact=True).fill("Lakeside Unified")
    go_on(page, "plan")
    page.get_by_role("spinbutton", name="Text lessons").fill("9000")
    go_on(page, "knowledge")
    page.get_by_label("K-12 science starter").check()
    go_on(page, "people")
    page.get_by_label("Schools").fill("North School\nSouth School")
    page.get_by_label("Owner").fill("nobody")
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("alert").get_by_role("link", name="Owner").click()
    page.get_by_role("button", name="Back").click()
    page.wait_for_url("**/step/knowledge/")
    page.get_by_role("navigation", name="Steps").get_by_role("button", name="People").click()
    page.wait_for_url("**/step/people/")
    assert page.get_by_label("Schools").input_value() == "North School\nSouth School"
    page.get_by_label("Owner").fill(email)
    page.locator("input[type=file]").set_input_files(ROOT / "docs/rosters/people-sample.csv")
    assert page.locator("input[value='people-sample.csv']").is_visible()
    go_on(page, "review")


def test_from_nothing_to_a_provisioned_school(page, school, media):
    sign_in(page)
    assert fits(page)
    fill_in(page, school.bob.email)
    assert page.get_by_text("9,000").is_visible()
    page.get_by_role("button", name="Set it up").click()
    page.get_by_text("Nobody can enter yet").wait_for()
    assert fits(page)
    worker = [sys.executable, "-m", "tests.worker_process", "default"]
    assert subprocess.run(worker, cwd=ROOT, env=sharing(media), timeout=120).returncode == 0
    page.get_by_text("Its pages are at").wait_for()
    organization = Organization.objects.get(name="Lakeside Unified")
    people = Membership.objects.active().filter(organization=organization)
    assert people.get(role=Role.OWNER).user == school.bob
    assert people.filter(user__name="Sam Okoro").exists()  # of the roster
    with scope(organization.pk):
        assert {"North School", "South School"} < {*School.objects.values_list("name", flat=True)}


def test_cancelled_by_its_button_nothing_is_left(page, school):
    sign_in(page)
    fill_in(page, school.bob.email)
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("link", name="Cancel and take it back").click()
    page.get_by_role("button", name="Cancel it").click()
    page.get_by_text("Being undone").wait_for()
    with unscoped("a worker is at it"):
        while jobs.work("default"):
            pass
    page.get_by_text("Nothing of it is left").wait_for()
    assert not Organization.objects.filter(name="Lakeside Unified").exists()


def test_without_script_it_works_too(browser, site, maya, school):  # noqa: F811
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.set_default_timeout(60_000)
    sign_in(page)
    page.get_by_role("link", name="Onboard an organization").click()
    page.get_by_label("Arts and music studio").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name", exact=True).fill("Brass and Strings")
    page.get_by_role("button", name="Save and continue").click()
    page.wait_for_url("**/step/plan/")
    context.close()
