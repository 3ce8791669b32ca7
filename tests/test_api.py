"""The API: errors of one shape, tokens, keys, and nobody else's rows."""

import hmac
import json
import threading
from datetime import timedelta
from uuid import uuid4

import jwt
import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connections
from django.utils import timezone
from jwt.utils import base64url_encode

from accounts.models import TokenFamily
from accounts.tokens import families, keys
from conftest import PASSWORD
from lessons.tests.factories import add_lesson
from library.ingestion.queries import count_terms, set_terms
from library.models import ContentAtom
from library.retrieval.lexical import document_weights, terms
from library.tests.factories import add_book
from organizations.keys import service
from organizations.models import OrganizationKey
from organizations.scoping import scope
from organizations.throttling import EVERYONE, ByAddress
from project.errors import Busy

LOGIN, REFRESH = "/api/v1/auth/login", "/api/v1/auth/refresh"
LOGOUT = "/api/v1/auth/logout"


@pytest.fixture(scope="session")
def key_file(tmp_path_factory):
    """One key pair for all tests: making one takes a while."""
    path = tmp_path_factory.mktemp("keys") / "key.pem"
    path.write_bytes(keys._pem(keys.generate_private_key(65537, 2048)))
    return path


@pytest.fixture(autouse=True)
def one_key(key_file, settings):
    settings.TOKEN_KEYS = [key_file]


@pytest.fixture
def book(school):
    with scope(school.organization.pk):
        source = add_book(school.organization, school.bob)
        for atom in ContentAtom.objects.filter(source=source):
            words = terms(atom.text, atom.language)
            set_terms(source, [(atom.pk, sorted(set(words)), document_weights(words))])
        count_terms(source)
        return source


@pytest.fixture
def lesson(school, book):
    with scope(school.organization.pk):
        return add_lesson(book, school.bob)


def ask(client, path, bearer="", **options):
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    return client.get(f"/api/v1/{path}", headers=headers | options.pop("headers", {}), **options)


def post(client, path, body):
    return client.post(path, body, content_type="application/json")


def sign_in(client, user, **more):
    return post(client, LOGIN, {"email": user.email, "password": PASSWORD} | more)


def token(user) -> str:
    return families.issue(user=user).access


def said_by(text: str) -> dict:
    return jwt.decode(text, options={"verify_signature": False})


def make_key(school, scopes=("sources:read", "search", "lessons:read"), **options) -> str:
    with scope(school.organization.pk):
        return service.create_key(
            organization=school.organization,
            name="Timetable",
            scopes=list(scopes),
            expires_at=options.get("expires_at"),
            by=school.alice,
        )[1]


def is_problem(response, status: int, code: str) -> bool:
    found = response.json()
    return (response.status_code, found["error"], set(found)) == (
        status,
        code,
        {"error", "detail"},
    ) and len(found["detail"]) > 10


def test_it_works(school, client):
    answer = sign_in(client, school.bob, label="timetable")
    assert answer.status_code == 201
    tokens = answer.json()
    assert tokens["expires_in"] == 3600
    me = ask(client, "me", tokens["access"]).json()
    assert me["person"]["email"] == school.bob.email
    assert me["organizations"][0]["slug"] == school.organization.slug
    assert me["organizations"][0]["role"] == "teacher"
    header = jwt.get_unverified_header(tokens["access"])
    assert (header["alg"], header["kid"]) == ("RS256", keys.signing_key().id)
    assert school.bob.email not in str(
        jwt.decode(tokens["access"], options={"verify_signature": False})
    )


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


@pytest.mark.parametrize("change", [{"password": "wrong"}, {"email": "nobody@x.example"}])
def test_wrong_credentials_do_not_say_which(change, school, client):
    answer = sign_in(client, school.bob, **change)
    assert is_problem(answer, 401, "signed_out")
    assert "email address or the password" in answer.json()["detail"]
    assert sign_in(client, school.bob).status_code == 201


