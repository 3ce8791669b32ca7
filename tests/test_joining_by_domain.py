"""People with a verified address of an organization's domain ask to join, or join at once."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from accounts.services import add_person
from conftest import PASSWORD
from organizations.models import AuditEntry, JoinRequest, Membership
from organizations.scoping import unscoped

DOMAIN = "riverside.example"


@pytest.fixture
def open_school(school):
    school.organization.domain = DOMAIN
    school.organization.save()
    return school


def person(address=f"eva@{DOMAIN}", *, verified=True):
    user = add_person(email=address, password=PASSWORD, name="Eva")
    EmailAddress.objects.create(user=user, email=address, verified=verified, primary=True)
    return user


def sign_in(client, user):
    return client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})


def configure(school, **joining):
    school.organization.settings["joining"] = joining
    school.organization.save()


def asked() -> list[JoinRequest]:
    with unscoped("a test"):
        return list(JoinRequest.objects.select_related("user"))


def test_it_works(open_school, client):
    eva = person()
    assert sign_in(client, eva)["Location"] == "/join/school/"
    assert "Riverside High" in client.get("/join/school/").content.decode()
    client.post(f"/join/school/{open_school.organization.slug}/", {"answer": "ask"})
    [request] = asked()
    assert (request.user, request.state, request.role) == (eva, "pending", "student")
    client.force_login(open_school.alice)
    page = client.get(open_school.url("join-requests/")).content.decode()
    assert "eva@riverside.example" in page
    client.post(open_school.url(f"join-requests/{request.pk}/"), {"answer": "approve"})
    assert Membership.objects.get(user=eva, organization=open_school.organization).role == "student"
    with unscoped("a test"):
        actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"people.asked_to_join", "people.joined"} <= actions


def test_refused_is_refused(open_school, client):
    eva = person()
    sign_in(client, eva)
    client.post(f"/join/school/{open_school.organization.slug}/", {"answer": "ask"})
    [request] = asked()
    client.force_login(open_school.alice)
    address = open_school.url(f"join-requests/{request.pk}/")
    assert client.post(address, {"answer": "refuse"}).status_code == 302
    assert client.post(address, {"answer": "approve"}).status_code == 409
    assert not Membership.objects.filter(user=eva, organization=open_school.organization).exists()
    client.force_login(eva)
    again = client.post(f"/join/school/{open_school.organization.slug}/", {"answer": "ask"})
    assert again.status_code == 404


def test_who_does_not_want_to_is_not_asked_again(open_school, client):
    eva = person()
    assert sign_in(client, eva)["Location"] == "/join/school/"
    client.post(f"/join/school/{open_school.organization.slug}/", {"answer": "no"})
    client.logout()
    assert sign_in(client, eva)["Location"] == "/"


@pytest.mark.parametrize("role", ["student", "teacher"])
def test_at_once_where_the_organization_says_so(role, open_school, client):
    configure(open_school, by_domain="at_once", role=role)
    eva = person()
    sign_in(client, eva)
    assert Membership.objects.get(user=eva, organization=open_school.organization).role == role
    assert asked() == []


def test_at_once_when_the_address_is_confirmed(open_school, client):
    configure(open_school, by_domain="at_once")
    from allauth.account.models import EmailConfirmationHMAC

    eva = person(verified=False)
    sign_in(client, eva)
    mine = Membership.objects.filter(user=eva, organization=open_school.organization)
    assert not mine.exists()
    key = EmailConfirmationHMAC(EmailAddress.objects.get(user=eva)).key
    client.post(f"/accounts/confirm-email/{key}/")
    assert mine.get().role == "student"


@pytest.mark.parametrize(
    ("address", "verified"),
    [
        (f"eva@{DOMAIN}", False),
        (f"eva@sub.{DOMAIN}", True),
        (f"eva@evil-{DOMAIN}", True),
        ("eva@elsewhere.example", True),
    ],
)
def test_who_is_not_offered_anything(address, verified, open_school, client):
    configure(open_school, by_domain="at_once")
    eva = person(address, verified=verified)
    assert sign_in(client, eva)["Location"] == "/"
    answer = client.post(f"/join/school/{open_school.organization.slug}/", {"answer": "ask"})
    assert answer.status_code == 404
    assert asked() == []
    assert not Membership.objects.filter(user=eva, organization=open_school.organization).exists()


def test_a_school_that_switched_it_off(open_school, client):
    open_school.organization.settings["features"].remove("domain_join")
    open_school.organization.save()
    assert sign_in(client, person())["Location"] == "/"


@pytest.mark.parametrize("domain", ["gmail.com", "Outlook.com", " yahoo.co.uk "])
def test_mail_for_everybody_is_nobody_s_domain(domain, school, client):
    school.organization.domain = domain
    with pytest.raises(ValidationError, match="Anybody can have an address there"):
        school.organization.full_clean()
    school.organization.domain = "Riverside.Example"
    school.organization.full_clean()
    assert school.organization.domain == DOMAIN
    school.organization.domain = domain.strip().lower()  # past every form
    school.organization.save()
    configure(school, by_domain="at_once")
    assert sign_in(client, person(f"eva@{domain.strip().lower()}"))["Location"] == "/"


def test_who_was_deactivated_does_not_come_back_this_way(open_school, client):
    from django.utils import timezone

    configure(open_school, by_domain="at_once")
    eva = person()
    sign_in(client, eva)
    mine = Membership.objects.filter(user=eva, organization=open_school.organization)
    mine.update(ended_at=timezone.now())
    client.logout()
    sign_in(client, eva)
    assert mine.get().ended_at is not None


def test_another_school_decides_nothing(open_school, charlie, client):
    sign_in(client, person())
    client.post(f"/join/school/{open_school.organization.slug}/", {"answer": "ask"})
    [request] = asked()
    client.force_login(charlie)
    theirs = charlie.memberships.get().organization.slug
    address = f"/o/{theirs}/join-requests/{request.pk}/"
    assert client.post(address, {"answer": "approve"}).status_code == 404
    assert "eva@" not in client.get(f"/o/{theirs}/join-requests/").content.decode()
    assert asked()[0].state == "pending"
