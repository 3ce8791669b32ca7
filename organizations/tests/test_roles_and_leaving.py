"""Other roles, going and coming back, handing over: nothing lost, nobody above their own role."""

import pytest
from django.utils import timezone

from conftest import add_to
from lessons.models import Lesson
from lessons.tests.factories import add_lesson
from library.models import Source
from library.tests.factories import add_book, add_source
from organizations.models import (
    AuditEntry,
    ClassMember,
    Membership,
    Organization,
    Relationship,
    Role,
)
from organizations.services.organizations import create_organization
from organizations.services.people import add_member, ensure_personal_organization
from organizations.tests.factories import add_admin_of, add_class, add_school, membership


@pytest.fixture
def owner(school):
    return add_to(school.organization, "olga", Role.OWNER)


def here(school, user) -> Membership:
    return membership(school.organization, user)


def role_of(school, user) -> str:
    return here(school, user).role


def change(client, school, user, role):
    return client.post(school.url(f"people/{here(school, user).pk}/role/"), {"role": role})


def test_it_works(in_school, sign_in):
    assert change(sign_in(in_school.alice), in_school, in_school.bob, "admin").status_code == 302
    assert role_of(in_school, in_school.bob) == Role.ADMIN
    entry = AuditEntry.objects.get(action="people.role_changed")
    assert (entry.detail["from"], entry.detail["to"]) == ("teacher", "admin")


@pytest.mark.parametrize(
    ("who", "whom", "role", "status"),
    [
        ("alice", "bob", "owner", 403),
        ("alice", "olga", "student", 403),
        ("bob", "dana", "admin", 403),
        ("bob", "bob", "admin", 403),
        ("dana", "dana", "admin", 403),
        ("alice", "bob", "king", 422),
        ("olga", "bob", "owner", 302),
    ],
)
def test_nobody_gives_or_takes_what_is_above_them(
    in_school, sign_in, owner, who, whom, role, status
):
    people = {"alice": in_school.alice, "bob": in_school.bob, "dana": in_school.dana, "olga": owner}
    before = role_of(in_school, people[whom])
    answer = change(sign_in(people[who]), in_school, people[whom], role)
    assert answer.status_code == status
    assert role_of(in_school, people[whom]) == (role if status == 302 else before)


def test_an_admin_of_a_school_changes_its_own_people_only(in_school, sign_in):
    """Somebody of the whole organization, or of two schools, is beyond them."""
    north, south = (add_school(in_school.organization, name) for name in ("North", "South"))
    bob = here(in_school, in_school.bob)
    client = sign_in(add_admin_of(north, "nina"))
    assert change(client, in_school, in_school.bob, "student").status_code == 404
    bob.schools.set([north, south])
    assert change(client, in_school, in_school.bob, "student").status_code == 403
    assert client.post(in_school.url(f"people/{bob.pk}/deactivate/")).status_code == 403
    assert role_of(in_school, in_school.bob) == Role.TEACHER
    bob.schools.set([north])
    assert change(client, in_school, in_school.bob, "student").status_code == 302
    url = in_school.url(f"people/{bob.pk}/schools/")
    assert client.post(url, {"schools": []}).status_code == 403  # the whole organization
    assert client.post(url, {"schools": [str(south.pk)]}).status_code == 404
    assert client.post(url, {"schools": [str(north.pk)]}).status_code == 302


def test_the_last_owner_stays(in_school, sign_in, owner):
    client = sign_in(owner)
    answers = [
        change(client, in_school, owner, "admin"),
        client.post(in_school.url("you/leave/")),
    ]
    for answer in answers:
        assert answer.status_code == 409
        assert "is the last owner" in answer.content.decode()
    second = add_to(in_school.organization, "omar", Role.OWNER)
    assert role_of(in_school, owner) == Role.OWNER
    assert client.post(in_school.url("you/leave/")).status_code == 302
    url = in_school.url(f"people/{here(in_school, second).pk}/deactivate/")
    assert sign_in(second).post(url).status_code == 409


def test_the_ownership_is_handed_over(in_school, sign_in, owner):
    client, url = sign_in(owner), in_school.url("you/hand-over/")
    for email in ("nobody@hill.example", in_school.dana.email, owner.email):
        assert client.post(url, {"email": email}).status_code == 422
    assert role_of(in_school, owner) == Role.OWNER
    assert client.post(url, {"email": in_school.bob.email.upper()}).status_code == 302
    assert role_of(in_school, in_school.bob) == Role.OWNER
    assert role_of(in_school, owner) == Role.ADMIN
    assert client.post(url, {"email": in_school.bob.email}).status_code == 403


