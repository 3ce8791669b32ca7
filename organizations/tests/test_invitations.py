"""Who may ask whom in, to where, as what."""

import pytest
from django.utils import timezone

from accounts.models import User
from conftest import add_to
from organizations import registries
from organizations.models import (
    ClassMember,
    Invitation,
    Membership,
    Organization,
    Role,
)
from organizations.scoping import scope
from organizations.services.invitations import invite
from organizations.services.organizations import create_organization
from organizations.tests.factories import (
    add_admin_of,
    add_class,
    add_school,
    membership,
)
from organizations.tests.inviting import NEW, invited, send
from project.errors import Conflict, Forbidden, Invalid


@pytest.fixture
def alice(school) -> Membership:
    return membership(school.organization, school.alice)


@pytest.mark.parametrize(
    ("who", "role"), [("alice", "owner"), ("bob", "admin"), ("bob", "student"), ("dana", "student")]
)
def test_a_role_above_ones_own_is_refused(in_school, client, sign_in, who, role):
    sign_in(getattr(in_school, who))
    answer = send(client, in_school, role=role)
    assert answer.status_code == 403
    assert not Invitation.objects.exists()


def test_a_teacher_who_says_admin_in_the_form_of_a_class_is_refused(in_school, client, sign_in):
    made = add_class(membership(in_school.organization, in_school.bob))
    url = in_school.url(f"classes/{made.pk}/invite/")
    sign_in(in_school.bob)
    for role in ("admin", "owner", "teacher"):
        answer = client.post(url, {"emails": "x@hill.example", "role": role})
        assert answer.status_code == 403, role
        assert "you cannot make somebody" in answer.content.decode()
    assert not Invitation.objects.exists()
    assert client.post(url, {"emails": "x@hill.example", "role": "student"}).status_code == 302


def test_no_such_role(in_school, client, sign_in):
    sign_in(in_school.alice)
    assert send(client, in_school, role="king").status_code == 422
    assert not Invitation.objects.exists()


def test_an_admin_of_a_school_invites_to_it_alone(in_school, client, sign_in):
    north, south = (add_school(in_school.organization, name) for name in ("North", "South"))
    sign_in(add_admin_of(north, "nina"))
    assert send(client, in_school, school=str(south.pk)).status_code == 404
    assert send(client, in_school, school="").status_code == 422  # the whole organization
    assert send(client, in_school, role="owner", school=str(north.pk)).status_code == 403
    assert not Invitation.objects.exists()
    assert send(client, in_school, school=str(north.pk)).status_code == 302
    assert Invitation.objects.get().school == north


def test_a_class_or_school_of_another_organization_is_not_there(
    in_school, client, sign_in, charlie
):
    other = charlie.memberships.get().organization
    theirs = add_class(membership(other, charlie))
    with scope(other.pk):
        their_school = add_school(other, "Theirs")
    sign_in(in_school.alice)
    assert send(client, in_school, school_class=str(theirs.pk)).status_code == 404
    assert send(client, in_school, school=str(their_school.pk)).status_code == 404
    assert send(client, in_school, school="nonsense").status_code == 404
    assert not Invitation.objects.exists()


def test_who_is_here_or_invited_already_is_named(in_school, client, sign_in):
    sign_in(in_school.alice)
    send(client, in_school)
    emails = f"NORA@hill.example, {in_school.bob.email.upper()} ok@hill.example"
    page = send(client, in_school, emails=emails)
    said = page.content.decode()
    assert page.status_code == 422
    assert "nora@hill.example is invited already" in said
    assert f"{in_school.bob.email} is here already, as teacher" in said
    assert "1 invitation is on its way" in said
    assert Invitation.objects.count() == 2


def test_who_was_deactivated_does_not_come_back_by_an_invitation(in_school, client, sign_in):
    Membership.objects.filter(user=in_school.bob).update(ended_at=timezone.now())
    sign_in(in_school.alice)
    assert (
        "was deactivated here"
        in send(client, in_school, emails=in_school.bob.email).content.decode()
    )


