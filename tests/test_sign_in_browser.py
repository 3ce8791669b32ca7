"""Google, Microsoft and a school's SAML server in a real browser: the button, there, and back in.

What the pages' Content-Security-Policy and cookies of another site's POST allow shows only here.
"""

import re
import threading
import zlib
from base64 import b64decode
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from accounts.models import User
from organizations.identity.setup import Connection, save_provider
from organizations.models import IdentityProvider, ProviderDomain
from organizations.scoping import scope
from tests import saml_answers
from tests.test_pages_browser import CHROMIUM, browser, site
from tests.test_sign_in_google_microsoft import EVA, vendor

__all__ = ["browser", "site", "vendor"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium"),
    pytest.mark.django_db(transaction=True, databases=["default", "content"]),
]
POSTED_BY_ITSELF = """<!doctype html><title>Riverside ID</title>
<form method="post" action="{acs}"><input type="hidden" name="SAMLResponse" value="{answer}">
<input type="hidden" name="RelayState" value="{relay}"></form>
<script>document.forms[0].submit()</script>"""


@pytest.fixture
def page(browser, site):
    """At http://localhost, so that 127.0.0.1, where the servers are, is another site."""
    base_url = site.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=base_url, viewport={"width": 375, "height": 800})
    page = context.new_page()
    page.set_default_timeout(60_000)  # no measure of speed: the machine may be busy
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    yield page
    context.close()
    assert complaints == []


@contextmanager
def saml_server(pair):
    """Answers each AuthnRequest (HTTP-Redirect) by a page that posts itself (HTTP-POST)."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args):
            """Quiet."""

        def do_GET(self):
            query = parse_qs(urlsplit(self.path).query)
            if "SAMLRequest" not in query:
                self.send_error(404)
                return
            asked = zlib.decompress(b64decode(query["SAMLRequest"][0]), -15).decode()
            acs = re.search(r'AssertionConsumerServiceURL="([^"]+)"', asked)[1]
            request_id = re.search(r' ID="([^"]+)"', asked)[1]
            answer = saml_answers.answer(pair, acs=acs, request_id=request_id)
            relay = query.get("RelayState", [""])[0]
            body = POSTED_BY_ITSELF.format(acs=acs, answer=answer, relay=relay).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sso"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


@pytest.fixture
def riverside_id(school):
    pair = saml_answers.key_pair()
    with saml_server(pair) as sso_url, scope(school.organization.pk):
        row = IdentityProvider(
            organization=school.organization,
            name="Riverside ID",
            kind=IdentityProvider.Kind.SAML,
            is_on=True,
            trusts_addresses=True,
        )
        entity = saml_answers.ENTITY
        save_provider(row, Connection(entity_id=entity, sso_url=sso_url, x509cert=pair[1]))
        ProviderDomain.objects.create(
            organization=school.organization, provider=row, domain="riverside.example"
        )
        yield row


@pytest.mark.parametrize("name", ["Google", "Microsoft"])
def test_a_vendor_s_button_makes_an_account_and_opens_it_again(name, vendor, page):
    if name == "Microsoft":
        vendor.google = {}
    page.goto("/sign-up/teacher/")
    page.locator('select[name="country"]').select_option("DE")
    page.get_by_role("main").get_by_role("button", name="Continue", exact=True).click()
    page.get_by_role("button", name=re.compile(name)).click()
    page.wait_for_url("**/o/**")
    eva = User.objects.get(email=EVA)
    assert SocialAccount.objects.get(user=eva).provider == name.lower()
    page.goto("/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("button", name=re.compile(name)).click()
    page.wait_for_url("**/o/**")
    assert page.locator("summary.person").is_visible()
    assert User.objects.filter(email=EVA).count() == 1


def test_a_school_s_saml_server_lets_its_people_in(riverside_id, school, page):
    page.goto("/sign-in/school/")
    page.get_by_label("Email").fill(EVA)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name=re.compile("Riverside ID")).click()
    page.wait_for_url(f"**{school.url('')}")
    eva = User.objects.get(email=EVA)
    assert SocialAccount.objects.get(user=eva).provider == riverside_id.pk.hex
    assert eva.memberships.get().role == "student"
