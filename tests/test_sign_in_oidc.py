"""Sign-in by an organization's own provider: a real one on this machine, and broken ones."""

import re
from html import unescape

import pytest
import requests
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from accounts.models import User
from accounts.services import add_person
from conftest import PASSWORD
from organizations.identity.setup import Connection, save_provider
from organizations.models import (
    AuditEntry,
    IdentityProvider,
    JoinRequest,
    Membership,
    ProviderDomain,
    Role,
)
from organizations.scoping import scope
from tests import oidc_server

DOMAIN = "riverside.example"
EVA = f"eva@{DOMAIN}"


@pytest.fixture
def there():
    """The provider, with Eva about to sign in."""
    with oidc_server.running() as provider:
        provider.person(email=EVA, name="Eva Lind")
        yield provider


@pytest.fixture
def identity(school, there) -> IdentityProvider:
    row = IdentityProvider(organization=school.organization, name="Riverside ID", is_on=True)
    connection = Connection(
        server_url=there.issuer, client_id=oidc_server.CLIENT, secret=oidc_server.SECRET
    )
    save_provider(row, connection)
    with scope(school.organization.pk):
        ProviderDomain.objects.create(organization=school.organization, provider=row, domain=DOMAIN)
    return row


def begin(client, school) -> str:
    """The provider's address that a press of the button leads to."""
    page = client.get(school.url("sign-in/")).content.decode()
    action = unescape(re.search(r'action="(/accounts/oidc/[^"]+)"', page)[1])
    leaving = client.post(action).content.decode()
    return unescape(re.search(r'content="0;url=([^"]+)"', leaving)[1])


def come_back(client, address: str, **options):
    answer = requests.get(address, allow_redirects=False, timeout=5)
    return client.get(answer.headers["Location"].removeprefix("http://testserver"), **options)


def sign_in(client, school, **options):
    return come_back(client, begin(client, school), **options)


def who(client) -> User | None:
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


def test_it_works(school, there, identity, client):
    page = sign_in(client, school, follow=True)
    eva = who(client)
    assert (eva.email, eva.name) == (EVA, "Eva Lind")
    assert page.request["PATH_INFO"] == school.url("")
    membership = eva.memberships.get()
    assert (membership.organization, membership.role) == (school.organization, Role.STUDENT)
    assert EmailAddress.objects.get(user=eva).verified
    assert not eva.has_usable_password()
    account = SocialAccount.objects.get(user=eva)
    assert (account.provider, account.uid) == (identity.pk.hex, "s-1")
    with scope(school.organization.pk):
        assert AuditEntry.objects.filter(action="people.joined").count() == 1


def test_the_second_time_it_is_the_same_person(school, there, identity, client):
    sign_in(client, school)
    eva = who(client)
    client.logout()
    there.person(email="eva.married@elsewhere.example", name="Eva")  # what it calls her stays
    sign_in(client, school)
    assert who(client) == eva
    assert User.objects.filter(name__startswith="Eva").count() == 1


def test_the_button_is_where_the_domain_leads(school, there, identity, client):
    answer = client.post(reverse("school_find"), {"email": EVA.upper()})
    assert answer["Location"] == school.url("sign-in/")
    assert client.get(answer["Location"]).status_code == 200


def test_an_unknown_domain_leads_nowhere_and_says_so(school, identity, client):
    answer = client.post(reverse("school_find"), {"email": "x@nowhere.example"})
    assert answer.status_code == 422
    assert "Use your password" in answer.content.decode()


def test_what_is_off_is_not_there(school, there, identity, client):
    address = begin(client, school)
    IdentityProvider._base_manager.update(is_on=False)
    assert client.get(school.url("sign-in/")).status_code == 404
    assert client.post(reverse("school_find"), {"email": EVA}).status_code == 422
    assert come_back(client, address).status_code == 403  # also for who was on the way
    assert who(client) is None


def test_a_button_of_one_school_is_on_no_other_page(identity, client):
    for name in ("account_login", "account_signup"):
        assert "Riverside ID" not in client.get(reverse(name)).content.decode()


FAULTS = [
    "issuer",
    "token issuer",
    "audience",
    "signature",
    "unknown key",
    "no algorithm",
    "shared secret",
    "expired",
    "nonce",
    "state",
    "token 500",
]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_provider_that_fails_lets_nobody_in(fault, school, there, identity, client):
    before = User.objects.count()
    there.faults = {fault} - {"issuer"}
    address = begin(client, school)
    there.faults = {fault}
    answer = come_back(client, address)
    assert answer.status_code == 401
    assert "Signing in did not work" in answer.content.decode()
    assert who(client) is None
    assert User.objects.count() == before
    there.faults = set()
    assert sign_in(client, school).status_code == 302  # and afterwards it works


