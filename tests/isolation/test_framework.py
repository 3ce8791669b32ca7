"""What Django and django-allauth bring: the admin is platform staff's, a session one's own."""

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from tests.isolation.policies import EVERYBODY, FORBIDDEN, PEOPLE, PERSONAL, SIGN_IN, YES, Policy
from tests.isolation.rows import GET, POST, named
from tests.isolation.trying import Answer
from tests.isolation.walking import Route, routes

# Roles make no difference to the admin; all are tried at its front, these at every address.
KNOCKING = ("owner", "teacher", "both", "newcomer", "nobody")
# The admin's sign-in and sign-out are for everybody, and lead to our own.
OPEN_ADMIN = {"admin:login", "admin:logout"}

# With the form as it stands there, these write.
CHANGES = {
    f"admin:{model}_change"
    for model in (
        "organizations_organization", "organizations_school", "organizations_class",
        "organizations_membership",
    )
}  # fmt: skip

# Prefix of the names -> policy. What is signed in or not is the session's own; no row of an
# organization stands behind these.
ACCOUNTS = {
    "account_login": EVERYBODY,
    "account_logout": EVERYBODY,
    "account_inactive": EVERYBODY,
    "account_signup": EVERYBODY,
    "account_reauthenticate": PERSONAL,
    "account_email": PERSONAL,
    "account_email_verification_sent": EVERYBODY,
    "account_change_password": PERSONAL,
    "account_set_password": PERSONAL,
    "account_reset_password": EVERYBODY,
    "account_reset_password_done": EVERYBODY,
    "account_reset_password_from_key": EVERYBODY,
    "account_reset_password_from_key_done": EVERYBODY,
    "account_confirm_login_code": EVERYBODY,
    "account_confirm_email": EVERYBODY,
    "mfa_index": PERSONAL,
    "mfa_authenticate": EVERYBODY,
    "mfa_reauthenticate": PERSONAL,
    "mfa_activate_totp": PERSONAL,
    "mfa_deactivate_totp": PERSONAL,
    "mfa_view_recovery_codes": PERSONAL,
    "mfa_generate_recovery_codes": PERSONAL,
    "mfa_download_recovery_codes": PERSONAL,
    "mfa_list_webauthn": PERSONAL,
    "mfa_add_webauthn": PERSONAL,
    "mfa_reauthenticate_webauthn": PERSONAL,
    "mfa_remove_webauthn": PERSONAL,
    "mfa_edit_webauthn": PERSONAL,
    "mfa_login_webauthn": EVERYBODY,
    "socialaccount_login_cancelled": EVERYBODY,
    "socialaccount_login_error": EVERYBODY,
    "socialaccount_signup": EVERYBODY,
    "socialaccount_connections": PERSONAL,
    "accounts/social/login/cancelled/": EVERYBODY,
    "accounts/social/login/error/": EVERYBODY,
    "accounts/social/signup/": EVERYBODY,
    "accounts/social/connections/": EVERYBODY,  # an old address: leads to the one above
    "google_login": EVERYBODY,
    "google_callback": EVERYBODY,
    "google_login_by_token": EVERYBODY,
    "microsoft_login": EVERYBODY,
    "microsoft_callback": EVERYBODY,
    "saml_acs": EVERYBODY,
    "saml_finish_acs": EVERYBODY,
    "saml_sls": EVERYBODY,
    "saml_metadata": EVERYBODY,
    "saml_login": EVERYBODY,
    "openid_connect_login": EVERYBODY,
    "openid_connect_callback": EVERYBODY,
    "usersessions_list": PERSONAL,
}


def admin_routes() -> list[Route]:
    return [route for route in routes() if route.pattern.startswith("admin/")]


def account_routes() -> list[Route]:
    return [route for route in routes() if route.pattern.startswith("accounts/")]


def test_each_address_of_accounts_is_in_the_table():
    assert {route.name for route in account_routes()} == set(ACCOUNTS)


def model_of(route: Route):
    """Of "admin:<app>_<model>_change" and the like."""
    labels = {f"admin:{m._meta.app_label}_{m._meta.model_name}_": m for m in apps.get_models()}
    found = [model for label, model in labels.items() if route.name.startswith(label)]
    return found[0] if found else None