def test_guessing_is_stopped_with_the_page_s_own_counter(school, client):
    for _ in range(6):
        assert sign_in(client, school.bob, password="wrong").status_code == 401
    assert is_problem(sign_in(client, school.bob), 429, "too_many_tries")
    page = client.post("/accounts/login/", {"login": school.bob.email, "password": PASSWORD})
    assert page.status_code == 200  # the page refuses as well
    assert sign_in(client, school.alice).status_code == 201


def test_an_address_has_to_be_confirmed_where_that_is_the_rule(school, client, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    assert is_problem(sign_in(client, school.bob), 403, "forbidden")
    school.bob.emailaddress_set.create(email=school.bob.email, verified=True, primary=True)
    assert sign_in(client, school.bob).status_code == 201


def test_a_second_factor_is_asked_for(school, client):
    secret = generate_totp_secret()
    TOTP.activate(school.bob, secret)
    codes = RecoveryCodes.activate(school.bob).get_unused_codes()
    assert is_problem(sign_in(client, school.bob), 401, "second_factor_needed")
    assert is_problem(sign_in(client, school.bob, code="000000"), 401, "second_factor_needed")
    assert sign_in(client, school.bob, code=codes[0]).status_code == 201
    again = sign_in(client, school.bob, code=codes[0])
    assert is_problem(again, 401, "second_factor_needed")  # each is good once
    Authenticator.objects.filter(user=school.bob).delete()
    assert sign_in(client, school.bob).status_code == 201


def test_an_access_token_lasts_an_hour(school, client):
    begun = timezone.now()
    with time_machine.travel(begun, tick=False) as clock:
        bearer = token(school.bob)
        clock.move_to(begun + timedelta(minutes=59))
        assert ask(client, "me", bearer).status_code == 200
        clock.move_to(begun + timedelta(minutes=61))
        assert is_problem(ask(client, "me", bearer), 401, "signed_out")


def test_a_refresh_token_lasts_seven_days(school, client):
    begun = timezone.now()
    with time_machine.travel(begun, tick=False) as clock:
        early, late = families.issue(user=school.bob), families.issue(user=school.bob)
        clock.move_to(begun + timedelta(days=6, hours=23))
        assert post(client, REFRESH, {"refresh": early.refresh}).status_code == 200
        clock.move_to(begun + timedelta(days=7, minutes=1))
        answer = post(client, REFRESH, {"refresh": late.refresh})
        assert is_problem(answer, 401, "signed_out")


def test_a_refresh_token_is_good_once_and_its_reuse_ends_the_family(school, client):
    first = families.issue(user=school.bob)
    other = families.issue(user=school.bob)
    second = post(client, REFRESH, {"refresh": first.refresh}).json()
    assert ask(client, "me", second["access"]).status_code == 200
    again = post(client, REFRESH, {"refresh": first.refresh})
    assert is_problem(again, 401, "signed_out")
    assert ask(client, "me", second["access"]).status_code == 401
    assert post(client, REFRESH, {"refresh": second["refresh"]}).status_code == 401
    assert ask(client, "me", other.access).status_code == 200  # another sign-in goes on


@pytest.mark.django_db(transaction=True, databases=["default", "content"])
def test_of_two_refreshes_at_once_one_succeeds(school):
    pair, barrier, found = families.issue(user=school.bob), threading.Barrier(4), []

    def refresh():
        barrier.wait(10)
        try:
            found.append(families.refresh(pair.refresh))
        except families.SignedOut:
            found.append(None)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=refresh) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 4
    assert len([pair for pair in found if pair]) == 1
    assert TokenFamily.objects.get().revoked_at is not None  # it cannot be told from a theft


def test_one_token_does_not_stand_in_for_the_other(school, client):
    pair = families.issue(user=school.bob)
    assert ask(client, "me", pair.refresh).status_code == 401
    assert post(client, REFRESH, {"refresh": pair.access}).status_code == 401
    assert ask(client, "me", pair.access).status_code == 200


def test_a_token_that_is_taken_back_is_refused_at_once(school, client):
    pair = families.issue(user=school.bob)
    assert ask(client, "me", pair.access).status_code == 200
    assert post(client, LOGOUT, {"token": pair.refresh}).status_code == 204
    assert ask(client, "me", pair.access).status_code == 401
    assert post(client, REFRESH, {"refresh": pair.refresh}).status_code == 401


