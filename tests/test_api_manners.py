"""What every answer of the API keeps to: limits, ETags, idempotency, other sites, signing up."""

import pytest

from accounts.models import User
from library.models import Source
from organizations.scoping import scope, unscoped
from organizations.tests.factories import membership
from organizations.throttling import EVERYONE
from tests.api import ask, is_problem, key_file, make_key, one_key, post, token

__all__ = ["key_file", "one_key"]
FILE = {"filename": "optics.pdf", "size_bytes": 900, "title": "Optics"}


def send(client, path, bearer, body, **headers):
    sent = {"Authorization": f"Bearer {bearer}"} | headers
    return client.post(f"/api/v1/{path}", body, content_type="application/json", headers=sent)


def test_the_limit_is_said_with_each_answer(school, client, monkeypatch):
    monkeypatch.setattr(EVERYONE[0], "num_requests", 2)
    bearer = token(school.bob)
    found = [ask(client, "me", bearer) for _ in range(3)]
    assert [r["RateLimit-Remaining"] for r in found] == ["1", "0", "0"]
    assert [r["RateLimit-Limit"] for r in found] == ["2", "2", "2"]
    assert [r.status_code for r in found] == [200, 200, 429]
    assert 0 < int(found[2]["RateLimit-Reset"]) <= 3601


def test_the_limits_are_those_that_were_promised():
    per_s = [(each.num_requests, each.duration) for each in EVERYONE]
    assert per_s == [(1000, 3600), (100, 60)]


def test_what_the_caller_has_is_not_sent_again(school, client):
    bearer = token(school.bob)
    first = ask(client, "knowledge", bearer)
    again = ask(client, "knowledge", bearer, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert send(client, "projects", bearer, FILE).status_code == 201
    with scope(school.organization.pk):
        Source.objects.update(state="ready")
    changed = ask(client, "knowledge", bearer, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_a_repeated_post_is_done_once(school, client):
    bearer = token(school.bob)
    first = send(client, "projects", bearer, FILE, **{"Idempotency-Key": "a"})
    again = send(client, "projects", bearer, FILE, **{"Idempotency-Key": "a"})
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    other = send(client, "projects", bearer, FILE | {"title": "Else"}, **{"Idempotency-Key": "a"})
    assert is_problem(other, 422, "invalid")
    theirs = send(client, "projects", token(school.alice), FILE, **{"Idempotency-Key": "a"})
    assert theirs.json()["id"] != first.json()["id"]
    with unscoped("both"):
        assert Source.objects.count() == 2


def test_a_key_of_idempotency_opens_nothing(school, client):
    first = send(client, "projects", token(school.bob), FILE, **{"Idempotency-Key": "a"})
    assert first.status_code == 201
    nobody = send(client, "projects", "nonsense", FILE, **{"Idempotency-Key": "a"})
    assert is_problem(nobody, 401, "signed_out")


def test_other_sites_may_call_only_where_they_are_named(school, client, settings):
    there = {"Origin": "https://school.example"}
    assert "Access-Control-Allow-Origin" not in ask(client, "me", token(school.bob), headers=there)
    settings.CORS_ALLOWED_ORIGINS = ["https://school.example"]
    answer = ask(client, "me", token(school.bob), headers=there)
    assert answer["Access-Control-Allow-Origin"] == "https://school.example"
    assert "Access-Control-Allow-Credentials" not in answer
    page = client.get("/", headers=there)
    assert "Access-Control-Allow-Origin" not in page


REGISTRATION = {"email": "new@x.example", "password": "a long enough password", "name": "Nova"}


def test_somebody_signs_up(both_databases, client):
    answer = post(client, "/api/v1/auth/register", REGISTRATION)
    assert answer.status_code == 201
    me = ask(client, "auth/me", answer.json()["tokens"]["access"]).json()
    assert me["person"]["name"] == "Nova"
    assert me["organizations"][0]["role"] == "owner"  # their personal one
    again = post(client, "/api/v1/auth/register", REGISTRATION)
    assert is_problem(again, 422, "invalid")
    short = post(client, "/api/v1/auth/register", REGISTRATION | {"password": "short"})
    assert is_problem(short, 422, "invalid")


def test_who_has_to_confirm_gets_no_token_and_learns_of_nobody(
    school, client, settings, mailoutbox
):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    new = post(client, "/api/v1/auth/register", REGISTRATION)
    known = post(client, "/api/v1/auth/register", REGISTRATION | {"email": school.bob.email})
    assert new.json() == known.json() == {"tokens": None}
    assert [mail.to for mail in mailoutbox] == [["new@x.example"], [school.bob.email]]
    assert User.objects.filter(email=school.bob.email).count() == 1


def test_relationships_are_made_and_ended(school, client):
    with scope(school.organization.pk):
        bob = membership(school.organization, school.bob).pk
        dana = membership(school.organization, school.dana).pk
    sent = {"kind": "teacher", "adult": bob, "child": dana}
    assert is_problem(send(client, "relationships", token(school.bob), sent), 403, "forbidden")
    made = send(client, "relationships", token(school.alice), sent)
    assert made.status_code == 201
    [row] = ask(client, "relationships", token(school.dana)).json()["items"]
    assert (row["adult"]["name"], row["child"]["name"]) == ("Bob", "Dana")
    gone = client.delete(
        f"/api/v1/relationships/{row['id']}",
        headers={"Authorization": f"Bearer {token(school.alice)}"},
    )
    assert gone.status_code == 204
    assert ask(client, "relationships", token(school.dana)).json()["items"] == []


def test_a_key_reads_and_does_nothing_as_a_person(school, client):
    assert is_problem(send(client, "projects", make_key(school), FILE), 403, "forbidden")
    assert is_problem(ask(client, "usage", make_key(school)), 403, "forbidden")


def test_usage_says_who_used_what(school, client):
    send(client, "projects", token(school.bob), FILE)
    bobs = ask(client, "usage", token(school.bob)).json()
    assert (bobs["me"]["storage_bytes"], bobs["organization"]) == (900, None)
    admins = ask(client, "usage", token(school.alice)).json()
    assert (admins["me"]["storage_bytes"], admins["organization"]["storage_bytes"]) == (0, 900)


@pytest.mark.parametrize("path", ["/api/docs", "/api/v1/openapi.json"])
def test_everybody_may_read_what_there_is(path, both_databases, client):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "/projects/{pk}/confirm" in answer.content.decode()
