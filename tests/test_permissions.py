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

from accounts.services import add_person
from lessons.models import ChatMessage
from lessons.tests.factories import add_lesson, add_message
from library.golden.services import keep_question
from library.models import Section
from library.tests.factories import add_book, add_title
from organizations.identity.setup import Connection, save_provider
from organizations.keys.service import create_key
from organizations.models import (
    DataExport,
    Grant,
    IdentityProvider,
    Invitation,
    JoinRequest,
    Membership,
    Relationship,
)
from organizations.rosters.tests.factories import add_roster
from organizations.scoping import scope
from organizations.services.invitations import invite
from organizations.services.relationships import relate
from organizations.services.students import add_students
from organizations.services.tokens import new_token
from organizations.tests.factories import add_class, add_school, membership
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
ADMINS = (302, 404, 403, 403, 200)
SENT_ON_ALL = (302, 302, 302, 302, 302)
JSON_STAFF = (401, 404, 403, 422, 422)
TABLE = {
    "home": ("GET", EVERYBODY),
    "front": ("GET", (200, 302, 302, 302, 302)),
    "accounts:settings": ("GET", (302, 200, 200, 200, 200)),
    "organizations:dashboard": ("GET", ADMINS),
    "organizations:settings": ("GET", ADMINS),
    "organizations:brand": ("GET", ADMINS),
    "organizations:audit_list": ("GET", ADMINS),
    "organizations:audit_export": ("POST", ADMINS),
    "organizations:data": ("GET", ADMINS),
    "organizations:export_create": ("POST", (302, 404, 403, 403, 302)),
    "organizations:export_row": ("GET", (302, 404, 403, 403, 286)),
    "organizations:export_file": ("POST", (302, 404, 403, 403, 302)),
    "organizations:close": ("POST", (302, 404, 403, 403, 403)),  # an owner's alone
    "closed": ("GET", (302, 200, 200, 200, 200)),
    "restore": ("POST", (302, 404, 404, 404, 404)),  # an owner's alone: tests/test_export.py
    "organizations:brand_css": ("GET", EVERYBODY),
    "organizations:logo": ("GET", SENT_ON),
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
    "library:source_overview": ("GET", ADMINS),
    "library:source_sharing": ("GET", STAFF),
    "library:source_audience": ("POST", STAFF_SENT_ON),
    "library:source_grant_change": ("POST", STAFF_SENT_ON),
    "library:source_grant_revoke": ("POST", STAFF_SENT_ON),
    "library:source_transfer": ("GET", STAFF),
    "library:golden_list": ("GET", STAFF),
    "library:golden_create": ("POST", (302, 404, 403, 422, 422)),
    "library:golden_ask": ("POST", STAFF_SENT_ON),
    "library:golden_import": ("POST", (302, 404, 403, 422, 422)),
    "library:golden_export": ("GET", STAFF),
    "library:golden_edit": ("GET", STAFF),
    "library:golden_delete": ("POST", STAFF_SENT_ON),
    "library:page_find": ("GET", SENT_ON),
    "library:page_detail": ("GET", EVERYBODY),
    "library:page_picture": ("GET", EVERYBODY),
    "library:section_picture": ("GET", SENT_ON),
    "lessons:lesson_list": ("GET", EVERYBODY),
    "lessons:lesson_create": ("GET", EVERYBODY),
    "lessons:lesson_sharing": ("GET", STAFF),
    "lessons:lesson_audience": ("POST", STAFF_SENT_ON),
    "lessons:lesson_grant_change": ("POST", STAFF_SENT_ON),
    "lessons:lesson_grant_revoke": ("POST", STAFF_SENT_ON),
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
    "lessons:message_stop": ("POST", (302, 404, 404, 302, 404)),
    "lessons:message_rate": ("POST", (302, 404, 404, 302, 404)),
    "lessons:chat_list": ("GET", EVERYBODY),
    "lessons:chat_create": ("POST", SENT_ON),
    "lessons:chat_detail": ("GET", BOB),
    "lessons:chat_ask": ("POST", (302, 404, 404, 302, 404)),
    "lessons:chat_sources": ("POST", (302, 404, 404, 302, 404)),
    "lessons:chat_rename": ("GET", BOB),
    "lessons:chat_delete": ("GET", BOB),
    "school_find": ("GET", (200, 200, 200, 200, 200)),
    "school_sign_in": ("GET", (200, 302, 302, 302, 302)),
    "join_offers": ("GET", (302, 200, 200, 200, 200)),
    "join_answer": ("POST", (302, 404, 404, 404, 404)),
    "impersonation_start": ("GET", (302, 404, 404, 404, 404)),
    "impersonation_stop": ("POST", SENT_ON_ALL),
    "organizations:join_request_list": ("GET", ADMINS),
    "organizations:join_request_decide": ("POST", (302, 404, 403, 403, 302)),
    "organizations:key_list": ("GET", ADMINS),
    "organizations:key_revoke": ("POST", (302, 404, 403, 403, 302)),
    "organizations:sign_in_settings": ("GET", ADMINS),
    "organizations:provider_test": ("POST", (302, 404, 403, 403, 200)),
}
ADMINS = (302, 404, 403, 403, 200)
ADMINS_SENT_ON = (302, 404, 403, 403, 302)
TAUGHT = (302, 404, 403, 302, 302)  # of a class that bob teaches
TABLE |= {
    "joining:join": ("GET", (200, 200, 200, 200, 200)),
    "joining:join_class": ("GET", (302, 302, 302, 302, 302)),
    "joining:student_sign_in": ("GET", (200, 302, 302, 302, 302)),
    "joining:invitation": ("GET", (200, 403, 403, 403, 403)),
    "organizations:membership_detail": ("GET", EVERYBODY),
    "organizations:membership_leave": ("POST", SENT_ON),
    "organizations:ownership_transfer": ("GET", (302, 404, 403, 403, 403)),
    "organizations:person_list": ("GET", ADMINS),
    "organizations:people_bulk": ("POST", ADMINS_SENT_ON),
    "organizations:invitation_create": ("POST", ADMINS_SENT_ON),
    "organizations:invitation_resend": ("POST", TAUGHT),
    "organizations:invitation_revoke": ("POST", TAUGHT),
    "organizations:person_detail": ("GET", ADMINS),
    "organizations:person_role": ("POST", ADMINS_SENT_ON),
    "organizations:person_schools": ("POST", ADMINS_SENT_ON),
    "organizations:person_deactivate": ("POST", ADMINS_SENT_ON),
    "organizations:person_reactivate": ("POST", ADMINS_SENT_ON),
    "organizations:person_password": ("POST", ADMINS),
    "organizations:person_transfer": ("GET", ADMINS),
    "organizations:relationship_create": ("POST", ADMINS_SENT_ON),
    "organizations:relationship_end": ("POST", ADMINS_SENT_ON),
    "organizations:class_list": ("GET", STAFF),
    "organizations:class_create": ("POST", TAUGHT),
    "organizations:class_detail": ("GET", STAFF),
    "organizations:class_edit": ("POST", TAUGHT),
    "organizations:class_archive": ("POST", TAUGHT),
    "organizations:class_restore": ("POST", TAUGHT),
    "organizations:code_rotate": ("POST", TAUGHT),
    "organizations:code_revoke": ("POST", TAUGHT),
    "organizations:class_invite": ("POST", TAUGHT),
    "organizations:student_create": ("POST", STAFF),
    "organizations:class_cards": ("GET", STAFF),
    "organizations:member_remove": ("POST", TAUGHT),
    "organizations:member_password": ("POST", STAFF),
    "organizations:school_list": ("GET", ADMINS),
    "organizations:school_create": ("POST", ADMINS_SENT_ON),
    "organizations:school_detail": ("POST", ADMINS_SENT_ON),
    "organizations:school_archive": ("POST", ADMINS_SENT_ON),
    "organizations:school_restore": ("POST", ADMINS_SENT_ON),
    "organizations:roster_list": ("GET", ADMINS),
    "organizations:roster_detail": ("GET", ADMINS),
    "organizations:roster_progress": ("GET", (302, 404, 403, 403, 286)),
    "organizations:roster_apply": ("POST", ADMINS_SENT_ON),
    "organizations:roster_undo": ("GET", (302, 404, 403, 403, 409)),
    "organizations:roster_retry": ("POST", (302, 404, 403, 403, 409)),
    "organizations:roster_discard": ("POST", ADMINS_SENT_ON),
    "organizations:roster_problems": ("GET", ADMINS),
}
# Not ours to try here: the framework's own, and links that are permissions themselves.
# The API is tried in tests/test_api.py, with tokens and keys instead of cookies.
ELSEWHERE = (
    "admin:",
    "account_",
    "api:",
    "djdt:",
    "file",
    "google_",
    "mfa_",
    "microsoft_",
    "openid_connect_",
    "saml_",
    "socialaccount_",
    "usersessions_",
)
TITLE = "astronomy-2e"
LISTED = ("library", "lesson")
OWN = ("join_request", "key", "provider", "impersonation")
DATA = {
    "library:source_audience": {"audience": "chosen"},
    "lessons:lesson_audience": {"audience": "chosen"},
    "library:source_grant_change": {"g{grant_hex}-level": "2"},
    "lessons:lesson_grant_change": {"g{lesson_grant_hex}-level": "2"},
    "organizations:join_request_decide": {"answer": "approve"},
    "lessons:message_create": {"question": "How long does a granule live?"},
    "lessons:chat_ask": {"question": "How long does a granule live?"},
    "lessons:chat_rename": {"title": "Granules"},
    "organizations:invitation_create": {"emails": "new@hill.example", "role": "student"},
    "organizations:class_create": {"name": "Physics 3c"},
    "organizations:class_edit": {"name": "Physics 3c"},
    "organizations:class_invite": {"emails": "new@hill.example", "role": "student"},
    "organizations:student_create": {"names": "Ann Lee"},
    "organizations:people_bulk": {"do": "deactivate", "person": "{person}"},
    "organizations:person_role": {"role": "student"},
    "organizations:relationship_create": {"email": "new@hill.example", "kind": "guardian"},
    "organizations:school_create": {"name": "South"},
    "organizations:school_detail": {"name": "South"},
}


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
    school.organization.settings["branding"] = {"logo": f"o/{school.organization.pk}/logo.png"}
    school.organization.save()
    with scope(school.organization.pk):
        source = add_book(school.organization, school.bob)
        section = Section.objects.filter(source=source).first()
        section.media = "sun.jpg"
        section.save()
        golden = keep_question(source=source, question="What?", pages="527", by=school.bob)
        lesson = add_lesson(source, school.bob, state="partial")
        figure = {"key": f"{lesson.storage_prefix}figures/1.png", "caption": "The Sun"}
        storage.save_bytes(figure["key"], b"\x89PNG")
        lesson.segments.filter(position=1).update(figure=figure)
        export = DataExport.objects.create(organization=school.organization, state="ready")
        message = add_message(source, school.bob, state=ChatMessage.State.FAILED)
        rows_of_sign_in = add_sign_in_rows(school)
        roster = add_roster(school)
        grant_pk = add_grant(school, "source", source.pk).pk
        lesson_grant_pk = add_grant(school, "lesson", lesson.pk).pk
    add_title(TITLE)
    return rows_of_sign_in | {
        "grant_pk": grant_pk,
        "lesson_grant_pk": lesson_grant_pk,
        "grant_hex": grant_pk.hex,
        "lesson_grant_hex": lesson_grant_pk.hex,
        **people_rows(school),
        "organization_slug": school.organization.slug,
        "index": 0,
        "section_pk": section.pk,
        "question_pk": golden.pk,
        "kind": "pdf",
        "position": 1,
        "export_pk": export.pk,
        "closed_pk": uuid4(),
        "library": source.pk,
        "lesson": lesson.pk,
        "message": message.pk,
        "chat": message.session_id,
        "roster": roster.pk,
    }


