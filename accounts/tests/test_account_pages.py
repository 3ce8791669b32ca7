"""Each page that signing in can show is ours, and keeps to the Content-Security-Policy."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from conftest import PASSWORD
from organizations.models import Membership

SIGNED_OUT = [
    "account_login",
    "account_signup",
    "school_find",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
]
SIGNED_IN = [
    "account_email",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "mfa_generate_recovery_codes",
    "usersessions_list",
    "socialaccount_connections",
    "join_offers",
]
PROTECTED = ["mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"]
INLINE = re.compile(
    r'<script(?![^>]*\bsrc=)(?![^>]*type="application/json")|<style|\sstyle=|\son[a-z]+="'
)


@pytest.fixture
def dana(school, client):
    """Signed in with her password, and asked for it once more."""
    client.post("/accounts/login/", {"login": school.dana.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return school.dana


def is_ours(page: str) -> bool:
    return 'class="topbar' in page and not INLINE.search(page)


@pytest.mark.parametrize("name", SIGNED_OUT)
def test_a_page_before_signing_in(name, client, both_databases):
    assert is_ours(client.get(reverse(name), follow=True).content.decode())


@pytest.mark.parametrize("name", SIGNED_IN)
def test_a_page_of_one_s_account(name, dana, client):
    assert is_ours(client.get(reverse(name), follow=True).content.decode())


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


@pytest.mark.parametrize("name", PROTECTED)
def test_a_page_of_a_second_factor(name, dana, client):
    TOTP.activate(dana, generate_totp_secret())
    RecoveryCodes.activate(dana)
    page = client.get(reverse(name), follow=True)
    assert page.status_code == 200
    assert is_ours(page.content.decode())


def test_a_code_of_an_app_is_set_up_and_asked_for(dana, client, school):
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'id="authenticator_secret" value="([A-Z2-7]+)"', page)[1]
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()
    assert 'class="field-error"' in wrong
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    assert is_ours(done.content.decode())
    shown = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    codes = re.findall(r"<li>(\d{8})</li>", shown)
    assert len(codes) == 10
    client.post("/accounts/logout/")
    first = client.post("/accounts/login/", {"login": dana.email, "password": PASSWORD})
    assert first["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get(school.url("")).status_code == 302  # half is not in
    assert is_ours(client.get(reverse("mfa_authenticate")).content.decode())
    refused = client.post(reverse("mfa_authenticate"), {"code": "12345678"}).content.decode()
    assert 'class="field-error"' in refused
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert client.get(school.url("")).status_code == 200


def test_a_change_of_what_guards_the_account_asks_again(dana, client):
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    answer = client.get(reverse("mfa_activate_totp"))
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert is_ours(client.get(answer["Location"]).content.decode())
    client.post(answer["Location"], {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_one_signs_out_everywhere_else(dana, client, school):
    other = Client()
    other.post("/accounts/login/", {"login": dana.email, "password": PASSWORD})
    assert other.get(school.url("")).status_code == 200
    assert UserSession.objects.filter(user=dana).count() == 2
    assert "Sign out everywhere else" in client.get(reverse("usersessions_list")).content.decode()
    client.post(reverse("usersessions_list"))
    assert other.get(school.url("")).status_code == 302
    assert client.get(school.url("")).status_code == 200


def test_staff_are_led_to_a_second_factor_where_that_is_the_rule(school, client):
    school.organization.settings["security"] = {"staff_second_factor": True}
    school.organization.save()
    client.force_login(school.bob)
    page = client.get(school.url(""))
    assert page.status_code == 403
    assert reverse("mfa_index") in page.content.decode()
    client.force_login(school.dana)
    assert client.get(school.url("")).status_code == 200
    TOTP.activate(school.bob, generate_totp_secret())
    client.force_login(school.bob)
    assert client.get(school.url("")).status_code == 200


def test_google_and_microsoft_have_a_button_only_where_they_are_set_up(
    client, both_databases, settings
):
    page = client.get("/accounts/login/").content.decode()
    assert "Google" not in page and "Microsoft" not in page
    apps = {"google": "Google", "microsoft": "Microsoft"}
    settings.SOCIALACCOUNT_PROVIDERS = {
        name: {"APPS": [{"client_id": "c-1", "secret": "s-1"}], "OAUTH_PKCE_ENABLED": True}
        for name in apps
    }
    page = client.get("/accounts/login/").content.decode()
    for name, label in apps.items():
        assert f"Continue with {label}" in page
        leaving = client.post(f"/accounts/{name}/login/?process=login").content.decode()
        address = re.search(r'content="0;url=(https://[^"]+)"', leaving)[1]
        assert "client_id=c-1" in address and "code_challenge=" in address


def test_a_role_of_the_admin_needs_our_own_sign_in(client, both_databases):
    answer = client.get("/admin/", follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/login/"


def test_a_member_sees_no_manage_pages(school, client):
    assert Membership.objects.get(user=school.bob).role == "teacher"
    for path in ("api-keys/", "join-requests/", "sign-in-settings/"):
        client.force_login(school.bob)
        assert client.get(school.url(path)).status_code == 403
        client.force_login(school.alice)
        assert client.get(school.url(path)).status_code == 200
