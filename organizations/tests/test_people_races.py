"""Two at the same moment: one wins, the other is told, nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client

from accounts.models import User
from conftest import PASSWORD, add_to
from organizations.models import Invitation, Membership, Organization, Role
from organizations.scoping import scope, unscoped
from organizations.services.invitations import invite
from organizations.services.join_codes import rotate_code
from organizations.services.organizations import create_organization
from organizations.services.tokens import new_token
from organizations.tests.factories import add_class, membership

pytestmark = pytest.mark.django_db(databases=["default", "content"], transaction=True)


@pytest.fixture
def organization() -> Organization:
    cache.clear()
    return create_organization(name="Riverside High")


@pytest.fixture
def owner(organization) -> User:
    return add_to(organization, "olga", Role.OWNER)


def at_once(*posts) -> list[int]:
    """Each a client, an address and what is sent; the statuses, in order of size."""
    start = Barrier(len(posts))

    def post(client: Client, path: str, data: dict) -> int:
        start.wait()
        try:
            return client.post(path, data).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(posts)) as pool:
        return sorted(pool.map(lambda sent: post(*sent), posts))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_two_accept_at_once(organization, owner):
    token, stored = new_token()
    with scope(organization.pk):
        invite(
            organization=organization, email="nora@hill.example", role="teacher", invited_by=owner
        )
        Invitation.objects.update(token_sha256=stored)
    sent = (f"/invitations/{token}/", {"name": "Nora", "password": PASSWORD})
    statuses = at_once((Client(), *sent), (Client(), *sent))
    assert statuses[0] == 302
    assert statuses[1] in (200, 410, 422)
    assert User.objects.filter(email="nora@hill.example").count() == 1
    assert Membership.objects.filter(user__email="nora@hill.example").count() == 1


def test_two_invite_one_address_at_once(organization, owner):
    admin = add_to(organization, "alice", Role.ADMIN)
    path = f"/o/{organization.slug}/people/invite/"
    sent = (path, {"emails": "nora@hill.example", "role": "teacher"})
    assert at_once((signed_in(owner), *sent), (signed_in(admin), *sent)) == [302, 422]
    with unscoped("rows of the test"):
        assert Invitation.objects.count() == 1


def test_two_take_one_login_name_at_once(organization, owner):
    olga = membership(organization, owner)
    made = add_class(olga)
    with scope(organization.pk):
        code = rotate_code(school_class=made, by=olga).code
    clients = [Client(), Client()]
    for client in clients:
        assert client.post("/join/", {"code": code}).status_code == 302
    sent = ("/join/class/", {"name": "Ann", "login_name": "ann.lee", "password": PASSWORD})
    assert at_once(*((client, *sent) for client in clients)) == [302, 422]
    assert Membership.objects.filter(login_name="ann.lee").count() == 1
    assert User.objects.filter(name="Ann").count() == 1


def test_two_owners_leave_at_once(organization, owner):
    second = add_to(organization, "omar", Role.OWNER)
    path = f"/o/{organization.slug}/you/leave/"
    assert at_once((signed_in(owner), path, {}), (signed_in(second), path, {})) == [302, 409]
    assert Membership.objects.filter(role=Role.OWNER, ended_at=None).count() == 1
