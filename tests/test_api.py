"""The API: errors of one shape, limits, and who does not come in."""

from uuid import uuid4

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from organizations.throttling import EVERYONE, ByAddress
from project.errors import Busy
from tests.api import LOGIN, ask, is_problem, key_file, make_key, one_key, post, token  # noqa: F401  # fixtures


def test_errors_have_one_shape(school, client):
    bearer = token(school.bob)
    assert is_problem(ask(client, "me"), 401, "signed_out")
    assert is_problem(ask(client, "me", "nonsense"), 401, "signed_out")
    assert is_problem(ask(client, "knowledge?limit=1000", bearer), 422, "invalid")
    assert is_problem(ask(client, "knowledge/not-a-uuid", bearer), 404, "not_found")
    assert is_problem(ask(client, "no-such-thing", bearer), 404, "not_found")
    assert is_problem(ask(client, f"knowledge/{uuid4()}", bearer), 404, "not_found")
    assert is_problem(client.post(LOGIN, "{", content_type="application/json"), 422, "invalid")
    wrong = post(client, LOGIN, {"email": "x@y.example", "password": {"secret": "hunter2"}})
    assert is_problem(wrong, 422, "invalid")
    assert "hunter2" not in wrong.content.decode()


def test_a_failure_of_ours_says_nothing_of_itself(school, client, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("the password of the database is hunter2")

    monkeypatch.setattr("library.api_knowledge.selectors.list_sources", broken)
    answer = ask(client, "knowledge", token(school.bob))
    assert is_problem(answer, 500, "error")
    assert "hunter2" not in answer.content.decode()


def test_where_the_api_is_off_nobody_comes_in(school, client):
    key, bearer = make_key(school), token(school.bob)
    school.organization.settings["features"].remove("api")
    school.organization.save()
    for caller in (key, bearer):
        assert is_problem(ask(client, "knowledge", caller), 403, "forbidden")
    assert ask(client, "me", bearer).status_code == 200  # who one is stays one's own


def test_each_caller_has_a_count_of_their_own(school, client, monkeypatch):
    monkeypatch.setattr(EVERYONE[0], "num_requests", 3)
    bob, alice = token(school.bob), token(school.alice)
    found = [ask(client, "me", bob).status_code for _ in range(4)]
    assert found == [200, 200, 200, 429]
    answer = ask(client, "me", bob)
    assert is_problem(answer, 429, "too_many_requests")
    assert int(answer["Retry-After"]) > 0
    assert ask(client, "me", alice).status_code == 200


def test_a_forwarded_address_counts_only_behind_a_proxy(both_databases, rf):
    throttle = ByAddress("2/m")

    def asked(address):
        options = {"REMOTE_ADDR": "203.0.113.9", "HTTP_X_FORWARDED_FOR": address}
        return throttle.allow_request(rf.get("/", **options))

    assert [asked("1.1.1.1"), asked("2.2.2.2"), asked("3.3.3.3")] == [True, True, False]


def test_the_description_is_for_programs(client, both_databases):
    found = client.get("/api/v1/openapi.json").json()
    assert set(found["paths"]) >= {"/api/v1/me", "/api/v1/search", "/api/v1/auth/login"}
    assert client.get("/api/v1/docs").status_code == 404


def test_staff_without_a_second_factor_do_not_come_in_by_the_back_door(school, client):
    school.organization.settings["security"] = {"staff_second_factor": True}
    school.organization.save()
    found = ask(client, "knowledge", token(school.bob))
    assert is_problem(found, 403, "second_factor_missing")
    assert ask(client, "knowledge", token(school.dana)).status_code == 200
    TOTP.activate(school.bob, generate_totp_secret())
    assert ask(client, "knowledge", token(school.bob)).status_code == 200


def test_a_busy_moment_says_when_to_come_back(client, school, monkeypatch):
    def refuse(*_args, **_options):
        raise Busy("Later.")

    monkeypatch.setattr("lessons.api.visible_source_ids", refuse)
    headers = {"X-Organization": school.organization.slug}
    response = ask(client, "lessons", token(school.bob), headers=headers)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert response.json() == {"error": "busy", "detail": "Later."}
