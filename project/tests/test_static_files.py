"""Static files under ASGI, where pyproject.toml makes an error of Django's warning."""

from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.contrib.staticfiles import finders
from django.test import AsyncClient

from project.settings import base, local

URL = "/static/css/tokens.css"


@pytest.fixture(autouse=True)
def listed_at_the_start(settings):
    settings.WHITENOISE_AUTOREFRESH = base.WHITENOISE_AUTOREFRESH


@pytest.fixture
def fetch(db):
    """fetch(method, headers): the response, and its body as the server would send it."""

    async def answer(method: str, headers: dict):
        response = await getattr(AsyncClient(), method)(URL, headers=headers)
        if method == "head" or response.status_code == 304:
            return response, b""  # the test client has put a plain empty list into it
        return response, b"".join([block async for block in response])

    return lambda method="get", **headers: async_to_sync(answer)(method, headers)


@pytest.fixture(scope="module")
def content() -> bytes:
    return Path(finders.find("css/tokens.css")).read_bytes()


def test_it_works(fetch, content):
    response, body = fetch()
    assert (response.status_code, body) == (200, content)
    assert response.headers["Content-Length"] == str(len(content))


def test_a_range(fetch, content):
    response, body = fetch(range="bytes=10-99")
    assert (response.status_code, body) == (206, content[10:100])


def test_only_the_head(fetch, content):
    response, _ = fetch("head")
    assert response.status_code == 200
    assert response.headers["Content-Length"] == str(len(content))


def test_what_the_browser_has_is_not_sent_again(fetch):
    etag = fetch()[0].headers["ETag"]
    assert fetch(if_none_match=etag)[0].status_code == 304


@pytest.fixture
def folder(settings, tmp_path):
    """Where static files are, for this test alone."""
    settings.STATICFILES_DIRS = [tmp_path]
    finders.get_finder.cache_clear()
    yield tmp_path
    finders.get_finder.cache_clear()


def test_on_one_machine_an_edited_file_comes_with_its_new_length(settings, folder, client, db):
    settings.WHITENOISE_AUTOREFRESH = local.WHITENOISE_AUTOREFRESH
    for text in (b"p {}", b"p { color: red }"):
        (folder / "edited.css").write_bytes(text)
        answer = client.get("/static/edited.css")
        assert (answer.getvalue(), answer.headers["Content-Length"]) == (text, str(len(text)))