@pytest.mark.parametrize("email", ["bob", "ann@", "ann@\u212aing.example", "аnn@hill.example"])
def test_what_is_no_address_is_named_and_the_others_go(in_school, client, sign_in, email):
    """A Kelvin sign folds to k; the second "аnn" begins with a Cyrillic letter."""
    sign_in(in_school.alice)
    page = send(client, in_school, emails=f"{email}\nok@hill.example")
    assert page.status_code == 422
    assert f"“{email}” is not an email address." in page.content.decode()
    assert [row.email for row in Invitation.objects.all()] == ["ok@hill.example"]


def test_five_hundred_pasted_and_not_one_more(
    in_school, client, sign_in, django_assert_max_num_queries
):
    sign_in(in_school.alice)
    emails = "\n".join(f"Pupil {n} <p{n}@hill.example>;" for n in range(500))
    with django_assert_max_num_queries(1540):  # each row stands by itself, in a savepoint
        assert send(client, in_school, emails=emails, role="student").status_code == 302
    assert Invitation.objects.count() == 500
    page = send(client, in_school, emails=emails + "\nmore@hill.example")
    assert page.status_code == 422
    assert "These are 501 addresses" in page.content.decode()
    assert Invitation.objects.count() == 500


def test_without_a_seat_nothing_is_sent(in_school, client, sign_in, mailoutbox, monkeypatch):
    url = invited(client, in_school, sign_in, mailoutbox)

    def no_seat(organization, role, more):
        raise Conflict("All seats are taken.")

    monkeypatch.setattr(registries, "seat_checks", [no_seat])
    sign_in(in_school.alice)
    assert send(client, in_school, emails="two@hill.example").status_code == 409
    client.logout()
    page = client.post(url, NEW)
    assert "All seats are taken." in page.content.decode()
    assert not User.objects.filter(email="nora@hill.example").exists()
    monkeypatch.setattr(registries, "seat_checks", [])
    assert client.post(url, NEW).status_code == 302


def test_who_is_here_is_added_to_the_class_at_once(in_school, client, sign_in):
    made = add_class(membership(in_school.organization, in_school.bob))
    sign_in(in_school.bob)
    url = in_school.url(f"classes/{made.pk}/invite/")
    assert client.post(url, {"emails": in_school.dana.email, "role": "student"}).status_code == 302
    assert ClassMember.objects.filter(school_class=made, membership__user=in_school.dana).exists()
    assert not Invitation.objects.exists()


def test_the_service_is_as_strict_as_the_form(in_school, alice):
    facts = {"organization": in_school.organization, "invited_by": in_school.alice}
    with pytest.raises(Forbidden):
        invite(email="x@hill.example", role=Role.OWNER, **facts)
    with pytest.raises(Invalid):
        invite(email="nonsense", role=Role.TEACHER, **facts)
    with pytest.raises(Conflict, match="is here already"):
        invite(email=in_school.bob.email, role=Role.TEACHER, **facts)
    assert invite(email="x@hill.example", role=Role.TEACHER, **facts).role == Role.TEACHER


def test_another_school_s_person_cannot_send_it_again(in_school, client, sign_in, charlie):
    sign_in(in_school.alice)
    send(client, in_school)
    pk = Invitation.objects.get().pk
    other = charlie.memberships.get().organization
    sign_in(charlie)
    assert client.post(f"/o/{other.slug}/people/invitations/{pk}/resend/").status_code == 404
    assert client.post(in_school.url(f"people/invitations/{pk}/revoke/")).status_code == 404
    sign_in(in_school.alice)
    assert client.post(in_school.url(f"people/invitations/{pk}/revoke/")).status_code == 302


def test_nobody_is_invited_to_a_personal_place(in_school):
    own = create_organization(name="Solo", type=Organization.Type.PERSONAL)
    user = add_to(own, "solo", Role.OWNER)
    with scope(own.pk), pytest.raises(Conflict, match="one person's own place"):
        invite(organization=own, email="x@hill.example", role=Role.ADMIN, invited_by=user)