def people_rows(school) -> dict:
    """A class that bob teaches, with a student without email, and what hangs on them."""
    alice, bob = (membership(school.organization, user) for user in (school.alice, school.bob))
    with scope(school.organization.pk):
        school_class = add_class(bob)
        add_students(school_class=school_class, names=["Eve Park"])
        child = Membership.objects.select_related("user", "organization").get(login_name="eve.park")
        hand = Relationship.Made.BY_HAND
        kind = Relationship.Kind.TEACHER
        relationship = relate(kind=kind, adult=alice, child=child, made=hand)
        token, token_sha256 = new_token()
        invitation = invite(
            organization=school.organization,
            email="soon@hill.example",
            role="student",
            school_class=school_class,
            invited_by=school.bob,
        )
        Invitation.objects.update(token_sha256=token_sha256)
        return {
            "school": add_school(school.organization, "North").pk,
            "class": school_class.pk,
            "person": child.pk,
            "member_pk": child.pk,
            "relationship_pk": relationship.pk,
            "invitation": invitation.pk,
            "token": token,
        }


OF_CLASSES = ("class_", "code_", "student_", "member_")
OF_PEOPLE = ("person_", "relationship_")


def subject_of(name: str) -> str:
    """Whose `pk` it is in the address."""
    app, _, short = name.rpartition(":")
    if own := next((own for own in OWN if short.startswith(f"{own}_")), None):
        return own
    if app == "organizations":
        if short.startswith(OF_CLASSES):
            return "class"
        return "person" if short.startswith(OF_PEOPLE) else short.partition("_")[0]
    if ":chat_" in name:
        return "chat"
    if ":message_" in name and name != "lessons:message_create":
        return "message"
    return "lesson" if ":lesson_" in name else "library"