def admin_address(route: Route, ours) -> str | None:
    """About rows that are there, where the admin's model has any."""
    parts = {
        "pk": ours.rows["library"],
        "step": "organization",
        "app_label": "organizations",
        "content_type_id": ContentType.objects.get_for_model(User).pk,
        "url": "x/",
    }
    model = model_of(route) or User
    row = model._base_manager.first()
    parts |= dict.fromkeys(("object_id", "id"), row.pk if row else "0")
    try:
        return reverse(route.name, kwargs={name: parts[name] for name in route.parameters})
    except NoReverseMatch:
        return None  # without a name: it only leads to the page of the same row


@pytest.mark.parametrize("method", ["GET", pytest.param("POST", marks=pytest.mark.slow)])
def test_the_admin_is_for_platform_staff(method, ours, visitors, record_property):
    wrong, tries, pairs, served, saved = [], 0, 0, set(), set()
    [row] = named({"admin": GET(PERSONAL) if method == "GET" else POST(PERSONAL)})
    for route in admin_routes():
        url = admin_address(route, ours)
        if url is None or route.name in OPEN_ADMIN:
            continue
        everybody = [who for who in PEOPLE if who != "platform"]
        knocking = everybody if route.name == "admin:index" else KNOCKING
        body = visitors["platform"].form_at(url) if method == "POST" else {}
        for who in knocking:
            answer = visitors[who].send(row, url, body)
            tries += 1
            if answer.outcome not in (SIGN_IN, FORBIDDEN) or answer.written:
                wrong.append(f"{method} {route.name}: {who} got {answer.status} {answer.location}")
            if ours.word in answer.text:
                wrong.append(f"{method} {route.name}: {who} reads {ours.word}")
        answer = visitors["platform"].send(row, url, body)
        tries += 1
        if answer.outcome == YES:
            served.add(route.name)
            saved |= {route.name} if answer.written else set()
            pairs += len(knocking)
        elif answer.outcome == SIGN_IN or answer.status >= 500:
            wrong.append(f"{method} {route.name}: platform staff got {answer.status}")
    assert not wrong, "\n".join(wrong)
    assert len(served) > 50
    assert method == "GET" or saved >= CHANGES
    record_property("tries", tries)
    record_property("pairs", pairs)
    if method == "GET":
        record_property("routes", len(admin_routes()))


def test_a_session_is_one_s_own(ours, theirs, visitors, record_property):
    wrong, tries = [], 0
    [row] = named({"accounts": GET(PERSONAL)})
    for route in account_routes():
        policy = ACCOUNTS[route.name]
        for who in ("nobody", "foreign_owner", "newcomer"):
            answer = visitors[who].send(row, account_address(route, ours), {})
            tries += 1
            wrong += list(problems(route, policy, who, answer, ours.word))
    assert not wrong, "\n".join(wrong)
    record_property("tries", tries)
    record_property("routes", len(account_routes()))


def account_address(route: Route, ours) -> str:
    parts = {"key": "x", "uidb36": "1", "pk": 1, "provider_id": ours.rows["provider_id"],
             "organization_slug": ours.slug}  # fmt: skip
    if route.name.startswith("accounts/"):
        return f"/{route.name}"
    return reverse(route.name, kwargs={name: parts[name] for name in route.parameters})


@pytest.mark.parametrize(
    ("name", "body"), [("mfa_remove_webauthn", {}), ("mfa_edit_webauthn", {"name": "Mine"})]
)
def test_a_passkey_is_its_owner_s(name, body, ours, theirs, visitors, record_property):
    wrong, tries = [], 0
    [row] = named({name: POST(PERSONAL)})
    passkey = Authenticator.objects.create(
        user=ours.people["owner"], type="webauthn", data={"name": ours.word, "credential": {}}
    )
    url = reverse(name, kwargs={"pk": passkey.pk})
    others = [who for who in PEOPLE if who not in ("owner", "nobody")]
    for who in (*others, "owner"):
        visitors[who].confirm_password()
        answer = visitors[who].send(row, url, body)
        tries += 1
        expected = (302, True) if who == "owner" else (404, False)
        if (answer.status, bool(answer.written)) != expected or ours.word in answer.text:
            wrong.append(f"{name}: {who} got {answer.status}, wrote {answer.written}")
    assert not wrong, "\n".join(wrong)
    record_property("tries", tries)
    record_property("pairs", len(others))


def problems(route: Route, policy: Policy, who: str, answer: Answer, word: str):
    if word in answer.text and not route.name.startswith(("saml_", "openid_")):
        yield f"{route.name}: {who} reads {word}"
    if answer.status >= 500:
        yield f"{route.name}: {who} got {answer.status}"
    if who == "nobody" and policy is PERSONAL and answer.outcome != SIGN_IN:
        yield f"{route.name}: nobody got {answer.status} {answer.location}"
