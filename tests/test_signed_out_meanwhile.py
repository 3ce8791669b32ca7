"""A page that was open while somebody signed out, or in again, in another tab."""

import re
from urllib.parse import quote

import pytest
from django.test import Client

from conftest import PASSWORD
from lessons.models import Lesson
from lessons.tests.factories import add_lesson
from library.tests.factories import add_book
from organizations.scoping import scope

HTMX = {"HX-Request": "true"}


@pytest.fixture
def strict(school) -> Client:
    """A browser whose forms are checked for their token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(school.bob)
    return client


def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in(school, client):
    page = school.url("library/?state=ready")
    headers = HTMX | {"HX-Current-URL": f"http://testserver{page}"}
    response = client.get(school.url("library/"), headers=headers)
    assert response["HX-Redirect"] == f"/accounts/login/?next={quote(page, safe='/')}"
    assert response.content == b""


def test_a_page_leads_to_the_sign_in(school, client):
    response = client.get(school.url("library/"))
    assert response["Location"] == f"/accounts/login/?next={school.url('library/')}"


def test_a_form_of_another_sign_in_says_so(school, strict):
    page = school.url("lessons/new/")
    headers = {"Referer": f"http://testserver{page}"}
    response = strict.post(page, {"csrfmiddlewaretoken": "x" * 64}, headers=headers)
    assert response.status_code == 403
    content = response.content.decode()
    assert "This page is out of date" in content
    assert f'href="http://testserver{page}"' in content
    assert 'class="topbar' in content


HERE = {"Origin": "http://testserver"}


@pytest.mark.parametrize("headers", [HERE, HERE | HTMX])
def test_what_was_asked_for_is_done_after_all(school, strict, headers):
    """Signed in again in another tab: the old page's button leads to one that works."""
    with scope(school.organization.pk):
        lesson = add_lesson(add_book(school.organization, school.bob), school.bob, files={})
        lesson.requests.update(state="failed")
        Lesson.objects.update(state="failed")
    old = token_in(strict.get(school.url(f"lessons/{lesson.pk}/")))
    strict.logout()
    strict.force_login(school.bob)
    url = school.url(f"lessons/{lesson.pk}/retry/")
    refused = strict.post(url, {"csrfmiddlewaretoken": old, "part": "a<b"}, headers=headers)
    assert refused.status_code == 403
    page = refused.content.decode()
    assert "Bob" in page
    assert f'action="{url}"' in page and 'name="part" value="a&lt;b"' in page
    done = strict.post(url, {"csrfmiddlewaretoken": token_in(refused), "part": "a<b"})
    assert done.status_code == 302
    with scope(school.organization.pk):
        assert lesson.requests.get().state == "queued"


def token_in(response) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', response.content.decode())[1]


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        ({"Origin": "http://elsewhere.example"}, {}),
        ({"Origin": "http://elsewhere.example", "Referer": "http://testserver/"}, {}),
        ({"Origin": "null"}, {}),
        ({}, {}),
        (HERE, {"old_password": "secret"}),
    ],
)
def test_what_another_site_sent_or_a_password_is_not_offered_again(school, strict, headers, sent):
    response = strict.post(school.url("lessons/new/"), sent | {"part": "x"}, headers=headers)
    page = response.content.decode()
    assert response.status_code == 403
    assert "Load it again" in page
    assert "Do it now" not in page and "secret" not in page


def test_signed_out_nothing_is_offered_again(school):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(school.url("lessons/new/"), {"part": "x"}, headers=HERE)
    assert "Do it now" not in response.content.decode()


def test_signing_in_twice_in_two_tabs_says_so(school, strict):
    sent = {"login": school.bob.email, "password": PASSWORD}
    response = strict.post("/accounts/login/", sent)
    assert response.status_code == 403
    assert "This page is out of date" in response.content.decode()


def test_htmx_is_told_in_a_part_of_a_page(school, strict):
    response = strict.post(school.url("lessons/new/"), headers=HTMX)
    assert response.status_code == 403
    assert 'class="problem"' in response.content.decode()
    assert "<html" not in response.content.decode()


def test_a_script_is_told_in_json(school, strict):
    response = strict.post(school.url("library/uploads/"), headers={"Accept": "application/json"})
    assert response.status_code == 403
    assert response.json()["error"] == "forbidden"


def test_it_never_leads_to_another_site(school, strict):
    headers = {"Referer": "http://elsewhere.example/"}
    response = strict.post(school.url("lessons/new/"), headers=headers)
    assert "elsewhere.example" not in response.content.decode()
