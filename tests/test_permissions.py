"""Who gets what behind each address. A route that is missing from the table fails.

alice is the school's admin, bob a teacher who added the book, dana a student, charlie the
admin of another school; `nobody` is signed out.
"""

from contextlib import contextmanager
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from lessons.models import ChatMessage
from lessons.tests.factories import add_lesson, add_message
from library.models import Section
from library.tests.factories import add_book, add_title
from organizations.scoping import scope
from project import storage
from project.databases import CONTENT

FORM = "application/x-www-form-urlencoded"
PEOPLE = ("nobody", "charlie", "dana", "bob", "alice")
# address -> (method, what each of PEOPLE gets); 302 of nobody leads to the sign-in
EVERYBODY = (302, 404, 200, 200, 200)
STAFF = (302, 404, 403, 200, 200)
STAFF_SENT_ON = (302, 404, 403, 302, 302)
ADMINS_SENT_ON = (302, 404, 403, 403, 302)
SENT_ON = (302, 404, 302, 302, 302)
BOB = (302, 404, 404, 200, 404)  # what is one person's alone
JSON_STAFF = (401, 404, 403, 422, 422)
TABLE = {
    "home": ("GET", EVERYBODY),
    "front": ("GET", (200, 302, 302, 302, 302)),
    "accounts:settings": ("GET", (302, 200, 200, 200, 200)),
    "library:source_list": ("GET", EVERYBODY),
    "library:upload_create": ("POST", JSON_STAFF),
    "library:upload_confirm": ("POST", (401, 404, 403, 200, 200)),
    "library:upload_cancel": ("POST", (401, 404, 403, 409, 409)),
    "library:title_list": ("GET", STAFF),
    "library:title_row": ("GET", (302, 404, 403, 286, 286)),
    "library:title_subscribe": ("POST", ADMINS_SENT_ON),
    "library:title_unsubscribe": ("POST", ADMINS_SENT_ON),
    "library:title_clone": ("POST", ADMINS_SENT_ON),
    "library:source_detail": ("GET", EVERYBODY),
    "library:source_row": ("GET", (302, 404, 286, 286, 286)),
    "library:source_progress": ("GET", (302, 404, 286, 286, 286)),
    "library:source_rename": ("GET", STAFF),
    "library:source_delete": ("GET", STAFF),
    "library:source_retry": ("POST", STAFF_SENT_ON),
    "library:source_unlock": ("POST", (302, 404, 403, 422, 422)),
    "library:source_activate": ("POST", SENT_ON),
    "library:page_find": ("GET", SENT_ON),
    "library:page_detail": ("GET", EVERYBODY),
    "library:page_picture": ("GET", EVERYBODY),
    "library:section_picture": ("GET", SENT_ON),
    "lessons:lesson_list": ("GET", EVERYBODY),
    "lessons:lesson_create": ("GET", STAFF),
    "lessons:lesson_detail": ("GET", EVERYBODY),
    "lessons:lesson_row": ("GET", (302, 404, 286, 286, 286)),
    "lessons:lesson_progress": ("GET", (302, 404, 286, 286, 286)),
    "lessons:lesson_retry": ("POST", STAFF_SENT_ON),
    "lessons:lesson_captions": ("GET", EVERYBODY),
    "lessons:lesson_file": ("GET", SENT_ON),
    "lessons:lesson_figure": ("GET", SENT_ON),
    "lessons:message_create": ("POST", SENT_ON),
    "lessons:message_detail": ("GET", BOB),
    "lessons:message_again": ("POST", (302, 404, 404, 302, 404)),
    "lessons:message_stream": ("GET", BOB),
}
# Not ours to try here: the framework's own, and links that are permissions themselves.
ELSEWHERE = ("admin:", "account_", "djdt:", "file")
DATA = {"lessons:message_create": {"question": "How long does a granule live?"}}


def names(resolver=None, prefix: str = "") -> set[str]:
    found = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            found |= names(entry, inner)
        elif entry.name:
            found.add(prefix + entry.name)
    return {name for name in found if not name.startswith(ELSEWHERE)}


def test_each_address_is_in_the_table():
    assert names() == set(TABLE)


@pytest.fixture
def rows(school, charlie, monkeypatch):
    """What the addresses are about; keys as in the routes."""
    monkeypatch.setattr("library.views.pages.page_image", lambda *args: b"\x89PNG")
    with scope(school.organization.pk):
        source = add_book(school.organization, school.bob)
        section = Section.objects.filter(source=source).first()
        section.media = "sun.jpg"
        section.save()
        lesson = add_lesson(source, school.bob, state="partial")
        figure = {"key": f"{lesson.storage_prefix}figures/1.png", "caption": "The Sun"}
        storage.save_bytes(figure["key"], b"\x89PNG")
        lesson.segments.filter(position=1).update(figure=figure)
        message = add_message(source, school.bob, state=ChatMessage.State.FAILED)
    add_title("astronomy-2e")
    return {
        "slug": "astronomy-2e",
        "organization_slug": school.organization.slug,
        "index": 0,
        "section_pk": section.pk,
        "kind": "pdf",
        "position": 1,
        "library": source.pk,
        "lesson": lesson.pk,
        "message": message.pk,
    }


def address(name: str, rows: dict) -> str:
    """`pk` is a source's, a lesson's or a message's by the address."""
    subject = "lesson" if ":lesson_" in name else "library"
    if ":message_" in name and name != "lessons:message_create":
        subject = "message"
    values = rows | {"pk": rows[subject]}
    for pattern in _patterns(name):
        url = reverse(name, kwargs={key: values[key] for key in pattern})
        return f"{url}?source={rows['library']}&page=527" if subject != "message" else url
    raise AssertionError(name)


def _patterns(name: str) -> list[list[str]]:
    namespace, _, short = name.rpartition(":")
    resolver = get_resolver()
    if not namespace:
        return [parameters for [(_, parameters)], *_ in resolver.reverse_dict.getlist(short)]
    outer, inner = resolver.namespace_dict[namespace]
    found = inner.reverse_dict.getlist(short)
    before = ["organization_slug"] if "organization_slug" in outer else []
    return [before + [p for p in parameters if p not in before] for [(_, parameters)], *_ in found]


@contextmanager
def undone():
    """What one person changes, the next does not find."""
    with transaction.atomic(), transaction.atomic(using=CONTENT):
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using=CONTENT)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_who_gets_what(name, rows, school, charlie, client):
    method, expected = TABLE[name]
    url, got = address(name, rows), {}
    for person in PEOPLE:
        with undone():
            client.logout()
            if person != "nobody":
                client.force_login(charlie if person == "charlie" else getattr(school, person))
            got[person] = client.generic(method, url, **_body(name)).status_code
    assert got == dict(zip(PEOPLE, expected, strict=True))


def _body(name: str) -> dict:
    return {"data": urlencode(DATA.get(name, {})), "content_type": FORM}


def test_an_id_that_is_nobodys_is_not_found(rows, school, client):
    """Also for the admin, and never an error of ours."""
    nobodys = uuid4()
    client.force_login(school.alice)
    found = {}
    for name, (method, _) in TABLE.items():
        url = address(name, rows | {"library": nobodys, "lesson": nobodys, "message": nobodys})
        if str(nobodys) in url.split("?")[0]:
            found[name] = client.generic(method, url, **_body(name)).status_code
    assert len(found) > 20
    assert set(found.values()) == {404}
