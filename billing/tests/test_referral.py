"""Recommending: a link, a longer trial, a month of credit, and what is none."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import add_person
from accounts.tests.signing_up import sign_up
from billing import referral
from billing.models import MonthOfCredit, Referral
from conftest import PASSWORD
from organizations.models import Organization, Role
from organizations.services.organizations import create_organization
from organizations.services.people import add_member

pytestmark = pytest.mark.django_db(databases=["default", "content"])
EVA = "eva@home.example"


@pytest.fixture
def ada(db):
    return person("ada@friends.example")


def person(email: str) -> User:
    return add_person(email=email, password=PASSWORD, name=email.split("@")[0])


def come_by(code: str, email: str = EVA, *, by: str = "/r/{}/", ip: str = "192.0.2.1") -> Referral:
    client = Client(REMOTE_ADDR=ip)
    client.get(by.format(code))
    sign_up(client, email=email)
    return Referral.objects.order_by("-pk").first()


@pytest.mark.parametrize("by", ["/r/{}/", "/?ref={}"])
def test_it_works(ada, client, by, settings):
    client.force_login(ada)
    code = referral.code_of(ada)
    assert f"/r/{code}/" in client.get("/invite-a-friend/").content.decode()
    made = come_by(code, by=by)
    assert (made.state, made.referrer, made.referred.email) == ("waiting", ada, EVA)
    assert referral.trial_days(made.referred) == settings.REFERRED_TRIAL_DAYS
    assert referral.trial_days(ada) == settings.TRIAL_DAYS
    credit = referral.on_first_payment(made.referred)
    assert credit.person == ada
    assert referral.on_first_payment(made.referred) is None  # once
    page = client.get("/invite-a-friend/").content.decode()
    assert page.count("<dd>1</dd>") == 3
    assert EVA not in page


def test_an_organization_that_its_owner_pays_for(ada):
    made = come_by(referral.code_of(ada))
    place = made.referred.memberships.get().organization
    assert referral.on_first_payment(place).person == ada


def test_an_unknown_code_and_none_change_nothing(ada):
    assert come_by("zzzzzzzz") is None
    assert User.objects.filter(email=EVA).exists()


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("ada@x.example", "Ada+2@x.example"), ("a.da@gmail.com", "ada+new@googlemail.com")],
)
def test_not_oneself_under_another_name(mine, theirs, settings):
    made = come_by(referral.code_of(person(mine)), theirs)
    assert (made.state, made.reason) == ("refused", "self")
    assert referral.trial_days(made.referred) == settings.TRIAL_DAYS
    assert referral.on_first_payment(made.referred) is None


def test_not_in_a_circle_also_after_an_account_is_made_anew(ada):
    eva = come_by(referral.code_of(ada)).referred
    zoe = come_by(referral.code_of(eva), "zoe@x.example").referred
    code = referral.code_of(zoe)
    ada.delete()
    assert come_by(code, "ada@friends.example").reason == "loop"


def test_not_twice_with_one_mailbox(ada):
    come_by(referral.code_of(ada)).referred.delete()
    assert come_by(referral.code_of(ada)).reason == "again"


@pytest.mark.parametrize(
    ("type", "role", "reason"),
    [
        (Organization.Type.FAMILY, Role.STUDENT, "household"),
        (Organization.Type.SCHOOL, Role.ADMIN, "admins"),
        (Organization.Type.SCHOOL, Role.TEACHER, ""),
    ],
)
def test_not_who_shares_a_household_or_runs_the_same(ada, type, role, reason):
    """Also where they come together after the sign-up."""
    made = come_by(referral.code_of(ada))
    shared = create_organization(name="Shared", type=type)
    add_member(organization=shared, user=ada, role=Role.OWNER)
    add_member(organization=shared, user=made.referred, role=role)
    credit = referral.on_first_payment(made.referred)
    made.refresh_from_db()
    assert (credit is None, made.reason) == (bool(reason), reason)


def test_no_more_than_so_many_a_year(ada, settings):
    settings.REFERRALS_A_YEAR = 1
    code = referral.code_of(ada)
    first, second = (come_by(code, f"p{n}@x.example").referred for n in (1, 2))
    assert referral.on_first_payment(first)
    assert referral.on_first_payment(second) is None
    assert Referral.objects.get(referred=second).state == "capped"
    MonthOfCredit.objects.update(given_at=timezone.now() - referral.YEAR)
    third = come_by(code, "p3@x.example").referred
    assert referral.on_first_payment(third)


def test_platform_staff_see_many_from_one_address(ada, client):
    code = referral.code_of(ada)
    for number in range(3):
        come_by(code, f"many{number}@burner.example", ip="192.0.2.66")
    come_by(code, "one@x.example")
    come_by(code, "ada+me@friends.example")
    boss = add_person(email="boss@x.example", password=None, is_staff=True)
    client.force_login(boss)
    page = client.get("/admin/billing/referral/?many=ip").content.decode()
    assert "many2@burner.example" not in page  # people are shown by name
    assert page.count("burner.example") >= 3
    assert "192.0.2.66" in page
    refused = client.get("/admin/billing/referral/?state__exact=refused").content.decode()
    assert "The same person" in refused
    assert "burner.example" not in refused
