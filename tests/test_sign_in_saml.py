"""Sign-in by an organization's SAML server: answers signed here, right and wrong."""

import re
import zlib
from base64 import b64decode
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from accounts.models import User
from organizations.identity.setup import Connection, save_provider
from organizations.models import IdentityProvider, ProviderDomain, Role
from organizations.scoping import scope
from tests import saml_answers

DOMAIN = "riverside.example"
PAIR, OTHER_PAIR = saml_answers.key_pair(), saml_answers.key_pair()


@pytest.fixture
def identity(school) -> IdentityProvider:
    row = IdentityProvider(
        organization=school.organization,
        name="Riverside ID",
        kind=IdentityProvider.Kind.SAML,
        is_on=True,
        trusts_addresses=True,
    )
    connection = Connection(
        entity_id=saml_answers.ENTITY, sso_url=saml_answers.SSO, x509cert=PAIR[1]
    )
    save_provider(row, connection)
    with scope(school.organization.pk):
        ProviderDomain.objects.create(organization=school.organization, provider=row, domain=DOMAIN)
    return row


def begin(client, school) -> str:
    """The id of the request that the browser carries to the server."""
    page = client.get(school.url("sign-in/"), headers={"host": "school.localhost"}).content.decode()
    action = unescape(re.search(r'action="(/accounts/saml/[^"]+)"', page)[1])
    leaving = client.post(action, headers={"host": "school.localhost"}).content.decode()
    address = unescape(re.search(r'content="0;url=([^"]+)"', leaving)[1])
    assert address.startswith(saml_answers.SSO)
    sent = parse_qs(urlsplit(address).query)["SAMLRequest"][0]
    return re.search(r' ID="([^"]+)"', zlib.decompress(b64decode(sent), -15).decode())[1]


def come_back(client, identity, request_id: str, *, pair=PAIR, **changes):
    path = f"/accounts/saml/{identity.pk.hex}/acs/"
    acs = f"http://school.localhost{path}"
    sent = saml_answers.answer(pair, acs=acs, request_id=request_id, **changes)
    host = {"headers": {"host": "school.localhost"}}
    middle = client.post(path, {"SAMLResponse": sent}, **host)
    return client.get(middle["Location"], **host)


def who(client) -> User | None:
    return User.objects.filter(pk=client.session.get("_auth_user_id")).first()


@pytest.fixture(autouse=True)
def host(settings):
    settings.ALLOWED_HOSTS = ["school.localhost", "testserver"]


def test_it_works(school, identity, client):
    answer = come_back(client, identity, begin(client, school))
    assert answer.status_code == 302
    eva = who(client)
    assert eva.email == f"eva@{DOMAIN}"
    assert eva.memberships.get().role == Role.STUDENT
    account = SocialAccount.objects.get(user=eva)
    assert (account.provider, account.uid) == (identity.pk.hex, "p-1")
    client.logout()
    come_back(client, identity, begin(client, school), email="eva.m@elsewhere.example")
    assert who(client) == eva


WRONG = {
    "another key": {"pair": OTHER_PAIR},
    "no signature": {"signed": False},
    "changed after signing": {"tamper": {"p-1": "p-9"}},
    "another server": {"entity": "https://evil.example/saml"},
    "for another site": {"audience": "https://evil.example/metadata"},
    "expired": saml_answers.expired(),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_answer_that_does_not_hold(name, school, identity, client):
    answer = come_back(client, identity, begin(client, school), **WRONG[name])
    assert answer.status_code == 401
    assert who(client) is None
    come_back(client, identity, begin(client, school))
    assert who(client) is not None


def test_nobody_comes_in_unasked(school, identity, client):
    """Neither by an answer to no request, nor by one to somebody else's."""
    assert come_back(client, identity, "").status_code == 401
    assert come_back(client, identity, "_of-another-browser").status_code in (401, 403)
    assert who(client) is None


def test_an_answer_is_good_once(school, identity, client):
    request_id = begin(client, school)
    come_back(client, identity, request_id)
    client.logout()
    assert come_back(client, identity, request_id).status_code in (401, 403)
    assert who(client) is None


def test_an_address_of_another_domain(school, identity, client):
    answer = come_back(client, identity, begin(client, school), email="eva@evil.example")
    assert answer.status_code == 403
    assert who(client) is None


def test_a_server_that_does_not_give_out_addresses_has_to_confirm_them(school, identity, client):
    IdentityProvider._base_manager.update(trusts_addresses=False)
    assert come_back(client, identity, begin(client, school)).status_code == 403
    assert who(client) is None


def test_our_description_for_the_server(identity, client):
    answer = client.get(
        f"/accounts/saml/{identity.pk.hex}/metadata/", headers={"host": "school.localhost"}
    )
    assert answer.status_code == 200
    assert f"/accounts/saml/{identity.pk.hex}/acs/" in answer.content.decode()
