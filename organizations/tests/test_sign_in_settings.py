"""An admin sets how people come in; what contradicts itself is refused in words."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from organizations.models import AuditEntry
from organizations.services.settings import version_of

SAID = {"by_domain": "ask", "role": "teacher"}


@pytest.fixture
def send(in_school, sign_in):
    def call(**changes):
        client = sign_in(in_school.alice)
        in_school.organization.refresh_from_db()
        sent = SAID | {"seen": version_of(in_school.organization)} | changes
        return client.post(in_school.url("sign-in-settings/"), sent)

    return call


def options(school):
    school.organization.refresh_from_db()
    return school.organization.options


def test_it_works(send, in_school):
    TOTP.activate(in_school.alice, "JBSWY3DPEHPK3PXP")
    assert send(staff_second_factor="on").status_code == 302
    assert options(in_school).joining.role == "teacher"
    assert options(in_school).security.staff_second_factor
    written = AuditEntry.objects.get(action="settings.changed").detail["settings"]
    assert written == ["joining.role", "security.staff_second_factor"]


def refused(send, school, said: str, **changes) -> None:
    before = school.organization.settings
    answer = send(**changes)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    school.organization.refresh_from_db()
    assert school.organization.settings == before


def test_who_has_no_second_factor_does_not_lock_themselves_out(send, in_school):
    refused(send, in_school, "could not come in again", staff_second_factor="on")


def test_at_once_without_a_domain(send, in_school):
    refused(send, in_school, "You have no email domain yet", by_domain="at_once")


def test_at_once_where_the_settings_let_nobody_join(send, in_school):
    organization = in_school.organization
    organization.domain = "riverside.example"
    organization.save()
    assert send(by_domain="at_once").status_code == 302
    organization.refresh_from_db()
    organization.settings["features"].remove("domain_join")
    organization.save()
    refused(send, in_school, "Allow it under Settings", by_domain="at_once")


@pytest.mark.parametrize("forged", [{"role": "admin"}, {"role": "owner"}, {"by_domain": "all"}])
def test_a_role_that_nobody_comes_in_with(send, in_school, forged):
    refused(send, in_school, "Nothing is saved yet", **forged)


def test_what_somebody_changed_meanwhile_is_not_overwritten(send, in_school):
    refused(send, in_school, "Somebody else changed these settings", seen="2020-01-01")
