"""Manage → Classes and Schools: made, run by their teachers, archived; words of one's own."""

import pytest

from conftest import add_to
from organizations.models import (
    Class,
    ClassMember,
    Membership,
    Organization,
    Relationship,
    Role,
    School,
)
from organizations.scoping import scope
from organizations.services.class_members import add_to_class, remove_from_class
from organizations.services.organizations import create_organization
from organizations.services.relationships import relate
from organizations.tests.factories import add_admin_of, add_class, add_school, membership
from project.errors import Conflict, Invalid


def here(school, user) -> Membership:
    return membership(school.organization, user)


def test_a_teacher_makes_a_class_and_teaches_it(in_school, sign_in):
    client = sign_in(in_school.bob)
    answer = client.post(
        in_school.url("classes/new/"), {"name": "Physics 2b", "students_ask": "on"}
    )
    assert answer.status_code == 302
    made = Class.objects.get()
    assert made.settings["students_ask"] is True
    assert made.settings["join_code_open"] is False  # not ticked
    assert ClassMember.objects.get().membership.user == in_school.bob
    assert "Physics 2b" in client.get(in_school.url("")).content.decode()


def test_teachers_see_their_own_and_admins_all(in_school, sign_in):
    mine = add_class(here(in_school, in_school.bob))
    carl = add_to(in_school.organization, "carl", Role.TEACHER)
    other = add_class(here(in_school, carl), name="Chemistry 1")
    client = sign_in(in_school.bob)
    page = client.get(in_school.url("classes/")).content.decode()
    assert mine.name in page
    assert other.name not in page
    for path in ("", "archive/", "code/", "members/1/remove/"):
        url = in_school.url(f"classes/{other.pk}/{path}")
        answer = client.post(url) if path else client.get(url)
        assert answer.status_code == 404, path
    sign_in(in_school.alice)
    page = client.get(in_school.url("classes/")).content.decode()
    assert mine.name in page
    assert other.name in page


def test_its_settings_are_checked(in_school, sign_in):
    made = add_class(here(in_school, in_school.bob))
    client, url = sign_in(in_school.bob), in_school.url(f"classes/{made.pk}/settings/")
    for wrong in ({"strategy": "hypnosis"}, {"language": "xx"}, {"name": ""}):
        assert client.post(url, {"name": "New"} | wrong).status_code == 422
    made.refresh_from_db()
    assert made.name == "Physics 2b"
    sent = {"name": "New", "strategy": "inquiry", "language": "de", "approve_joining": "on"}
    assert client.post(url, sent).status_code == 302
    made.refresh_from_db()
    assert made.name == "New"
    assert made.settings["strategy"] == "inquiry"
    assert made.settings["approve_joining"] is True


def test_archived_nobody_is_added_and_restored_it_goes_on(in_school, sign_in):
    made = add_class(here(in_school, in_school.bob))
    dana = here(in_school, in_school.dana)
    client = sign_in(in_school.bob)
    client.post(in_school.url(f"classes/{made.pk}/archive/"))
    invite = in_school.url(f"classes/{made.pk}/invite/")
    sent = {"emails": in_school.dana.email, "role": "student"}
    assert client.post(invite, sent).status_code == 409
    assert client.post(in_school.url(f"classes/{made.pk}/code/")).status_code == 409
    assert not ClassMember.objects.filter(membership=dana).exists()
    client.post(in_school.url(f"classes/{made.pk}/restore/"))
    assert client.post(invite, sent).status_code == 302
    assert ClassMember.objects.filter(membership=dana).exists()


