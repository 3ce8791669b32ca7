"""An invitation is taken once, by whom it is for, while it stands."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User
from organizations.models import (
    AuditEntry,
    ClassMember,
    Invitation,
    Membership,
    Relationship,
    Role,
)
from organizations.services.invitations import invite
from organizations.services.people import add_member
from organizations.services.students import add_students
from organizations.tests.factories import (
    add_class,
    membership,
    person,
)
from organizations.tests.inviting import NEW, invited, link, send
from organizations.tests.working import work_off


def test_it_works(in_school, client, sign_in, mailoutbox):
    url = invited(client, in_school, sign_in, mailoutbox)
    assert "Nora" not in client.get(url).content.decode()
    assert client.post(url, NEW).status_code == 302
    nora = User.objects.get(email="nora@hill.example")
    assert membership(in_school.organization, nora).role == Role.TEACHER
    assert EmailAddress.objects.get(user=nora).verified
    assert client.get(in_school.url("")).status_code == 200
    assert AuditEntry.objects.filter(action="people.joined").count() == 1


def test_opened_it_is_not_accepted(in_school, client, sign_in, mailoutbox):
    url = invited(client, in_school, sign_in, mailoutbox)
    assert client.get(url).status_code == 200
    assert Invitation.objects.get().accepted_at is None


def test_who_has_an_account_signs_in_and_accepts(in_school, client, sign_in, mailoutbox):
    nora = person("Nora", "nora@hill.example")
    url = invited(client, in_school, sign_in, mailoutbox, emails="Nora@Hill.example")
    page = client.get(url).content.decode()
    assert "Sign in, then accept" in page
    assert client.post(url, NEW).status_code == 200  # no second account, nothing accepted
    sign_in(nora)
    assert client.post(url).status_code == 302
    assert membership(in_school.organization, nora).role == Role.TEACHER


def test_signed_in_as_somebody_else_it_is_not_theirs(
    in_school, client, sign_in, mailoutbox, charlie
):
    url = invited(client, in_school, sign_in, mailoutbox)
    sign_in(charlie)
    for answer in (client.get(url), client.post(url)):
        assert answer.status_code == 403
        assert "for another address" in answer.content.decode()
    assert Invitation.objects.get().accepted_at is None
    sign_in(person("Nora", "nora@hill.example"))
    assert client.post(url).status_code == 302


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"expires_at": timezone.now() - timedelta(days=1)}, "too old"),
        ({"revoked_at": timezone.now()}, "taken back"),
        ({"accepted_at": timezone.now()}, "used already"),
    ],
)
def test_over_it_says_so_and_nobody_comes_in(
    in_school, client, sign_in, mailoutbox, change, sentence
):
    url = invited(client, in_school, sign_in, mailoutbox)
    Invitation.objects.update(**change)
    for answer in (client.get(url), client.post(url, NEW)):
        assert answer.status_code == 410
        assert sentence in answer.content.decode()
    assert not User.objects.filter(email="nora@hill.example").exists()
    Invitation.objects.update(
        expires_at=timezone.now() + timedelta(days=1), revoked_at=None, accepted_at=None
    )
    assert client.post(url, NEW).status_code == 302


def test_what_is_added_to_the_form_of_acceptance_gives_nothing(
    in_school, client, sign_in, mailoutbox
):
    url = invited(client, in_school, sign_in, mailoutbox)
    more = {"role": "owner", "email": "x@x.example", "is_staff": "on", "is_superuser": "on"}
    assert client.post(url, NEW | more).status_code == 302
    nora = User.objects.get(email="nora@hill.example")
    assert membership(in_school.organization, nora).role == Role.TEACHER
    assert not nora.is_staff
    assert not nora.is_superuser


def test_used_once_the_link_is_over(in_school, client, sign_in, mailoutbox):
    url = invited(client, in_school, sign_in, mailoutbox)
    client.post(url, NEW)
    client.logout()
    people = list(Membership.objects.order_by("pk").values())
    answer = client.post(url, {"name": "Somebody Else", "password": "another long password"})
    assert answer.status_code == 410
    assert "used already" in answer.content.decode()
    assert list(Membership.objects.order_by("pk").values()) == people
    nora = User.objects.get(email="nora@hill.example")
    assert nora.name == "Nora Berg"
    assert nora.check_password(NEW["password"])


def test_an_unknown_link_says_what_to_do(school, client):
    answer = client.get("/invitations/nonsense/")
    assert answer.status_code == 404
    assert "belongs to no invitation" in answer.content.decode()


def test_sent_again_the_old_link_ends(in_school, client, sign_in, mailoutbox):
    old = invited(client, in_school, sign_in, mailoutbox)
    sign_in(in_school.alice)
    url = in_school.url(f"people/invitations/{Invitation.objects.get().pk}/resend/")
    assert client.post(url).status_code == 409  # a moment ago
    Invitation.objects.update(sent_at=timezone.now() - timedelta(hours=1))
    assert client.post(url).status_code == 302
    work_off()
    client.logout()
    assert client.get(old).status_code == 404
    assert client.post(link(mailoutbox), NEW).status_code == 302


def test_revoked_it_can_be_sent_anew(in_school, client, sign_in, mailoutbox):
    invited(client, in_school, sign_in, mailoutbox)
    sign_in(in_school.alice)
    url = in_school.url(f"people/invitations/{Invitation.objects.get().pk}/revoke/")
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 409
    assert send(client, in_school).status_code == 302


def test_an_inviter_who_was_demoted_gives_nothing_any_more(in_school, client, sign_in, mailoutbox):
    url = invited(client, in_school, sign_in, mailoutbox, role="admin")
    add_member(organization=in_school.organization, user=in_school.alice, role=Role.TEACHER)
    for answer in (client.get(url), client.post(url, NEW)):
        assert answer.status_code == 410
        assert "does not stand any more" in answer.content.decode()
    assert not User.objects.filter(email="nora@hill.example").exists()
    add_member(organization=in_school.organization, user=in_school.alice, role=Role.ADMIN)
    assert client.post(url, NEW).status_code == 302


def test_of_a_deleted_inviter_it_does_not_stand(in_school, client, sign_in, mailoutbox):
    url = invited(client, in_school, sign_in, mailoutbox)
    Invitation.objects.update(invited_by=None)
    assert client.post(url, NEW).status_code == 410


def test_by_the_platform_itself_it_stands(in_school, client, mailoutbox):
    invite(
        organization=in_school.organization,
        email="first@hill.example",
        role=Role.OWNER,
        invited_by=None,
    )
    work_off()
    assert "You are invited to Riverside High as owner." in mailoutbox[0].body
    assert client.post(link(mailoutbox), NEW).status_code == 302
    user = User.objects.get(email="first@hill.example")
    assert membership(in_school.organization, user).role == Role.OWNER


def test_to_a_class_they_are_in_it(in_school, client, sign_in, mailoutbox):
    made = add_class(membership(in_school.organization, in_school.bob))
    url = invited(client, in_school, sign_in, mailoutbox, role="student", school_class=str(made.pk))
    client.post(url, NEW)
    row = ClassMember.objects.get(school_class=made, part="student")
    assert row.membership.user.email == "nora@hill.example"
    assert Relationship.objects.get(child=row.membership).adult.user == in_school.bob


def test_a_guardian_comes_by_invitation(in_school, client, sign_in, mailoutbox):
    made = add_class(membership(in_school.organization, in_school.bob))
    add_students(school_class=made, names=["Eve Park"])
    child = Membership.objects.get(login_name="eve.park")
    sign_in(in_school.alice)
    url = in_school.url(f"people/{child.pk}/relationships/")
    answer = client.post(url, {"email": "mum@hill.example", "kind": "guardian"})
    assert answer.status_code == 302
    work_off()
    client.logout()
    client.post(link(mailoutbox), NEW)
    page = client.get(in_school.url("")).content.decode()
    assert "Eve Park" in page
    assert "Physics 2b" in page