def test_a_provider_that_does_not_answer_holds_nobody(school, there, identity, client, settings):
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.2
    there.faults = {"token slow"}
    assert sign_in(client, school).status_code == 401
    assert who(client) is None


@pytest.mark.parametrize("fault", ["discovery", "issuer"])
def test_a_provider_that_is_not_there_is_no_error_of_ours(fault, school, there, identity, client):
    there.faults = {fault}
    page = client.get(school.url("sign-in/")).content.decode()
    action = unescape(re.search(r'action="(/accounts/oidc/[^"]+)"', page)[1])
    assert client.post(action).status_code == 401


def test_an_answer_is_good_once(school, there, identity, client):
    address = begin(client, school)
    back = requests.get(address, allow_redirects=False, timeout=5).headers["Location"]
    back = back.removeprefix("http://testserver")
    assert client.get(back).status_code == 302
    client.logout()
    assert client.get(back).status_code == 401


def test_an_answer_to_another_browser_is_refused(school, there, identity, client, async_client):
    from django.test import Client

    address = begin(Client(), school)
    assert come_back(client, address).status_code == 401
    assert who(client) is None


def test_the_address_may_come_from_userinfo(school, there, identity, client):
    there.faults = {"email in userinfo"}
    sign_in(client, school)
    assert who(client).email == EVA


def test_userinfo_of_somebody_else_is_refused(school, there, identity, client):
    there.faults = {"email in userinfo", "userinfo of another"}
    assert sign_in(client, school).status_code == 401
    assert who(client) is None


@pytest.mark.parametrize(
    ("claims", "status", "words"),
    [
        ({"email": EVA, "email_verified": False}, 403, "has not confirmed"),
        ({"email": EVA, "email_verified": "false"}, 403, "has not confirmed"),
        ({"email": EVA, "email_verified": None}, 403, "has not confirmed"),
        ({"email": "eva@evil.example"}, 403, "another domain"),
        ({"email": f"eva@sub.{DOMAIN}"}, 403, "another domain"),
        ({"email": None}, 422, "did not tell us"),
    ],
)
def test_an_address_it_may_not_vouch_for(claims, status, words, school, there, identity, client):
    there.person(**claims)
    answer = sign_in(client, school)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert who(client) is None
    there.person(email=EVA)
    sign_in(client, school)
    assert who(client).email == EVA


def test_a_school_that_gives_out_its_addresses_need_not_confirm_each(
    school, there, identity, client
):
    IdentityProvider._base_manager.update(trusts_addresses=True)
    there.person(email=EVA, email_verified=None)
    sign_in(client, school)
    assert who(client).email == EVA
    client.logout()
    there.person(sub="s-3", email="eva@evil.example", email_verified=None)
    assert sign_in(client, school).status_code == 403  # its own domain only


def test_who_is_here_already_is_found_by_a_vouched_address(school, there, identity, client):
    eva = add_person(email=EVA, password=PASSWORD, name="Eva")
    sign_in(client, school)
    assert who(client) == eva
    eva.refresh_from_db()
    # Whoever made the account had not shown that the address was theirs.
    assert not eva.has_usable_password()
    assert EmailAddress.objects.get(user=eva).verified


def test_a_confirmed_account_keeps_its_password(school, there, identity, client):
    eva = add_person(email=EVA, password=PASSWORD, name="Eva")
    EmailAddress.objects.create(user=eva, email=EVA, verified=True, primary=True)
    sign_in(client, school)
    eva.refresh_from_db()
    assert who(client) == eva
    assert eva.check_password(PASSWORD)


def test_nobody_becomes_a_platform_admin_by_a_school_s_word(school, there, identity, client):
    boss = add_person(email=EVA, password=PASSWORD, is_staff=True, is_superuser=True)
    answer = sign_in(client, school)
    assert answer.status_code == 403
    assert who(client) is None
    assert not SocialAccount.objects.filter(user=boss).exists()


def test_the_same_subject_elsewhere_is_somebody_else(school, there, identity, client, charlie):
    sign_in(client, school)
    client.logout()
    other = IdentityProvider(
        organization=charlie.memberships.get().organization, name="Hillside ID", is_on=True
    )
    connection = Connection(
        server_url=there.issuer, client_id=oidc_server.CLIENT, secret=oidc_server.SECRET
    )
    save_provider(other, connection)
    slug = other.organization.slug
    page = client.get(f"/o/{slug}/sign-in/").content.decode()
    action = unescape(re.search(r'action="(/accounts/oidc/[^"]+)"', page)[1])
    leaving = client.post(action).content.decode()
    address = unescape(re.search(r'content="0;url=([^"]+)"', leaving)[1])
    assert come_back(client, address).status_code == 403  # and it may not speak for the domain
    assert who(client) is None


