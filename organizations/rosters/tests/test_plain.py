"""A plain list, as a school office has one."""

import pytest

from organizations.models import Class, ClassMember, Invitation, RosterChange, School
from organizations.rosters.headers import column_of

LIST = """Name,E-mail,Role,School,Class,Grade,Parent email,Phone
Tessa Teach,tessa@x.example,Teacher,North,7a;7b,,,555-1
Sam Pupil,sam@x.example,Student,North,7a,7,gita@home.example,555-2
Noor Small,,,North,7a,7,,555-3
Noor Great,,,South,7a,7,,
"""


def test_it_works(doors):
    row = doors.imported(LIST.encode(), name="people.csv")
    assert (row.format, row.unread_columns) == ("CSV", ["Phone"])
    assert set(School.objects.values_list("name", flat=True)) == {"North", "South"}
    classes = Class.objects.values_list("name", "school__name")
    assert set(classes) == {("7a", "North"), ("7b", "North"), ("7a", "South")}
    sam = doors.member(user__email="sam@x.example")
    assert (sam.role, sam.grade_level) == ("student", "7")
    assert doors.member(login_name="noor-small").role == "student"
    assert ClassMember.objects.filter(part="teacher").count() == 2
    assert Invitation.objects.get().email == "gita@home.example"


def test_the_second_import_changes_nothing(doors):
    doors.imported(LIST.encode(), name="people.csv")
    again = doors.read(LIST.encode(), "people.csv")
    assert not RosterChange.objects.filter(roster=again).exclude(action="missing").exists()


def test_a_line_for_each_class_is_one_person(doors):
    text = "name,email,class\nSam,sam@x.example,7a\nSam,SAM@x.example,Chess\n"
    doors.imported(text.encode(), name="r.csv")
    places = doors.member(user__email="sam@x.example").classes
    assert {place.school_class.name for place in places.all()} == {"7a", "Chess"}


def test_of_one_name_without_more_the_second_is_left_out(doors):
    row = doors.imported(b"name,class\nAna Diaz,7a\nAna Diaz,7b\n", name="r.csv")
    assert row.problem_count == 1
    assert doors.member(login_name="ana-diaz").classes.get().school_class.name == "7a"


def test_of_one_name_with_usernames_both_come(doors):
    text = b"name,username\nAna Diaz,ana1\nAna Diaz,ana2\n"
    doors.imported(text, name="r.csv")
    assert {doors.member(login_name=name).user.name for name in ("ana1", "ana2")} == {"Ana Diaz"}
    assert doors.read(text, "r.csv").counts["people"]["same"] == 2


def test_a_roster_with_ids_knows_the_people_of_a_list_again(doors):
    doors.imported(b"name,email\nSam,sam@x.example\n", name="r.csv")
    row = doors.imported(b"id,name,email\n77,Sam,sam@x.example\n", name="r.csv")
    assert row.counts["people"]["change"] == 1
    assert doors.member(user__email="sam@x.example").external_id == "77"


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Vorname", "given_name"),
        ("NACHNAME", "family_name"),
        ("Prénom", "given_name"),
        ("Correo electrónico", "email"),
        ("e_mail", "email"),
        ("Klasse", "class"),
        ("Parent Email 2", "guardian_email"),
        ("البريد الإلكتروني", "email"),
        ("姓名", "name"),
        ("Password", None),
        ("Phone", None),
        ("Mobile", None),
        ("Date of birth", None),
        ("Gender", None),
        ("SMS", None),
    ],
)
def test_headers(header, column):
    assert column_of(header) == column


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(doors, delimiter):
    text = delimiter.join(["name", "email"]) + "\n" + delimiter.join(["Ada", "ada@x.example"])
    doors.imported(text.encode(), name="r.csv")
    assert doors.member(user__email="ada@x.example").user.name == "Ada"
