"""A page that was open while somebody signed out, or in again, in another tab."""

from urllib.parse import quote

import pytest
from django.test import Client

from conftest import PASSWORD

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
