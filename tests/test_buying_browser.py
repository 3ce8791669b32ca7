"""From the front page to what was asked for: sign-up, a limit, payment, and one click.

Beside the site run a real worker and a stand-in of Stripe that posts its signed events to it.
"""

import signal
import sys

import pytest

from accounts.models import User
from billing.models import Checkout, StripeEvent
from billing.tests.factories import use
from billing.tests.paying import SECRET, WEBHOOK, bought_of, set_up_stripe
from billing.tests.standin.sending import Sender
from billing.tests.standin.server import KEY
from conftest import PASSWORD
from lessons.models import LessonRequest
from library.tests.factories import add_book
from organizations.access import home_membership
from organizations.models import Membership
from organizations.scoping import scope, unscoped
from tests.processes import Running, sharing
from tests.test_pages_browser import CHROMIUM, browser, fits, site  # noqa: F401  fixtures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.django_db(transaction=True, databases=["default", "content"]),
]
VIDEOS_OF_THE_TRIAL = 20  # of Plus
WORKED_WITHIN_MS = 240_000  # by a worker that may still be starting, on a busy machine


@pytest.fixture
def stripe(site, settings):  # noqa: F811
    """It tells the site of what happens, as Stripe does: signed, over HTTP, by itself."""
    settings.SITE_URL = site
    with set_up_stripe() as made:
        made.store.on_event = Sender(f"{site}{WEBHOOK}", SECRET)
        yield made
    assert made.wrong == []


@pytest.fixture
def worker(stripe, media, tmp_path):
    """A process of its own, as it runs beside a site; it asks the same stand-in."""
    media.mkdir(parents=True, exist_ok=True)
    environment = sharing(media, STRIPE_SECRET_KEY=KEY, STRIPE_URL=stripe.url)
    command = (sys.executable, "manage.py", "worker", "--clusters", "default")
    running = Running(command, environment, tmp_path)
    yield running
    running.process.send_signal(signal.SIGTERM)
    running.end(within_s=30)
    assert "Traceback" not in running.said, running.said


@pytest.fixture
def page(browser, site):  # noqa: F811
    context = browser.new_context(
        viewport={"width": 390, "height": 800}, reduced_motion="reduce", base_url=site
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    yield page
    context.close()
    assert complaints == []


def test_from_the_front_page_to_the_request_continued(page, stripe, worker):
    page.goto("/")
    page.get_by_role("link", name="Make an account").first.click()
    sign_up(page)
    noa = User.objects.get(email="noa@home.example")
    membership = home_membership(noa)
    with scope(membership.organization_id):
        book = add_book(membership.organization, noa)
        use(noa, VIDEOS_OF_THE_TRIAL, "video")
    ask_for_a_video(page, membership, book)
    page.get_by_role("heading", name="A limit is reached").wait_for()
    assert page.get_by_text("20 of 20 used").is_visible()
    assert fits(page)
    with unscoped("the test looks"):
        assert not LessonRequest.objects.exists()
    buy_premium(page)
    page.get_by_text("Premium is set up").wait_for(timeout=WORKED_WITHIN_MS)
    assert bought_of(person=noa).plan == "premium"
    assert StripeEvent.objects.filter(state="done").exists()
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("heading", name="There is room again").wait_for()
    page.get_by_role("button", name="Go on with it now").click()
    page.wait_for_url("**/lessons/*/")
    with unscoped("the test looks"):
        made = LessonRequest.objects.get()
    assert (made.requested_by, made.modalities) == (noa, ["text", "video"])
    assert page.url.endswith(f"/lessons/{made.lesson_id}/")


def sign_up(page) -> None:
    page.get_by_role("link", name="I teach").click()
    page.get_by_label("Where you live").select_option("GB")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Your name").fill("Noa Weil")
    page.get_by_label("Email").fill("noa@home.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Make the account").click()
    page.wait_for_url("**/o/**")


def ask_for_a_video(page, membership: Membership, book) -> None:
    page.goto(f"/o/{membership.organization.slug}/lessons/new/?source={book.pk}")
    page.get_by_label("Video", exact=True).check()
    page.get_by_role("button", name="Make the lesson").click()


def buy_premium(page) -> None:
    """Over the page of prices to Stripe's, and back."""
    page.get_by_role("link", name="See the plans").click()
    premium = page.locator("li", has=page.get_by_role("heading", name="Premium"))
    premium.get_by_role("button", name="Pay by month").click()
    page.wait_for_url("**/checkout/**")
    assert Checkout._base_manager.get().state == "open"
    page.get_by_role("button", name="Pay", exact=True).click()
    page.get_by_role("heading", name="Your purchase").wait_for()
