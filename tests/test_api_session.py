"""The API by a session: the cookie of the pages, with their CSRF token."""

import pytest
from django.test import Client

from accounts.services import add_person
from library.models import Source
from organizations.scoping import unscoped
from tests.api import ask, is_problem, key_file, one_key, token

__all__ = ["key_file", "one_key"]
FILE = {"filename": "optics.pdf", "size_bytes": 900}


@pytest.fixture
def browser(school) -> Client:
    """Signed in, and as strict as a site is."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(school.bob)
    browser.get(school.url("library/"))
    return browser


def send(browser, body=FILE, **headers):
    return browser.post("/api/v1/projects", body, content_type="application/json", headers=headers)


def count() -> int:
    with unscoped("the test looks at all"):
        return Source.objects.count()


def test_it_works(school, browser):
    assert ask(browser, "me").json()["person"]["email"] == school.bob.email
    sent = {"X-CSRFToken": browser.cookies["csrftoken"].value, "Idempotency-Key": "a"}
    first, again = send(browser, **sent), send(browser, **sent)
    assert (first.status_code, first.json()) == (201, again.json())
    assert count() == 1


@pytest.mark.parametrize("headers", [{}, {"X-CSRFToken": "x" * 32}])
def test_another_site_changes_nothing(headers, browser):
    assert is_problem(send(browser, **headers), 403, "forbidden")
    assert count() == 0


def test_a_wrong_token_is_not_made_good_by_a_cookie(browser):
    assert is_problem(ask(browser, "me", "nonsense"), 401, "signed_out")


def test_a_token_counts_before_a_cookie(school, browser):
    assert ask(browser, "me", token(school.dana)).json()["person"]["name"] == "Dana"


def test_who_sees_lectern_as_somebody_else_does_not_call(school, client):
    boss = add_person(email="b@x.example", password="x", is_staff=True, is_superuser=True)
    client.force_login(boss)
    client.post(f"/impersonation/{school.bob.pk}/", {"reason": "Bob asked, ticket 4711"})
    assert is_problem(ask(client, "me"), 403, "forbidden")