def test_a_closed_account_is_refused_at_once(school, client):
    pair = families.issue(user=school.bob)
    school.bob.is_active = False
    school.bob.save()
    assert ask(client, "me", pair.access).status_code == 401
    assert post(client, REFRESH, {"refresh": pair.refresh}).status_code == 401
    assert sign_in(client, school.bob).status_code == 401


def test_a_new_password_takes_all_tokens_back(school, client):
    bearer = token(school.bob)
    client.force_login(school.bob)
    new = "another long password"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/accounts/password/change/", sent)
    school.bob.refresh_from_db()
    assert school.bob.check_password(new)
    assert ask(client, "me", bearer).status_code == 401


def by_shared_secret(payload: dict, headers: dict, secret: bytes) -> str:
    """By hand: no library signs so any more."""
    parts = [headers | {"alg": "HS256", "typ": "JWT"}, payload]
    text = b".".join(base64url_encode(json.dumps(part).encode()) for part in parts)
    signature = hmac.new(secret, text, "sha256").digest()
    return (text + b"." + base64url_encode(signature)).decode()


def forged(school, how: str, key_file) -> str:
    """What a token of ours says, signed by somebody else's rules."""
    payload = said_by(token(school.bob))
    headers = {"kid": keys.signing_key().id}
    public = keys._read((key_file,))[0].private.public_key()
    stranger = keys.generate_private_key(65537, 2048)
    encoded = public.public_bytes(
        keys.serialization.Encoding.PEM, keys.serialization.PublicFormat.SubjectPublicKeyInfo
    )
    forgeries = {
        "none": lambda: jwt.encode(payload, None, algorithm="none", headers=headers),
        "HS256": lambda: by_shared_secret(payload, headers, encoded),
        "another key": lambda: jwt.encode(payload, stranger, algorithm="RS256", headers=headers),
        "unknown kid": lambda: jwt.encode(payload, stranger, algorithm="RS256"),
        "PS256": lambda: jwt.encode(
            payload, keys.signing_key().private, algorithm="PS256", headers=headers
        ),
        "no end": lambda: jwt.encode(
            {name: value for name, value in payload.items() if name != "exp"},
            keys.signing_key().private,
            algorithm="RS256",
            headers=headers,
        ),
        "kid is a path": lambda: jwt.encode(
            payload, stranger, algorithm="RS256", headers={"kid": "../../etc"}
        ),
    }
    return forgeries[how]()


@pytest.mark.parametrize(
    "how", ["none", "HS256", "another key", "unknown kid", "PS256", "no end", "kid is a path"]
)
def test_a_forged_token_is_refused(how, school, client, key_file):
    assert is_problem(ask(client, "me", forged(school, how, key_file)), 401, "signed_out")
    assert ask(client, "me", token(school.bob)).status_code == 200


def test_keys_rotate_without_anybody_signing_in_again(school, client, settings, tmp_path):
    settings.TOKEN_KEYS = []
    old = token(school.bob)
    [first] = keys._files()
    assert first.stat().st_mode & 0o777 == 0o600
    keys.add_key()
    new = token(school.bob)
    assert jwt.get_unverified_header(old)["kid"] != jwt.get_unverified_header(new)["kid"]
    assert ask(client, "me", old).status_code == ask(client, "me", new).status_code == 200
    assert keys.remove_old_keys() == []
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert keys.remove_old_keys() == [first]
    assert ask(client, "me", old).status_code == 401
    assert ask(client, "me", new).status_code == 200


READS = ["knowledge", "knowledge/{book}", "search?q=photosphere", "lessons", "lessons/{lesson}"]


