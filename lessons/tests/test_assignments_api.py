"""Assignments and attempts by the API; what an assigned lesson counts as."""

# ruff: noqa: F401, F811  fixtures that are imported

import json

import pytest

from accounts.tokens import families
from billing.models import Reservation
from lessons.assigning.counting import counts_for
from lessons.models import Assignment, Attempt, Mastery
from lessons.paying import Counts
from lessons.services.lessons import part_of
from lessons.tests.test_annotations_api import key_file
from lessons.tests.test_assignments import HOUR, book, quiz, school_class
from organizations.models import ClassMember
from organizations.tests.factories import membership


@pytest.fixture
def call(client, in_school, key_file, settings):
    settings.TOKEN_KEYS = [key_file]

    def send(user, method: str, path: str, body=None, *, status: int = 200):
        bearer = families.issue(user=user).access
        headers = {"Authorization": f"Bearer {bearer}"}
        data = "" if body is None else json.dumps(body)
        response = client.generic(
            method, f"/api/v1/{path}", data, content_type="application/json", headers=headers
        )
        assert response.status_code == status, response.content
        is_json = response.get("Content-Type", "").startswith("application/json")
        return response.json() if is_json and status != 204 else response

    return send


def test_it_works(call, in_school, quiz, school_class):
    """Assigned, done in pieces, marked, read as a gradebook, changed, deleted."""
    bob, dana = in_school.bob, in_school.dana
    asked = {"kind": "quiz", "subject_id": str(quiz.pk), "class_ids": [str(school_class.pk)]}
    call(bob, "POST", "assignments", asked | {"due_at": "2001-01-01T00:00:00Z"}, status=422)
    [made] = call(bob, "POST", "assignments", asked, status=201)
    assert (made["class_id"], made["questions"], made["most_points"]) == (
        str(school_class.pk),
        2,
        5,
    )
    here = f"assignments/{made['id']}"
    assert [row["id"] for row in call(dana, "GET", "assignments")["items"]] == [made["id"]]
    call(dana, "PATCH", here, {"attempts_allowed": 9}, status=403)
    attempt = call(dana, "POST", f"{here}/attempts", status=201)
    first, second = attempt["questions"]
    assert (first["options"], first.get("key")) == (["Rise", "Sink"], None)
    mine = f"attempts/{attempt['id']}"
    call(dana, "PATCH", mine, {"answers": {first["id"]: 0, "no such": [3, None]}})
    call(dana, "PATCH", mine, {"answers": {first["id"]: 99}})  # nonsense answers nothing
    done = call(dana, "POST", f"{mine}/submit", {"answers": {first["id"]: 0, second["id"]: "hot"}})
    assert (done["state"], done["marks"][first["id"]], done["marks"][second["id"]]) == (
        "waiting",
        1,
        None,
    )
    call(bob, "POST", f"{mine}/marks", {"points": {second["id"]: 9}}, status=422)
    call(bob, "POST", f"{mine}/marks", {"points": {"no such": 1}}, status=422)
    assert call(bob, "POST", f"{mine}/marks", {"points": {second["id"]: 3}})["points"] == 4
    assert Mastery.objects.get().answers == 2
    assert call(bob, "GET", f"{here}/attempts")["items"][0]["points"] == 4
    book = call(bob, "GET", f"classes/{school_class.pk}/gradebook.csv")
    assert b"Dana,%s,4,Done,4" % dana.email.encode() in book.getvalue()
    changed = call(bob, "PATCH", here, {"attempts_allowed": 3, "time_limit_min": 5})
    assert (changed["attempts_allowed"], changed["opens_at"]) == (3, made["opens_at"])
    assert call(bob, "PATCH", here, {"time_limit_min": None})["time_limit_min"] is None
    call(bob, "DELETE", here, status=204)
    assert not (Attempt.objects.exists() or Mastery.objects.exists())


def test_what_a_teacher_assigned_is_of_the_pool(call, in_school, book, school_class):
    """Just that part, for its students, until it closes."""
    bob, dana = in_school.bob, membership(in_school.organization, in_school.dana)
    asked = {"kind": "reading", "subject_id": str(book.pk), "pages": "527"}
    asked |= {"class_ids": [str(school_class.pk)]}
    call(bob, "POST", "assignments", asked, status=201)
    page, whole = part_of(book, pages="527"), part_of(book)
    assert counts_for(dana, book, page) == Counts.ASSIGNED
    assert counts_for(dana, book, whole) == Counts.PERSON
    assert counts_for(membership(in_school.organization, bob), book, page) == Counts.PERSON
    body = {"source_id": str(book.pk), "pages": "527", "modalities": ["text"]}
    call(in_school.dana, "POST", "lessons", body, status=202)
    assert Reservation.objects.get().is_assigned
    made = Assignment.objects.get()
    Assignment.objects.update(opens_at=made.opens_at - HOUR, closes_at=made.opens_at)
    assert counts_for(dana, book, page) == Counts.PERSON
    Assignment.objects.update(closes_at=None)
    ClassMember.objects.filter(membership=dana).update(left_at=made.opens_at)
    assert counts_for(dana, book, page) == Counts.PERSON
