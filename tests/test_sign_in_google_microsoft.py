"""Google and Microsoft the whole way: the button, their server, the way back, and faults there."""

import re
from html import unescape

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter

from accounts.models import User
from organizations.models import Membership
from project.sign_in import Client, providers
from tests import vendor_sign_in_server as server

pytestmark = pytest.mark.django_db(databases=["default", "content"])
EVA = "eva@riverside.example"
GOOGLE = {
    "sub": "10987654321",
    "email": EVA,
    "email_verified": True,
    "name": "Eva Lind",
    "given_name": "Eva",
    "family_name": "Lind",
}
GRAPH = {
    "id": "48d31887-5fad-4d73-a9f5-3c356e68a038",
    "displayName": "Eva Lind",
    "givenName": "Eva",
    "surname": "Lind",
    "mail": EVA,
    "userPrincipalName": "eva@riverside.onmicrosoft.example",
    "mailNickname": "eva",
}


@pytest.fixture
def vendor(settings, monkeypatch):
    """Both vendors, with Eva about to sign in by Google."""
    with server.running() as found:
        client = Client(server.CLIENT, server.SECRET)
        configured = providers(google=client, microsoft=client, microsoft_tenant="common")
        reached = {"login_url": found.url, "graph_url": found.url}
        configured["microsoft"]["APPS"][0]["settings"] |= reached
        settings.SOCIALACCOUNT_PROVIDERS = configured
        monkeypatch.setattr(GoogleOAuth2Adapter, "authorize_url", f"{found.url}/o/oauth2/v2/auth")
        monkeypatch.setattr(GoogleOAuth2Adapter, "access_token_url", f"{found.url}/token")
        found.google, found.graph = dict(GOOGLE), dict(GRAPH)
        yield found


def sign_in(client, name: str, **query):
    """Say who one is, press the button, sign in there, come back; the last page."""
    if who(client) is None:
        client.post("/sign-up/teacher/", {"country": "DE"})
    return press(client, name, **query)


def press(client, name: str, **query):
    address = f"/accounts/{name}/login/"
    leaving = client.post(address, query_params=query)
    if leaving.status_code == 200:
        found = re.search(r'content="0;url=([^"]+)"', leaving.content.decode())
        there = unescape(found[1])
    else:
        there = leaving["Location"]
    back = requests.get(there, allow_redirects=False, timeout=5).headers["Location"]
    return client.get(back.removeprefix("http://testserver"), follow=True)


def who(client) -> User | None:
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


def test_it_works(vendor, client):
    page = sign_in(client, "google")
    eva = who(client)
    assert page.status_code == 200
    assert (eva.email, eva.name, eva.has_usable_password()) == (EVA, "Eva Lind", False)
    assert EmailAddress.objects.get(user=eva).verified
    assert SocialAccount.objects.get(user=eva).uid == GOOGLE["sub"]
    assert not SocialToken.objects.exists()  # what opens their account there is not kept
    assert eva.memberships.get().role == "owner"  # of a place of her own


def test_who_is_new_says_first_who_they_are(vendor, client):
    page = press(client, "google")
    assert who(client) is None
    assert "Say first who you are" in page.content.decode()
    sign_in(client, "google")
    assert who(client).country == "DE"


def test_by_google_into_the_school_of_ones_domain(vendor, client, school):
    school.organization.domain = "riverside.example"
    school.organization.settings["joining"] = {"by_domain": "at_once"}
    school.organization.save()
    sign_in(client, "google")
    mine = Membership.objects.filter(user=who(client), organization=school.organization)
    assert mine.get().role == "student"


def test_the_second_time_it_is_the_same_person(vendor, client):
    sign_in(client, "google")
    eva = who(client)
    client.logout()
    vendor.google["email"] = "eva.married@elsewhere.example"  # what it calls her stays
    sign_in(client, "google")
    assert who(client) == eva


def test_an_address_that_somebody_has_opens_nothing_until_they_connect_it(vendor, client, school):
    vendor.google["email"] = school.dana.email
    page = sign_in(client, "google")
    assert who(client) is None
    assert "Sign in to it as you always do" in page.content.decode()
    client.force_login(school.dana)
    sign_in(client, "google", process="connect")
    client.logout()
    sign_in(client, "google")
    assert who(client) == school.dana


def test_an_address_that_google_has_not_verified_is_not_taken_as_theirs(vendor, client, school):
    vendor.google |= {"email": school.dana.email, "email_verified": False}
    sign_in(client, "google")
    assert who(client) != school.dana
    assert not EmailAddress.objects.filter(email=school.dana.email, verified=True).exists()


def test_microsoft_works(vendor, client):
    vendor.google = {}
    sign_in(client, "microsoft")
    eva = who(client)
    assert eva.name == "Eva Lind"
    assert SocialAccount.objects.get(user=eva).uid == GRAPH["id"]


def test_what_microsoft_says_of_an_address_is_not_taken_as_verified(vendor, client, school):
    """Any tenant's administrator can write any address there."""
    school.organization.domain = "riverside.example"
    school.organization.settings["joining"] = {"by_domain": "at_once"}
    school.organization.save()
    vendor.google = {}
    sign_in(client, "microsoft")
    assert not EmailAddress.objects.filter(email=EVA, verified=True).exists()
    assert not Membership.objects.filter(organization=school.organization, user__name="Eva Lind")
    client.logout()
    vendor.graph |= {"id": "another", "mail": school.dana.email}
    sign_in(client, "microsoft")
    assert who(client) != school.dana


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("google", "state"),
        ("google", "token 500"),
        ("google", "token nonsense"),
        ("google", "audience"),
        ("google", "issuer"),
        ("google", "expired"),
        ("microsoft", "state"),
        ("microsoft", "token 500"),
        ("microsoft", "graph 403"),
        ("microsoft", "graph nonsense"),
    ],
)
def test_what_does_not_hold_signs_nobody_in(vendor, client, name, fault):
    if name == "microsoft":
        vendor.google = {}
    vendor.faults.add(fault)
    page = sign_in(client, name)
    assert who(client) is None
    assert page.status_code < 500
    assert not User.objects.filter(name="Eva Lind").exists()
    vendor.faults.clear()
    sign_in(client, name)
    assert who(client).name == "Eva Lind"