@pytest.mark.parametrize("path", READS)
def test_who_may_read_what(path, school, charlie, book, lesson, client):
    path = path.format(book=book.pk, lesson=lesson.pk)
    here = {"X-Organization": school.organization.slug}
    expected = {"bob": 200, "alice": 200, "dana": 200}
    found = {
        name: ask(client, path, token(getattr(school, name)), headers=here).status_code
        for name in expected
    }
    assert found == expected
    assert is_problem(ask(client, path, token(charlie), headers=here), 404, "not_found")
    assert ask(client, path).status_code == 401
    own = ask(client, path, token(charlie))  # in charlie's own school
    assert own.status_code == (404 if "/" in path else 200)
    assert str(book.pk) not in own.content.decode()
    assert str(book.pk) in ask(client, path, token(school.bob)).content.decode()


def test_one_source_is_searched_alone(school, charlie, book, client):
    found = ask(client, f"search?q=photosphere&source={book.pk}", token(school.bob)).json()
    assert found[0]["source_id"] == str(book.pk)
    assert found[0]["page_label"] == "527"
    foreign = ask(client, f"search?q=photosphere&source={book.pk}", token(charlie))
    assert is_problem(foreign, 404, "not_found")


def test_long_lists_come_in_windows(school, client):
    with scope(school.organization.pk):
        made = [str(add_book(school.organization, school.bob, title=f"B{n}").pk) for n in range(3)]
    bearer = token(school.bob)
    first = ask(client, "knowledge?limit=2", bearer).json()
    rest = ask(client, f"knowledge?limit=2&cursor={first['next_cursor']}", bearer).json()
    assert {row["id"] for row in first["items"] + rest["items"]} == set(made)
    assert rest["next_cursor"] is None


def test_somebody_s_own_source_is_theirs_alone(school, book, client):
    book.owner_id = school.bob.pk
    book.save()
    assert ask(client, f"knowledge/{book.pk}", token(school.bob)).status_code == 200
    for bearer in (token(school.alice), make_key(school)):
        assert ask(client, f"knowledge/{book.pk}", bearer).status_code == 404
        assert ask(client, "knowledge", bearer).json()["items"] == []


def test_a_key_reads_for_its_organization(school, charlie, book, lesson, client):
    key = make_key(school)
    for path in READS:
        found = ask(client, path.format(book=book.pk, lesson=lesson.pk), key)
        assert found.status_code == 200, path
        assert str(book.pk) in found.content.decode()
    me = ask(client, "me", key).json()
    assert (me["person"], me["key"]["name"]) == (None, "Timetable")
    theirs = {"X-Organization": charlie.memberships.get().organization.slug}
    assert is_problem(ask(client, "knowledge", key, headers=theirs), 404, "not_found")


@pytest.mark.parametrize("wanted", list(OrganizationKey.Scope.values))
def test_a_key_does_what_its_scopes_say(wanted, school, book, lesson, client):
    key = make_key(school, [wanted])
    needs = ["sources:read", "sources:read", "search", "lessons:read", "lessons:read"]
    for path, needed in zip(READS, needs, strict=True):
        found = ask(client, path.format(book=book.pk, lesson=lesson.pk), key)
        if needed == wanted:
            assert found.status_code == 200
        else:
            assert is_problem(found, 403, "forbidden")
            assert needed in found.json()["detail"]


def test_a_key_that_is_over_opens_nothing(school, client):
    soon = timezone.now() + timedelta(hours=1)
    key = make_key(school, expires_at=soon)
    assert ask(client, "knowledge", key).status_code == 200
    with time_machine.travel(soon + timedelta(seconds=1), tick=False):
        assert is_problem(ask(client, "knowledge", key), 401, "signed_out")
    assert ask(client, "knowledge", key + "x").status_code == 401
    with scope(school.organization.pk):
        service.revoke_key(OrganizationKey.objects.select_related("organization").get())
    assert ask(client, "knowledge", key).status_code == 401


def test_a_key_is_not_kept(school, client):
    key = make_key(school)
    row = OrganizationKey._base_manager.get()
    assert key not in str(vars(row))
    assert key.startswith(row.prefix)
    assert row.last_used_at is None
    ask(client, "me", key)
    row.refresh_from_db()
    assert row.last_used_at is not None


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
        return throttle.allow_request(rf.get("/", HTTP_X_FORWARDED_FOR=address))

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
