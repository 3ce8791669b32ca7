"""A OneRoster archive through the pages: what is there afterwards, and what is not."""

import re
from datetime import timedelta

from django.contrib.auth.hashers import is_password_usable
from django.utils import timezone

from accounts.models import User
from conftest import PASSWORD
from organizations.models import (
    AuditEntry,
    Class,
    ClassMember,
    Invitation,
    Membership,
    Relationship,
    Role,
    RosterChange,
    RosterImport,
    School,
)
from organizations.rosters.tests import files
from organizations.rosters.tests.files import place, small, user
from organizations.services.invitation_mails import requeue_lost
from organizations.tests.working import work_off


def test_it_works(doors):
    row = doors.imported(small())
    assert row.state == RosterImport.State.DONE
    assert row.format == "OneRoster 1.1"
    tessa, sam, noor = (doors.member(external_id=key) for key in ("u1", "u2", "u3"))
    assert (tessa.role, sam.role, noor.role) == ("teacher", "student", "student")
    assert (tessa.user.email, tessa.user.name) == ("tessa@north.example", "Tessa Teach")
    assert (noor.user.email, noor.login_name) == (None, "noor-small")
    assert not any(is_password_usable(each.user.password) for each in (tessa, sam, noor))
    school = School.objects.get()
    assert (school.name, list(sam.schools.all()), sam.grade_level) == (
        "North School",
        [school],
        "07",
    )
    biology = Class.objects.get()
    assert (biology.name, biology.subject, biology.term) == ("Biology 7a", "Science", "Autumn")
    assert biology.school == school
    parts = ClassMember.objects.filter(left_at=None).values_list("membership", "part")
    assert set(parts) == {(tessa.pk, "teacher"), (sam.pk, "student"), (noor.pk, "student")}


def test_teachers_and_students_of_a_class_are_related(doors):
    doors.imported(small())
    pairs = Relationship.objects.filter(kind="teacher", made="class").values_list(
        "adult__external_id", "child__external_id"
    )
    assert set(pairs) == {("u1", "u2"), ("u1", "u3")}


def test_nothing_changes_before_it_is_applied(doors):
    row = doors.read(small())
    assert row.state == RosterImport.State.PREVIEW
    assert row.counts["people"] == {"create": 3, "missing": 2}
    assert not School.objects.exists()
    assert not Membership.objects.exclude(external_id="").exists()
    page = doors.page(row, "new")
    assert "Tessa Teach" in page
    assert "Noor Small" in page


def test_the_second_import_of_a_file_changes_nothing(doors):
    doors.imported(small())
    again = doors.read(small())
    assert again.counts["people"]["same"] == 3
    assert not RosterChange.objects.filter(roster=again).exclude(action="missing").exists()
    before = list(Membership.objects.order_by("pk").values())
    doors.apply(again)
    assert list(Membership.objects.order_by("pk").values()) == before


def test_a_guardian_is_to_be_invited_and_gets_no_account(doors, mailoutbox):
    doors.imported(small())
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role) == ("gita@home.example", Role.GUARDIAN)
    assert invitation.child == doors.member(external_id="u2")
    Invitation.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert requeue_lost() == 0  # what the sweep asks for
    work_off()
    invitation.refresh_from_db()
    assert invitation.sent_at is None
    assert mailoutbox == []
    assert not User.objects.filter(email="gita@home.example").exists()


def test_a_guardian_of_two_is_invited_once_and_related_to_both_on_coming(doors, mailoutbox):
    roster = small()
    roster["users"][2]["agentSourcedIds"] = "u4"
    doors.imported(roster)
    invitation = Invitation.objects.get()
    doors.client.post(doors.school.url(f"people/invitations/{invitation.pk}/resend/"))
    work_off()
    link = re.search(r"http://[^/]+(/invitations/\S+)", mailoutbox[-1].body)[1]
    doors.client.logout()
    new = {"name": "Gita", "password": PASSWORD}
    assert doors.client.post(link, new).status_code == 302
    children = Relationship.objects.filter(kind="guardian").values_list(
        "child__external_id", flat=True
    )
    assert set(children) == {"u2", "u3"}


def test_what_is_not_listed_is_kept_nowhere(doors, caplog, media):
    """Passwords, phones and middle names: not in rows, not in logs, not in files."""
    from django.db import connection

    caplog.set_level(0)
    roster = small()
    # A cell too many: nothing of the line may slip into another column.
    broken = files.table("users", roster["users"]) + f"u9,x,{files.PHONE},{files.PASSWORD}\r\n"
    path = files.write(doors.folder / "r.zip", roster)
    import zipfile

    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("unrelated.csv", files.PASSWORD)
    content = path.read_bytes()
    doors.imported(content)
    doors.add(broken.encode(), "users.csv")
    doors.add(b"name,phone,password\r\nAda," + files.PHONE.encode() + b"\r\n", "list.csv")
    secrets = (files.PASSWORD, files.PHONE, files.MIDDLE)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" AS t')
            found = "\n".join(line for (line,) in cursor.fetchall())
            assert not [secret for secret in secrets if secret in found], table
    assert not [secret for secret in secrets if secret in caplog.text]
    kept = [
        path for path in media.parent.rglob("*") if path.is_file() and path.parent != doors.folder
    ]
    assert not [path for path in kept if any(s.encode() in path.read_bytes() for s in secrets)]


