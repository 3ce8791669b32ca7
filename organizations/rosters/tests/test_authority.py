"""A file raises nobody, and who may not import cannot."""

import pytest

from organizations.models import Membership, Role, RosterImport, School
from organizations.rosters.tests.files import small, user
from organizations.scoping import scope


def with_admin(**more) -> dict:
    roster = small()
    roster["users"].append(user("u5", "administrator", "Ann", "Head", "ann@north.example", **more))
    return roster


def test_administrators_are_made_admins_only_where_that_was_ticked(doors):
    row = doors.imported(with_admin())
    assert not Membership.objects.filter(external_id="u5").exists()
    assert "was not ticked" in doors.page(row, "left")
    doors.apply(doors.read(with_admin()), "make_admins")
    ann = doors.member(external_id="u5")
    assert (ann.role, [school.name for school in ann.schools.all()]) == (
        Role.ADMIN,
        ["North School"],
    )


def test_an_administrator_of_an_unknown_school_is_not_one_of_all(doors):
    doors.imported(with_admin(orgSourcedIds="nowhere"), "make_admins")
    assert not Membership.objects.filter(external_id="u5").exists()


@pytest.mark.parametrize("role", ["administrator", "teacher"])
def test_nobody_who_is_here_is_raised(doors, school, role):
    roster = small()
    roster["users"].append(user("u5", role, "Dana", "X", school.dana.email))
    row = doors.imported(roster, "make_admins")
    assert doors.member(user=school.dana).role == Role.STUDENT
    assert "Roles of people who are here change in People" in doors.page(row, "problems")


def test_a_student_does_not_teach_by_a_file(doors, school):
    roster = small()
    roster["enrollments"].append({"classSourcedId": "k1", "userSourcedId": "u2", "role": "teacher"})
    roster["enrollments"][1]["role"] = "teacher"
    row = doors.imported(roster)
    assert not doors.member(external_id="u2").classes.filter(part="teacher").exists()
    assert "does not allow this part" in doors.page(row, "problems")


def test_who_runs_the_organization_is_not_changed(doors, school):
    roster = small()
    roster["users"].append(user("u5", "student", "Renamed", "Away", school.alice.email))
    del roster["users"][0]
    before = doors.member(user=school.alice)
    doors.apply(doors.read(roster), "remove_people", "even_most", "make_admins")
    after = doors.member(user=school.alice)
    assert (after.role, after.ended_at, after.user.name) == (before.role, None, before.user.name)
    assert not after.schools.exists()


def test_ticks_that_were_not_offered_do_nothing(doors):
    roster = small()
    row = doors.read(roster)
    doors.post(row, "apply", {"make_admins": "on", "role": "owner", "options": "x"})
    doors.worked(row)
    assert row.options["make_admins"] is False


def test_an_admin_of_some_schools_does_not_import(doors, school):
    own = School.objects.create(organization=school.organization, name="Own")
    doors.member(user=school.alice).schools.add(own)
    response = doors.client.get(school.url("rosters/"))
    assert response.status_code == 403
    assert "admins of the whole organization" in response.content.decode()


def test_another_organization_s_import_is_not_found(doors, sign_in, charlie, school):
    row = doors.imported(small())
    other = charlie.memberships.get().organization
    client = sign_in(charlie)
    for path in ("", "progress/", "undo/", "problems.csv"):
        assert client.get(f"/o/{other.slug}/rosters/{row.pk}/{path}").status_code == 404
        assert client.get(school.url(f"rosters/{row.pk}/{path}")).status_code == 404
    with scope(school.organization.pk):
        assert RosterImport.objects.get().state == RosterImport.State.DONE


def test_the_same_ids_elsewhere_are_other_people(doors, charlie):
    """A sourcedId is known within an organization only."""
    doors.imported(small())
    other = charlie.memberships.get().organization
    assert not Membership.objects.filter(organization=other).exclude(user=charlie).exists()
    assert Membership.objects.filter(external_id="u1").count() == 1


def test_one_at_a_time(doors, school):
    first = doors.read(small())
    RosterImport.objects.create(
        organization=school.organization, state="applying", size_bytes=1, filename="x", sha256="x"
    )
    response = doors.post(first, "apply", status=409)
    assert "Another roster is being applied" in response.content.decode()
    first.refresh_from_db()
    assert first.state == RosterImport.State.PREVIEW


def test_applied_twice_at_once_it_is_applied_once(doors):
    row = doors.read(small())
    doors.post(row, "apply")
    doors.post(row, "apply", status=409)
    doors.worked(row)
    assert Membership.objects.filter(external_id="u2").count() == 1


def test_a_preview_is_forgotten_and_an_applied_one_is_not(doors):
    row = doors.read(small())
    doors.post(row, "discard")
    assert not RosterImport.objects.exists()
    doors.post(doors.imported(small()), "discard", status=409)
