"""Platform admins see what somebody sees: for a reason, a while, and never what is theirs alone."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.services import add_person
from organizations.models import AuditEntry, Impersonation, OrganizationKey
from organizations.scoping import unscoped

WHY = {"reason": "Bob cannot open his book, ticket 4711"}


@pytest.fixture
def boss(both_databases):
    return add_person(
        email="boss@lectern.example", password="x", is_staff=True, is_superuser=True, name="Boss"
    )


@pytest.fixture
def as_bob(school, boss, client):
    """The platform admin's browser, seeing what bob sees."""
    client.force_login(boss)
    client.post(f"/impersonation/{school.bob.pk}/", WHY)
    return client


def entries(action: str) -> list[AuditEntry]:
    with unscoped("a test"):
        return list(AuditEntry.objects.filter(action=action))


def test_it_works(school, boss, as_bob):
    page = as_bob.get(school.url("library/")).content.decode()
    assert "You see Lectern as <strong>Bob</strong>" in page
    [entry] = entries("impersonation.started")
    assert (entry.organization, entry.impersonator_id) == (school.organization, boss.pk)
    assert entry.detail["reason"] == WHY["reason"]
    assert entry.detail["person"] == str(school.bob.pk)
    answer = as_bob.post("/impersonation/stop/")
    assert answer["Location"] == "/admin/"
    assert as_bob.get(school.url("library/")).status_code == 404  # the boss is in no school
    assert as_bob.get("/admin/").status_code == 200
    assert len(entries("impersonation.ended")) == 1


def test_the_banner_is_on_each_page_and_on_no_other_s(school, as_bob, client):
    for path in (school.url(""), school.url("lessons/"), "/settings/", "/no-such-page/"):
        assert 'class="impersonation"' in as_bob.get(path).content.decode(), path
    as_bob.post("/impersonation/stop/")
    client.force_login(school.bob)
    assert 'class="impersonation"' not in client.get(school.url("")).content.decode()


@pytest.mark.parametrize("reason", ["", "   ", "help"])
def test_a_reason_is_needed(reason, school, boss, client):
    client.force_login(boss)
    answer = client.post(f"/impersonation/{school.bob.pk}/", {"reason": reason})
    assert answer.status_code == 422
    assert not Impersonation.objects.exists()


def test_who_is_no_platform_admin_finds_nothing(school, client):
    client.force_login(school.alice)
    assert client.post(f"/impersonation/{school.bob.pk}/", WHY).status_code == 404
    client.logout()
    assert client.post(f"/impersonation/{school.bob.pk}/", WHY).status_code == 302


def test_nobody_acts_as_staff_or_as_a_closed_account(school, boss, client):
    client.force_login(boss)
    other = add_person(email="o@lectern.example", password="x", is_staff=True)
    assert client.post(f"/impersonation/{other.pk}/", WHY).status_code == 403
    school.bob.is_active = False
    school.bob.save()
    assert client.post(f"/impersonation/{school.bob.pk}/", WHY).status_code == 403
    assert not Impersonation.objects.exists()


def test_it_ends_by_itself(school, boss, client):
    begun = timezone.now()
    with time_machine.travel(begun, tick=False) as clock:
        client.force_login(boss)
        client.post(f"/impersonation/{school.bob.pk}/", WHY)
        clock.move_to(begun + timedelta(minutes=29))
        assert client.get(school.url("")).status_code == 200
        clock.move_to(begun + timedelta(minutes=31))
        assert client.get(school.url("")).status_code == 404
        assert len(entries("impersonation.ended")) == 1
        assert client.get("/admin/").status_code == 200  # oneself again


def test_it_ends_with_the_staff_s_own_right(school, boss, as_bob):
    boss.is_staff = False
    boss.save()
    assert as_bob.get(school.url("")).status_code == 404


def test_it_ends_where_the_person_becomes_staff(school, as_bob):
    school.bob.is_staff = True
    school.bob.save()
    assert as_bob.get(school.url("")).status_code == 404


THEIRS = [
    ("GET", "/accounts/password/change/"),
    ("GET", "/accounts/email/"),
    ("GET", "/accounts/2fa/"),
    ("GET", "/accounts/2fa/totp/activate/"),
    ("GET", "/accounts/2fa/webauthn/add/"),
    ("GET", "/accounts/sessions/"),
    ("GET", "/accounts/3rdparty/"),
    ("GET", "/accounts/reauthenticate/"),
    ("POST", "/accounts/logout/"),
    ("GET", "/admin/"),
    ("GET", "/admin/accounts/user/"),
]


@pytest.mark.parametrize(("method", "path"), THEIRS)
def test_what_is_theirs_alone(method, path, school, as_bob):
    answer = as_bob.generic(method, path)
    assert answer.status_code == 403
    assert "Stop that first" in answer.content.decode()
    as_bob.post("/impersonation/stop/")
    assert as_bob.generic(method, path).status_code in (200, 302)


def test_nobody_steps_from_one_to_the_next(school, as_bob):
    assert as_bob.post(f"/impersonation/{school.dana.pk}/", WHY).status_code == 403
    assert Impersonation.objects.count() == 1


def test_no_keys_are_made_in_another_s_name(school, boss, client):
    client.force_login(boss)
    client.post(f"/impersonation/{school.alice.pk}/", WHY)
    sent = {"name": "Mine", "scopes": ["search"], "life": ""}
    assert client.post(school.url("api-keys/"), sent).status_code == 403
    assert not OrganizationKey._base_manager.exists()
    client.force_login(school.alice)
    assert client.post(school.url("api-keys/"), sent).status_code == 200
    assert OrganizationKey._base_manager.count() == 1


def test_what_is_done_meanwhile_names_both(school, boss, client):
    from organizations.models import JoinRequest

    eva = add_person(email="eva@x.example", password="x")
    with unscoped("a test"):
        asked = JoinRequest.objects.create(
            organization=school.organization, user=eva, role="student", via="x.example"
        )
    client.force_login(boss)
    client.post(f"/impersonation/{school.alice.pk}/", WHY)
    client.post(school.url(f"join-requests/{asked.pk}/"), {"answer": "approve"})
    [entry] = entries("people.joined")
    assert (entry.actor_id, entry.impersonator_id) == (school.alice.pk, boss.pk)


def test_the_admin_leads_there(school, boss, client):
    client.force_login(boss)
    page = client.get(f"/admin/accounts/user/{school.bob.pk}/change/").content.decode()
    assert f"/impersonation/{school.bob.pk}/" in page
    own = client.get(f"/admin/accounts/user/{boss.pk}/change/").content.decode()
    assert f"/impersonation/{boss.pk}/" not in own