def test_relationships_follow_the_class(in_school, django_assert_num_queries):
    bob = here(in_school, in_school.bob)
    students = [
        here(in_school, add_to(in_school.organization, f"s{n}", Role.STUDENT)) for n in range(5)
    ]
    made = add_class(bob)
    with django_assert_num_queries(9):
        add_to_class(school_class=made, people=students[:2], part="student")
    with django_assert_num_queries(9):
        add_to_class(school_class=made, people=students[2:], part="student")
    assert Relationship.objects.filter(adult=bob, ended_at=None).count() == 5
    remove_from_class(school_class=made, people=students[:2])
    assert Relationship.objects.filter(adult=bob, ended_at=None).count() == 3
    assert Relationship.objects.count() == 5  # ended, and kept
    add_to_class(school_class=made, people=students[:2], part="student")
    assert Relationship.objects.filter(adult=bob, ended_at=None).count() == 5


def test_a_role_that_does_not_fit_adds_nobody(in_school):
    bob, dana = here(in_school, in_school.bob), here(in_school, in_school.dana)
    made = add_class(bob)
    with pytest.raises(Invalid, match="has another role here"):
        add_to_class(
            school_class=made, people=[dana, here(in_school, in_school.alice)], part="student"
        )
    assert not ClassMember.objects.filter(membership=dana).exists()


def test_by_hand_made_and_ended(in_school, sign_in, client):
    dana = here(in_school, in_school.dana)
    sign_in(in_school.alice)
    url = in_school.url(f"people/{dana.pk}/relationships/")
    assert client.post(url, {"email": "nobody@x.example", "kind": "teacher"}).status_code == 409
    assert client.post(url, {"email": in_school.dana.email, "kind": "guardian"}).status_code == 422
    assert not Relationship.objects.exists()
    assert client.post(url, {"email": in_school.bob.email, "kind": "guardian"}).status_code == 302
    row = Relationship.objects.get()
    assert (row.adult.user, row.made) == (in_school.bob, "hand")
    client.post(in_school.url(f"people/{dana.pk}/relationships/{row.pk}/end/"))
    row.refresh_from_db()
    assert row.ended_at


def test_what_a_class_made_is_not_ended_by_hand(in_school, sign_in, client):
    dana = here(in_school, in_school.dana)
    add_class(here(in_school, in_school.bob), dana)
    row = Relationship.objects.get()
    sign_in(in_school.alice)
    url = in_school.url(f"people/{dana.pk}/relationships/{row.pk}/end/")
    assert client.post(url).status_code == 409
    row.refresh_from_db()
    assert row.ended_at is None


def test_a_student_is_nobody_s_guardian(in_school):
    dana = here(in_school, in_school.dana)
    other = here(in_school, add_to(in_school.organization, "emil", Role.STUDENT))
    with pytest.raises(Invalid):
        relate(kind="guardian", adult=other, child=dana, made="hand")


def test_a_guardian_sees_their_children_and_no_more(in_school, sign_in, client):
    mum = add_to(in_school.organization, "mum", Role.GUARDIAN)
    dana = here(in_school, in_school.dana)
    sign_in(mum)
    assert "Nobody is linked to you" in client.get(in_school.url("")).content.decode()
    relate(kind="guardian", adult=here(in_school, mum), child=dana, made="hand")
    add_class(here(in_school, in_school.bob), dana)
    page = client.get(in_school.url("")).content.decode()
    assert "Dana" in page
    assert "Physics 2b" in page
    assert client.get(in_school.url("people/")).status_code == 403


def test_the_organization_s_own_words_stand_everywhere(school, sign_in, client):
    studio = create_organization(name="Clef", type=Organization.Type.ARTS)
    user = add_to(studio, "ada", Role.OWNER)
    sign_in(user)
    page = client.get(f"/o/{studio.slug}/classes/").content.decode()
    for said in (">Studios</a>", "<h1>Studios</h1>", "Make a studio", "No studios yet"):
        assert said in page
    assert "lass" not in page.replace("class=", "").split("<main")[1].split("</main>")[0].replace(
        "/classes/", ""
    )


# Schools