def test_a_required_claim_is_required(school, there, identity, client):
    app = identity.app
    app.settings["required_claims"] = {"hd": DOMAIN}
    app.save()
    assert sign_in(client, school).status_code == 401
    there.person(email=EVA, hd=DOMAIN)
    sign_in(client, school)
    assert who(client).email == EVA


def test_with_approval_one_waits(school, there, identity, client):
    IdentityProvider._base_manager.update(requires_approval=True)
    page = sign_in(client, school, follow=True)
    assert "You are nearly in" in page.content.decode()
    eva = who(client)
    assert not eva.memberships.exists()
    with scope(school.organization.pk):
        asked = JoinRequest.objects.get(user=eva)
    client.force_login(school.alice)
    client.post(school.url(f"join-requests/{asked.pk}/"), {"answer": "approve"})
    assert eva.memberships.get().role == Role.STUDENT


def test_who_was_deactivated_stays_so(school, there, identity, client):
    from django.utils import timezone

    sign_in(client, school)
    eva = who(client)
    Membership.objects.filter(user=eva).update(ended_at=timezone.now())
    client.logout()
    sign_in(client, school)
    assert client.get(school.url("")).status_code == 404
    assert Membership.objects.get(user=eva, organization=school.organization).ended_at


def test_a_closed_account_is_not_opened(school, there, identity, client):
    sign_in(client, school)
    User.objects.filter(email=EVA).update(is_active=False)
    client.logout()
    sign_in(client, school)
    assert client.get(school.url("")).status_code == 302
    assert who(client) is None


def test_the_test_button_says_whether_it_answers(school, there, identity, client):
    client.force_login(school.alice)
    address = school.url(f"sign-in-settings/{identity.pk}/test/")
    assert "It answers" in client.post(address).content.decode()
    there.faults = {"issuer"}
    assert "is another one" in client.post(address).content.decode()
    there.faults = {"discovery"}
    assert "cannot be reached" in client.post(address).content.decode()


def test_set_up_in_the_admin_people_come_in_by_their_address(school, there, client):
    boss = add_person(email="b@l.example", password="x", is_staff=True, is_superuser=True)
    client.force_login(boss)
    new = {
        "organization": school.organization.pk, "kind": "openid_connect", "name": "Riverside ID",
        "is_on": "on", "role": "student", "server_url": there.issuer, "secret": oidc_server.SECRET,
        "client_id": oidc_server.CLIENT, "required_claims": "{}", "attributes": "{}",
        "domains-TOTAL_FORMS": 1, "domains-INITIAL_FORMS": 0, "domains-0-domain": DOMAIN,
    }  # fmt: skip
    answer = client.post("/admin/organizations/identityprovider/add/", new)
    assert answer.status_code == 302, re.findall(r"errorlist.*?</ul>", answer.content.decode())
    client.logout()
    assert client.post("/sign-in/school/", {"email": EVA}).url == school.url("sign-in/")
    sign_in(client, school)
    assert who(client).email == EVA


def test_the_secret_is_shown_to_nobody(school, there, identity, client):
    client.force_login(school.alice)
    assert oidc_server.SECRET not in client.get(school.url("sign-in-settings/")).content.decode()
    boss = add_person(email="b@l.example", password="x", is_staff=True, is_superuser=True)
    client.force_login(boss)
    page = client.get(f"/admin/organizations/identityprovider/{identity.pk}/change/")
    assert page.status_code == 200
    assert there.issuer in page.content.decode()
    assert oidc_server.SECRET not in page.content.decode()


def test_a_note_of_an_address_in_another_s_account_is_worth_nothing(
    school, there, identity, client
):
    """Mallory wrote Eva's address into her own account, and waits."""
    mallory = add_person(email="mallory@evil.example", password=PASSWORD)
    EmailAddress.objects.create(user=mallory, email=EVA, verified=False)
    sign_in(client, school)
    assert who(client) not in (None, mallory)
    assert who(client).email == EVA
    assert not EmailAddress.objects.filter(user=mallory, email=EVA).exists()


def test_an_account_with_a_way_back_in_is_not_taken_over(school, there, identity, client):
    """Mallory signed up with Eva's address, and confirmed another that is hers."""
    mallory = add_person(email=EVA, password=PASSWORD)
    EmailAddress.objects.create(user=mallory, email="m@evil.example", verified=True)
    answer = sign_in(client, school)
    assert answer.status_code == 403
    assert "There is an account" in answer.content.decode()
    assert not SocialAccount.objects.filter(user=mallory).exists()
