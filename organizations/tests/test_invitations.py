"""People asked in by email: sent by a job, taken once, by whom they are for."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from conftest import add_to
from organizations import registries
from organizations.models import (
    AuditEntry,
    ClassMember,
    Invitation,
    Job,
    Membership,
    Organization,
    Relationship,
    Role,
)
from organizations.scoping import scope
from organizations.services.invitations import invite
from organizations.services.organizations import create_organization
from organizations.services.people import add_member
from organizations.services.students import add_students
from organizations.tests.factories import (
    add_admin_of,
    add_class,
    add_school,
    membership,
    person,
)
from organizations.tests.working import work_off
from project.errors import Conflict, Forbidden, Invalid

NEW = {"name": "Nora Berg", "password": "a long enough password"}


@pytest.fixture
def alice(school) -> Membership:
    return membership(school.organization, school.alice)


def link(mailoutbox) -> str:
    return re.search(r"http://[^/]+(/invitations/\S+)", mailoutbox[-1].body)[1]


def send(client, place, emails="nora@hill.example", role="teacher", **more):
    data = {"emails": emails, "role": role, **more}
    return client.post(place.url("people/invite/"), data)


def invited(client, school, sign_in, mailoutbox, **data) -> str:
    sign_in(school.alice)
    assert send(client, school, **data).status_code == 302
    work_off()
    client.logout()
    return link(mailoutbox)


def test_it_works(in_school, client, sign_in, mailoutbox):
    url = invited(client, in_school, sign_in, mailoutbox)
    assert "Nora" not in client.get(url).content.decode()
    assert client.post(url, NEW).status_code == 302
    nora = User.objects.get(email="nora@hill.example")
    assert membership(in_school.organization, nora).role == Role.TEACHER
    assert EmailAddress.objects.get(user=nora).verified
    assert client.get(in_school.url("")).status_code == 200
    assert AuditEntry.objects.filter(action="people.joined").count() == 1


def test_the_mail_says_who_and_where_in_text_and_html(in_school, client, sign_in, mailoutbox):
    invited(client, in_school, sign_in, mailoutbox)
    mail = mailoutbox[0]
    assert mail.subject == "Your invitation to Riverside High"
    assert "Alice invites you to Riverside High as teacher." in mail.body
    html, kind = mail.alternatives[0]
    assert kind == "text/html"
    assert link(mailoutbox) in html


def test_the_token_is_in_the_mail_and_nowhere_else(in_school, client, sign_in, mailoutbox):
    token = invited(client, in_school, sign_in, mailoutbox).split("/")[2]
    row = Invitation.objects.values().get()
    written = AuditEntry.objects.values_list("detail", flat=True)
    assert token not in str(row) + str(list(written))


def test_a_name_in_a_mail_is_no_markup(in_school, client, sign_in, mailoutbox):
    Organization.objects.update(name="<b>Night</b>\r\nBcc: all@x.example")
    invited(client, in_school, sign_in, mailoutbox)
    assert "\n" not in mailoutbox[0].subject
    assert "<b>Night</b>" not in mailoutbox[0].alternatives[0][0]


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


def test_to_a_class_they_are_in_it(in_school, client, sign_in, mailoutbox):
    made = add_class(membership(in_school.organization, in_school.bob))
    url = invited(client, in_school, sign_in, mailoutbox, role="student", school_class=str(made.pk))
    client.post(url, NEW)
    row = ClassMember.objects.get(school_class=made, part="student")
    assert row.membership.user.email == "nora@hill.example"
    assert Relationship.objects.get(child=row.membership).adult.user == in_school.bob


def test_who_is_here_is_added_to_the_class_at_once(in_school, client, sign_in):
    made = add_class(membership(in_school.organization, in_school.bob))
    sign_in(in_school.bob)
    url = in_school.url(f"classes/{made.pk}/invite/")
    assert client.post(url, {"emails": in_school.dana.email, "role": "student"}).status_code == 302
    assert ClassMember.objects.filter(school_class=made, membership__user=in_school.dana).exists()
    assert not Invitation.objects.exists()


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


def test_a_mail_that_cannot_be_sent_is_tried_again(
    in_school, client, sign_in, mailoutbox, monkeypatch
):
    def broken(*args, **kwargs):
        raise ConnectionRefusedError("no mail server")

    sign_in(in_school.alice)
    send(client, in_school)
    with monkeypatch.context() as patched:
        patched.setattr("organizations.services.invitation_mails.send_mail", broken)
        work_off()
    assert Invitation.objects.get().sent_at is None
    assert "is being sent" in client.get(in_school.url("people/")).content.decode()
    Job.objects.update(run_after=timezone.now())
    work_off()
    assert Invitation.objects.get().sent_at
    assert len(mailoutbox) == 1


def test_the_service_is_as_strict_as_the_form(in_school, alice):
    facts = {"organization": in_school.organization, "invited_by": in_school.alice}
    with pytest.raises(Forbidden):
        invite(email="x@hill.example", role=Role.OWNER, **facts)
    with pytest.raises(Invalid):
        invite(email="nonsense", role=Role.TEACHER, **facts)
    with pytest.raises(Conflict, match="is here already"):
        invite(email=in_school.bob.email, role=Role.TEACHER, **facts)
    assert invite(email="x@hill.example", role=Role.TEACHER, **facts).role == Role.TEACHER


def test_in_the_language_of_who_invites(in_school, client, sign_in, mailoutbox, monkeypatch):
    seen = []

    def remember(template, *, to, **facts):
        seen.append(get_language())

    monkeypatch.setattr("organizations.services.invitation_mails.send_mail", remember)
    User.objects.filter(pk=in_school.alice.pk).update(language="de")
    sign_in(in_school.alice)
    send(client, in_school)
    work_off()
    assert seen == ["de"]


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