def add_sign_in_rows(school) -> dict:
    """A key, a request to join, and a provider, each of the school."""
    provider = IdentityProvider(organization=school.organization, name="School ID", is_on=True)
    save_provider(provider, Connection(server_url="http://127.0.0.1:9", client_id="c", secret="s"))
    asked = JoinRequest.objects.create(
        organization=school.organization,
        user=add_person(email="eva@x.example", password="x"),
        role="student",
        via="x.example",
    )
    key, _ = create_key(
        organization=school.organization, name="K", scopes=[], expires_at=None, by=school.alice
    )
    return {
        "join_request": asked.pk,
        "key": key.pk,
        "provider": provider.pk,
        "impersonation": school.dana.pk,
    }


def add_grant(school, kind: str, pk) -> Grant:
    return Grant.objects.create(
        organization=school.organization, subject=kind, subject_id=pk, level=1, role="student"
    )


def address(name: str, rows: dict) -> str:
    subject = subject_of(name)
    values = rows | {"pk": rows.get(subject)}
    if subject == "lesson":
        values["grant_pk"] = rows["lesson_grant_pk"]
    values["slug"] = TITLE if name.startswith("library:") else "no-such-school"
    for pattern in _patterns(name):
        url = reverse(name, kwargs={key: values[key] for key in pattern})
        return f"{url}?source={rows['library']}&page=527" if subject in LISTED else url
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
            got[person] = client.generic(method, url, **_body(name, rows)).status_code
    assert got == dict(zip(PEOPLE, expected, strict=True))


def _body(name: str, rows: dict) -> dict:
    data = {key.format(**rows): value.format(**rows) for key, value in DATA.get(name, {}).items()}
    return {"data": urlencode(data), "content_type": FORM}


def test_an_id_that_is_nobodys_is_not_found(rows, school, client):
    """Also for the admin, and never an error of ours."""
    nobodys, number = uuid4(), 987_654_321
    ids = dict.fromkeys(
        ("library", "lesson", "message", "chat", "class", "school", "invitation", "roster", *OWN),
        nobodys,
    )
    ids["person"] = number
    client.force_login(school.alice)
    found = {}
    for name, (method, _) in TABLE.items():
        path = address(name, rows | ids)
        if str(nobodys) in path.split("?")[0] or str(number) in path:
            found[name] = client.generic(method, path, **_body(name, rows)).status_code
    assert len(found) > 45
    assert set(found.values()) == {404}