def test_schools_are_made_renamed_and_archived(in_school, sign_in):
    client = sign_in(in_school.alice)
    assert client.post(in_school.url("schools/new/"), {"name": "North"}).status_code == 302
    again = client.post(in_school.url("schools/new/"), {"name": "north"})
    assert again.status_code == 422
    assert "There is a school called “north” already." in again.content.decode()
    school = School.objects.get()
    url = in_school.url(f"schools/{school.pk}/")
    assert client.post(url, {"name": "South"}).status_code == 302
    assert client.post(url + "archive/").status_code == 302
    school.refresh_from_db()
    assert (school.name, bool(school.archived_at)) == ("South", True)
    assert client.post(url + "restore/").status_code == 302


def test_a_school_with_open_classes_is_not_archived(in_school, sign_in):
    north = add_school(in_school.organization, "North")
    made = add_class(here(in_school, in_school.bob), school=north)
    client, url = sign_in(in_school.alice), in_school.url(f"schools/{north.pk}/archive/")
    answer = client.post(url)
    assert answer.status_code == 409
    assert "has 1 open" in answer.content.decode()
    north.refresh_from_db()
    assert north.archived_at is None
    client.post(in_school.url(f"classes/{made.pk}/archive/"))
    assert client.post(url).status_code == 302
    assert client.post(in_school.url(f"classes/{made.pk}/restore/")).status_code == 409


def test_an_admin_of_a_school_runs_that_one(in_school, sign_in):
    north, south = (add_school(in_school.organization, name) for name in ("North", "South"))
    mine = add_class(here(in_school, in_school.bob), school=north, name="Mine 1")
    other = add_class(here(in_school, in_school.bob), school=south, name="Other 1")
    client = sign_in(add_admin_of(north, "nina"))
    page = client.get(in_school.url("schools/")).content.decode()
    assert "North" in page
    assert "South" not in page
    assert client.get(in_school.url(f"schools/{south.pk}/")).status_code == 404
    assert client.post(in_school.url("schools/new/"), {"name": "West"}).status_code == 403
    assert client.post(in_school.url(f"schools/{north.pk}/archive/")).status_code == 403
    assert client.get(in_school.url(f"classes/{other.pk}/")).status_code == 404
    assert client.get(in_school.url(f"classes/{mine.pk}/")).status_code == 200
    new = in_school.url("classes/new/")
    assert client.post(new, {"name": "X", "school": str(south.pk)}).status_code == 404
    assert client.post(new, {"name": "X"}).status_code == 422
    assert not Class.objects.filter(name="X").exists()
    assert client.post(new, {"name": "X", "school": str(north.pk)}).status_code == 302


def test_schools_are_counted_in_as_many_queries_for_more(
    in_school, sign_in, django_assert_num_queries
):
    client = sign_in(in_school.alice)
    client.get(in_school.url("schools/"))
    for count in (2, 8):
        for number in range(count):
            add_school(in_school.organization, f"{count}-{number}")
        with django_assert_num_queries(7):
            client.get(in_school.url("schools/"))


def test_another_organization_s_rows_are_not_there(in_school, sign_in, charlie):
    theirs = charlie.memberships.select_related("organization").get()
    other_class = add_class(theirs)
    with scope(theirs.organization_id):
        other_school = add_school(theirs.organization, "Theirs")
    client = sign_in(in_school.alice)
    for path in (
        f"classes/{other_class.pk}/",
        f"schools/{other_school.pk}/",
        f"people/{theirs.pk}/",
    ):
        assert client.get(in_school.url(path)).status_code == 404, path
        assert sign_in(charlie).get(f"/o/{theirs.organization.slug}/{path}").status_code == 200
        sign_in(in_school.alice)


def test_somebody_deactivated_is_not_added(in_school):
    bob, dana = here(in_school, in_school.bob), here(in_school, in_school.dana)
    made = add_class(bob)
    dana.ended_at = made.created_at
    dana.save()
    with pytest.raises(Conflict):
        add_to_class(school_class=made, people=[dana], part="student")