def test_another_role_ends_what_it_does_not_allow(in_school, sign_in):
    bob, dana = here(in_school, in_school.bob), here(in_school, in_school.dana)
    made = add_class(bob, dana)
    assert Relationship.objects.filter(ended_at=None).count() == 1
    change(sign_in(in_school.alice), in_school, in_school.bob, "student")
    assert not ClassMember.objects.filter(school_class=made, membership=bob, left_at=None).exists()
    assert not Relationship.objects.filter(ended_at=None).exists()
    assert Relationship.objects.count() == 1  # history


def test_deactivated_they_are_out_and_back_as_they_were(in_school, sign_in, client):
    bob, dana = here(in_school, in_school.bob), here(in_school, in_school.dana)
    made = add_class(bob, dana)
    sign_in(in_school.alice)
    client.post(in_school.url(f"people/{dana.pk}/deactivate/"))
    assert sign_in(in_school.dana).get(in_school.url("")).status_code == 404
    assert not Relationship.objects.filter(ended_at=None).exists()
    sign_in(in_school.alice)
    assert client.post(in_school.url(f"people/{dana.pk}/reactivate/")).status_code == 302
    assert sign_in(in_school.dana).get(in_school.url("")).status_code == 200
    rows = ClassMember.objects.filter(school_class=made, membership=dana)
    assert (rows.filter(left_at=None).count(), rows.count()) == (1, 2)
    assert Relationship.objects.get(ended_at=None).child == dana
    assert Relationship.objects.count() == 2


def test_of_a_class_that_is_over_meanwhile_nothing_comes_back(in_school, sign_in, client):
    bob, dana = here(in_school, in_school.bob), here(in_school, in_school.dana)
    made = add_class(bob, dana)
    sign_in(in_school.alice)
    client.post(in_school.url(f"people/{dana.pk}/deactivate/"))
    client.post(in_school.url(f"classes/{made.pk}/archive/"))
    client.post(in_school.url(f"people/{dana.pk}/reactivate/"))
    assert not ClassMember.objects.filter(membership=dana, left_at=None).exists()


def test_deactivated_in_one_the_others_stay(in_school, sign_in, client):
    evening = create_organization(name="Evening School")
    add_member(organization=evening, user=in_school.bob, role=Role.ADMIN)
    own = create_organization(name="Bob", type=Organization.Type.PERSONAL)
    add_member(organization=own, user=in_school.bob, role=Role.OWNER)
    sign_in(in_school.alice)
    client.post(in_school.url(f"people/{here(in_school, in_school.bob).pk}/deactivate/"))
    sign_in(in_school.bob)
    assert client.get(in_school.url("")).status_code == 404
    page = client.get(f"/o/{evening.slug}/").content.decode()
    assert f"/o/{own.slug}/" in page
    assert "Admin</span>" in page  # the menu says what one is where
    assert in_school.organization.name not in page


def test_leaving_by_oneself(in_school, sign_in, client):
    sign_in(in_school.bob)
    page = client.get(in_school.url("you/")).content.decode()
    assert "Leave Riverside High" in page
    assert client.post(in_school.url("you/leave/")).status_code == 302
    assert client.get(in_school.url("")).status_code == 404
    assert AuditEntry.objects.get(action="people.left").actor == in_school.bob


def test_one_s_own_place_is_not_left(school, sign_in, client):
    user = add_to(create_organization(name="X"), "xena", Role.STUDENT)
    user.memberships.update(ended_at=timezone.now())
    ensure_personal_organization(user)
    own = user.memberships.get(ended_at=None).organization
    assert sign_in(user).post(f"/o/{own.slug}/you/leave/").status_code == 409
    assert user.memberships.filter(ended_at=None).exists()


def test_nobody_deactivates_themselves(in_school, sign_in):
    alice = here(in_school, in_school.alice)
    answer = sign_in(in_school.alice).post(in_school.url(f"people/{alice.pk}/deactivate/"))
    assert answer.status_code == 409


def test_what_somebody_owns_is_handed_over(in_school, sign_in, client):
    book = add_book(in_school.organization, in_school.bob)
    add_lesson(book, in_school.bob)
    private = add_source(in_school.organization, in_school.bob, owner_id=in_school.bob.pk)
    url = in_school.url(f"people/{here(in_school, in_school.bob).pk}/transfer/")
    sign_in(in_school.alice)
    assert "2 sources, 1 lesson" in client.get(url).content.decode()
    for email in (in_school.dana.email, in_school.bob.email, "nobody@hill.example"):
        assert client.post(url, {"email": email}).status_code == 422
    assert Source.objects.get(pk=book.pk).added_by_id == in_school.bob.pk
    assert client.post(url, {"email": in_school.alice.email}).status_code == 302
    assert Source.objects.get(pk=book.pk).added_by_id == in_school.alice.pk
    assert Source.objects.get(pk=private.pk).owner_id == in_school.alice.pk
    assert Lesson.objects.get().created_by == in_school.alice
    assert "Nothing to hand over" in client.get(url).content.decode()
