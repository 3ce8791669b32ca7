"""Tokens: signing in by the API, how long it lasts, and what ends it."""

import hmac
import json
import threading
from datetime import timedelta

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
from tests.api import LOGOUT, REFRESH, ask, is_problem, key_file, one_key, post, sign_in, token  # noqa: F401  # fixtures


def said_by(text: str) -> dict:
    return jwt.decode(text, options={"verify_signature": False})


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


def forged(school, how: str, key_file) -> str:  # noqa: F811
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
def test_a_forged_token_is_refused(how, school, client, key_file):  # noqa: F811
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
