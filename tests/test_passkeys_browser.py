"""Passkeys in a real browser, with an authenticator that Chromium plays."""

import re

import pytest
from allauth.mfa.models import Authenticator

from conftest import PASSWORD
from tests.test_pages_browser import CHROMIUM, browser, site, until

__all__ = ["browser", "site"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.django_db(transaction=True, databases=["default", "content"]),
]


@pytest.fixture
def page(school, browser, settings, live):
    """A browser at http://localhost: passkeys are bound to a name, never to an address."""
    context = browser.new_context(base_url=live, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.set_default_timeout(60_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def live(site, settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def authenticator(page):
    """A phone's worth of authenticator: keeps passkeys, knows its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def verifies(yes: bool) -> None:
        sent = {"authenticatorId": made["authenticatorId"], "isUserVerified": yes}
        session.send("WebAuthn.setUserVerified", sent)

    return verifies


def sign_in(page, user) -> None:
    """And show once more that it is oneself, as what guards the account asks."""
    enter(page, user)
    page.wait_for_url(re.compile(r"/o/"))
    page.goto("/accounts/reauthenticate/")
    page.fill('input[name="password"]', PASSWORD)
    page.click('form[action="/accounts/reauthenticate/"] button[type="submit"]')
    page.wait_for_url(lambda url: "reauthenticate" not in url)


def enter(page, user) -> None:
    page.goto("/accounts/login/")
    page.fill('input[name="login"]', user.email)
    page.fill('input[name="password"]', PASSWORD)
    page.click('form[action="/accounts/login/"] button[type="submit"]')


def add_passkey(page, *, alone: bool) -> None:
    page.goto("/accounts/2fa/webauthn/add/")
    page.set_checked('input[name="passwordless"]', alone)
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)


def sign_out(page) -> None:
    page.goto("/accounts/logout/")
    page.click('form.entrance button[type="submit"]')
    page.wait_for_url(lambda url: "/logout/" not in url)


def test_it_works(school, page, authenticator):
    sign_in(page, school.dana)
    add_passkey(page, alone=True)
    assert Authenticator.objects.filter(user=school.dana, type="webauthn").count() == 1
    sign_out(page)
    page.goto("/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url(re.compile(r"/o/"))
    assert page.locator("summary.person").is_visible()


def test_a_security_key_stands_beside_the_password(school, page, authenticator):
    sign_in(page, school.dana)
    add_passkey(page, alone=False)
    sign_out(page)
    enter(page, school.dana)
    page.wait_for_url(re.compile(r"/2fa/authenticate/"))
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(re.compile(r"/o/"))


def test_a_device_that_refuses_says_so(school, page, authenticator):
    sign_in(page, school.dana)
    page.goto("/accounts/2fa/webauthn/add/")
    page.check('input[name="passwordless"]')
    authenticator(False)
    page.click("#mfa_webauthn_add")
    until(lambda: page.locator("#passkey-problem").is_visible())
    assert not Authenticator.objects.filter(user=school.dana, type="webauthn").exists()
    authenticator(True)
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: "/webauthn/add/" not in url)
    assert Authenticator.objects.filter(user=school.dana, type="webauthn").exists()
