"""From the prices over the payment page to what was bought, in a real browser."""

import pytest
from django.test import Client
from django.urls import reverse

from billing.tests.paying import bought_of, send, set_up_stripe
from organizations.tests.working import work_off
from tests.test_pages_browser import (  # noqa: F401  # fixtures
    CHROMIUM,
    browser,
    fits,
    page,
    sign_in,
    site,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.django_db(transaction=True, databases=["default", "content"]),
]


@pytest.fixture
def stripe(site, settings):  # noqa: F811
    settings.SITE_URL = site
    with set_up_stripe() as made:
        yield made
    assert made.wrong == []


def test_a_plan_is_bought_and_waited_for(page, school, stripe):  # noqa: F811
    sign_in(page, school.bob)
    page.goto(reverse("buying:pricing"))
    premium = page.locator("li", has=page.get_by_role("heading", name="Premium"))
    premium.get_by_role("button", name="Pay by year").click()
    page.wait_for_url("**/checkout/**")
    page.get_by_role("button", name="Pay").click()
    page.get_by_text("Waiting for the payment service").wait_for()
    for event in stripe.store.events:
        assert send(Client(), event).status_code == 200
    work_off()
    page.get_by_text("Premium is set up").wait_for()
    assert fits(page)
    assert bought_of(person=school.bob).plan == "premium"