def test_roles_of_version_1_2(doors):
    roster = small()
    roster["manifest"][0]["value"] = "1.2"
    for line in roster["users"]:
        line["role"] = line["orgSourcedIds"] = ""
    names = {"u1": "teacher", "u2": "student", "u3": "student", "u4": "parent"}
    roster["roles"] = [
        {"userSourcedId": key, "roleType": "primary", "role": role, "orgSourcedId": "s1"}
        for key, role in names.items()
    ]
    roster["roles"].append({"userSourcedId": "u1", "role": "proctor", "orgSourcedId": "s1"})
    row = doors.imported(roster)
    assert row.format == "OneRoster 1.2"
    assert doors.member(external_id="u1").role == "teacher"
    assert Membership.objects.filter(external_id__in=["u2", "u3"], role="student").count() == 2


def test_an_account_of_another_organization_gets_a_membership_and_nothing_else(doors, charlie):
    roster = small()
    roster["users"].append(user("u5", "student", "Other", "Name", charlie.email.upper()))
    before = User.objects.filter(pk=charlie.pk).values().get()
    doors.imported(roster)
    assert User.objects.filter(pk=charlie.pk).values().get() == before
    assert doors.member(external_id="u5").user == charlie


def test_changed_facts_are_taken_over_and_what_is_shared_is_not(doors, charlie):
    roster = small()
    roster["users"].append(user("u5", "student", "Other", "Name", charlie.email))
    doors.imported(roster)
    roster["users"][1] |= {"familyName": "Married", "grades": "08"}
    roster["users"][4]["givenName"] = "Changed"
    row = doors.imported(roster)
    assert row.counts["people"]["change"] == 1
    sam = doors.member(external_id="u2")
    assert (sam.user.name, sam.grade_level) == ("Sam Married", "08")
    charlie.refresh_from_db()
    assert charlie.name == "Charlie"


def test_an_email_one_signs_in_by_is_not_changed_by_a_file(doors):
    roster = small()
    doors.imported(roster)
    roster["users"][1]["email"] = "attacker@elsewhere.example"
    row = doors.read(roster)
    assert "signs in with another email" in doors.page(row, "problems")
    doors.worked(row)
    assert doors.member(external_id="u2").user.email == "sam@north.example"


def test_who_is_missing_stays_unless_that_was_ticked(doors):
    roster = small()
    doors.imported(roster)
    del roster["users"][2]
    row = doors.imported(roster)
    noor = doors.member(external_id="u3")
    assert noor.ended_at is None
    assert "Noor Small" in doors.page(row, "missing")
    doors.apply(doors.read(roster), "remove_people", "even_most")
    noor.refresh_from_db()
    assert noor.ended_at is not None
    assert not ClassMember.objects.filter(membership=noor, left_at=None).exists()
    assert not Relationship.objects.filter(child=noor, ended_at=None).exists()
    # alice, who imports, is an admin: no file removes her. bob was missing and is a teacher.
    assert doors.member(user=doors.school.alice).ended_at is None


def test_who_a_roster_removed_comes_back_by_a_roster_and_others_do_not(doors):
    from django.utils import timezone

    roster = small()
    doors.imported(roster)
    sam, noor = doors.member(external_id="u2"), doors.member(external_id="u3")
    gone = small()
    del gone["users"][2]
    doors.apply(doors.read(gone), "remove_people", "even_most")
    Membership.objects.filter(pk=sam.pk).update(ended_at=timezone.now())
    row = doors.imported(roster)
    noor.refresh_from_db()
    sam.refresh_from_db()
    assert (noor.ended_at, sam.ended_at is None) == (None, False)
    assert "deactivated by hand" in doors.page(row, "problems")


def test_ended_places_end_and_deleted_ones_are_only_listed(doors):
    roster = small()
    doors.imported(roster)
    roster["enrollments"][1]["endDate"] = "2020-01-01"
    roster["enrollments"][2]["status"] = "tobedeleted"
    row = doors.imported(roster)
    assert row.counts["enrolments"] == {"end": 1, "missing": 1, "same": 1}
    left = ClassMember.objects.exclude(left_at=None).values_list(
        "membership__external_id", flat=True
    )
    assert list(left) == ["u2"]
    over = Relationship.objects.exclude(ended_at=None).values_list("child__external_id", flat=True)
    assert list(over) == ["u2"]
    doors.apply(doors.read(roster), "end_places")
    assert not ClassMember.objects.filter(part="student", left_at=None).exists()


def test_a_student_moves_to_another_class(doors):
    roster = small()
    roster["classes"].append(files.CLASS | {"sourcedId": "k2", "title": "Biology 7b"})
    doors.imported(roster)
    roster["enrollments"][1] = place("u2", "k2")
    row = doors.imported(roster, "end_places")
    assert row.counts["enrolments"] == {"create": 1, "missing": 1, "same": 2}
    now = ClassMember.objects.filter(membership__external_id="u2", left_at=None)
    assert [each.school_class.external_id for each in now] == ["k2"]


def test_it_is_recorded_with_counts_and_no_names(doors):
    row = doors.imported(small())
    entries = {entry.action: entry for entry in AuditEntry.objects.filter(subject_id=str(row.pk))}
    assert entries.keys() == {"rosters.previewed", "rosters.apply_started", "rosters.applied"}
    assert all(entry.actor == doors.school.alice for entry in entries.values())
    assert entries["rosters.applied"].detail["applied"] == 9
    assert not any("Sam" in str(entry.detail) for entry in entries.values())
