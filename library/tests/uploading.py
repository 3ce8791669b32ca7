"""The door for files as a browser uses it."""

from pathlib import Path

import pytest

from library.models import Source
from organizations.models import Organization
from organizations.scoping import unscoped
from project.tests.stores import http

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40
SIZE = len(PDF)
JSON = "application/json"


@pytest.fixture
def across():
    with unscoped("the tests look at every row"):
        yield


@pytest.fixture
def door(school, client, across):
    return Door(school, client)


class Door:
    """What static/js/upload.js does."""

    def __init__(self, school, client):
        self.school, self.client = school, client
        client.force_login(school.bob)

    def as_user(self, user) -> "Door":
        self.client.force_login(user)
        return self

    def create(self, filename="book.pdf", size_bytes=SIZE, **values):
        sent = {"filename": filename, "size_bytes": size_bytes, "media_type": "application/pdf"}
        return self.post(self.school.url("library/uploads/"), sent | values)

    def post(self, url, values=None):
        return self.client.post(url, values or {}, content_type=JSON)

    def send(self, ticket, body=PDF) -> int:
        upload = ticket["upload"]
        if upload["url"].startswith("http"):
            return http(upload["method"], upload["url"], body=body, headers=upload["headers"])[0]
        return self.client.generic(upload["method"], upload["url"], body).status_code

    def confirm(self, ticket):
        return self.post(ticket["confirm_url"])

    def bring(self, filename="book.pdf", body=PDF):
        ticket = self.create(filename, len(body)).json()
        assert self.send(ticket, body) in (200, 201)
        return self.confirm(ticket)


def files(media: Path) -> list[str]:
    marks = (".closed", ".part")
    return [p.name for p in media.rglob("*") if p.is_file() and p.suffix not in marks]


def own_school(user):
    return Organization.objects.get(memberships__user=user, type=Organization.Type.SCHOOL)


def the_source() -> Source:
    return Source.objects.get()
