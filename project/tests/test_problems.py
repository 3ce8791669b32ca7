"""How an error of ours looks: a page, a part of one, and when to come back."""

import pytest

from project.errors import Busy

WORDS = "The file store cannot be used right now."


@pytest.fixture
def busy(school, monkeypatch):
    def raises(*args, **kwargs):
        raise Busy(WORDS)

    monkeypatch.setattr("library.selectors.list_sources", raises)
    return school.url("library/")


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_busy_moment_says_when_to_come_back(headers, busy, school, sign_in):
    response = sign_in(school.dana).get(busy, headers=headers)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert WORDS in response.content.decode()
    assert ("<html" in response.content.decode()) == (not headers)


def test_a_refusal_that_is_meant_is_no_error_in_the_log(busy, school, sign_in, caplog):
    sign_in(school.dana).get(busy)
    said = [record for record in caplog.records if record.name == "django.request"]
    assert [record.levelname for record in said] == ["INFO"]


def test_a_stranger_is_told_nothing(school, charlie, sign_in):
    response = sign_in(charlie).get(school.url("library/"))
    assert response.status_code == 404
    assert school.organization.name not in response.content.decode()
