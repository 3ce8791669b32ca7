"""What is no roster gets a sentence and changes nothing; a bad line costs itself only."""

import io
import stat
import zipfile

import pytest

from organizations import jobs
from organizations.models import Membership, RosterChange, RosterImport, RosterProblem, School
from organizations.rosters import limits
from organizations.rosters.tests import files
from organizations.rosters.tests.files import place, small, user

LIST = "name,email,role\nAda Hall,ada@x.example,student\n"


def archive(members: dict[str, bytes], **attributes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = attributes.get("external_attr", 0)
            packed.writestr(member, data)
    return content.getvalue()


USERS = files.table("users", [user("u1", "student", "Ada", "Hall")]).encode()
LINK = {"external_attr": (stat.S_IFLNK | 0o777) << 16}
REFUSED = {
    "empty": (b"", "It has no bytes|it has no bytes"),
    "a header alone": (b"\r\n\r\n", "has no header"),
    "no names": (b"a,b\n1,2\n", "No column of names"),
    "a workbook": (archive({"[Content_Types].xml": b"x"}), "This is no CSV file"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "This is no CSV file"),
    "a PDF": (b"%PDF-1.7 ...", "This is no CSV file"),
    "another archive": (archive({"a.csv": b"x"}), "holds no users.csv"),
    "half an archive": (archive({"users.csv": USERS})[:-40], "The archive is damaged"),
    "upwards": (archive({"users.csv": USERS, "../orgs.csv": b"x"}), "points out of itself"),
    "absolute": (archive({"users.csv": USERS, "/etc/orgs.csv": b"x"}), "points out of itself"),
    "a link": (archive({"users.csv": USERS}, **LINK), "points out of itself"),
    "twice": (archive({"users.csv": USERS, "a/users.csv": USERS}), "holds users.csv twice"),
    "many files": (archive({f"{n}.txt": b"" for n in range(120)}), "more than 100 files"),
    "a delta": (
        archive({"users.csv": USERS, "manifest.csv": b"propertyName,value\nfile.users,delta\n"}),
        "holds changes only",
    ),
    "a lost table": (
        archive({"users.csv": USERS, "manifest.csv": b"propertyName,value\nfile.orgs,bulk\n"}),
        "names orgs.csv, which is not in the archive",
    ),
    "another version": (
        archive(
            {"users.csv": USERS, "manifest.csv": b"propertyName,value\noneroster.version,2.0\n"}
        ),
        "another version of OneRoster",
    ),
    "no key": (archive({"users.csv": b"name\nAda\n"}), "users.csv lacks the column sourcedId"),
    "a long cell": (
        f'name,email\n"{"x" * 150_000}",a@x.example\n'.encode(),
        "Line 2 of roster.csv has a cell of more than 131,072 characters",
    ),
    "an open quote": (
        ('name,email\n"Ada,a@x.example\n' + "Ben Hall,b@x.example\n" * 9000).encode(),
        "A quotation mark may be missing",
    ),
    "many columns": (("name," + "x," * 600 + "\n").encode(), "more than 500 columns"),
    "no encoding": (b"name\nAda \x81\x8d\x8f\n", "encoding is not known"),
    "two encodings": (
        "name\nZoë\n".encode() + "José\n".encode("cp1252"),
        "Some lines of the file are UTF-8 and others are not",
    ),
    "half of UTF-16": ("name\nAda\n".encode("utf-16") + b"\x00", "cannot be read after line"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused_in_a_sentence_and_nothing_is_kept(doors, what):
    content, sentence = REFUSED[what]
    before = Membership.objects.count()
    response = doors.add(content, "roster.csv")
    assert response.status_code == 422
    page = response.content.decode()
    assert any(each in page for each in sentence.split("|"))
    assert "Traceback" not in page
    assert not RosterImport.objects.exists()
    assert Membership.objects.count() == before


def test_too_many_lines_are_refused(doors, monkeypatch):
    monkeypatch.setattr(limits, "MAX_LINES", 50)
    response = doors.add(("name\n" + "Ada\n" * 60).encode(), "r.csv")
    assert "This is more than 50 lines" in response.content.decode()


def test_a_bomb_is_refused_by_what_it_unpacks_to(doors, monkeypatch):
    monkeypatch.setattr(limits, "MAX_UNPACKED_BYTES", 3_000_000)
    response = doors.add(archive({"users.csv": USERS + b"\n" * 9_000_000}))
    assert "unpacks to more than a roster can be" in response.content.decode()


TWO_MB = "x" * 2_000_000
HUGE_CELLS = {
    "in quotes": f'{LIST}"{TWO_MB}",b@x.example,student\n',
    "without": f"{LIST}{TWO_MB},b@x.example,student\n",
    "of an email": f"{LIST}Ben,{TWO_MB},student\n",
    "in the header": f"name,{TWO_MB}\nAda,ada@x.example\n",
}


@pytest.mark.parametrize("where", HUGE_CELLS)
def test_a_cell_of_two_megabytes_is_refused_by_the_job_and_changes_nothing(doors, media, where):
    before = list(Membership.objects.order_by("pk").values())
    response = doors.add(HUGE_CELLS[where].encode(), "r.csv")
    row = RosterImport.objects.get()
    assert response.status_code == 302
    assert (row.state, any(media.rglob("rosters/*/file"))) == (RosterImport.State.READING, True)
    assert jobs.work("default")
    row.refresh_from_db()
    assert row.state == RosterImport.State.FAILED
    assert "has a cell of more than 131,072 characters" in doors.page(row)
    assert not any(media.rglob("rosters/*/file"))
    assert list(Membership.objects.order_by("pk").values()) == before
    assert not RosterChange.objects.exists()


def test_a_large_file_is_read_by_a_job_and_deleted(doors, media):
    lines = "".join(f"Pupil {n},pupil{n}@x.example\n" for n in range(9000))
    row = doors.read(("name,email\n" + lines).encode(), "r.csv")
    assert row.size_bytes > limits.READ_AT_ONCE_BYTES
    assert row.counts["people"]["create"] == 9000
    assert not any(media.rglob("rosters/*/file"))


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(doors, encoding, ends):
    text = "Name;E-Mail;Rolle\nZoë Müller;zoe@x.example;Schüler\nJosé Peña;;Schüler\n"
    doors.imported(text.replace("\n", ends).encode(encoding), name="r.csv")
    assert doors.member(user__email="zoe@x.example").user.name == "Zoë Müller"
    assert doors.member(login_name="josé-peña").role == "student"


def test_mixed_line_ends_sep_line_and_a_comma_in_quotes(doors):
    content = b'sep=;\r\nname;email\n"Hall; Ada";ada@x.example\r"Ben\r\nHall";ben@x.example\r\n'
    doors.imported(content, name="r.csv")
    names = {member.user.name for member in Membership.objects.exclude(user__email="")}
    assert {"Hall; Ada", "Ben Hall"} <= names


def problems_of(row) -> set[tuple]:
    return set(
        RosterProblem.objects.filter(roster=row).values_list("file", "line", "column", "severity")
    )


def test_each_bad_line_is_named_and_the_others_count(doors):
    roster = small()
    roster["users"] += [
        user("u1", "student", "Second", "Same"),
        user("u6", "astronaut", "No", "Role"),
        user("u7", "student", "Bad", "Mail", "not an address"),
        user("u8", "teacher", "No", "Mail"),
        user("u9", "student", "", ""),
        user("u10", "student", "Lost", "School", orgSourcedIds="nowhere"),
        user("u11", "teacher", "Same", "Mail", "tessa@north.example"),
    ]
    roster["enrollments"] += [place("nobody"), place("u2", "noclass"), place("u3", role="teacher")]
    roster["classes"].append(files.CLASS | {"sourcedId": "k1"})
    row = doors.imported(roster)
    assert problems_of(row) == {
        ("users.csv", 6, "sourcedId", "error"),
        ("users.csv", 7, "role", "error"),
        ("users.csv", 8, "email", "warning"),
        ("users.csv", 9, "email", "error"),
        ("users.csv", 10, "familyName", "error"),
        ("users.csv", 11, "orgSourcedIds", "error"),
        ("users.csv", 12, "email", "error"),
        ("enrollments.csv", 5, "userSourcedId", "error"),
        ("enrollments.csv", 6, "classSourcedId", "error"),
        ("classes.csv", 3, "sourcedId", "error"),
    }
    keys = Membership.objects.exclude(external_id="").values_list("external_id", flat=True)
    assert set(keys) == {"u1", "u2", "u3", "u7"}


def test_orgs_that_are_their_own_parents(doors):
    roster = small()
    roster["orgs"] = [
        {"sourcedId": "d1", "name": "A", "type": "department", "parentSourcedId": "d2"},
        {"sourcedId": "d2", "name": "B", "type": "department", "parentSourcedId": "d1"},
        files.SCHOOL,
    ]
    row = doors.imported(roster)
    assert problems_of(row) >= {("orgs.csv", 2, "parentSourcedId", "warning")}
    assert School.objects.count() == 1


def test_a_line_with_a_cell_too_few_or_too_many_is_left_out(doors):
    content = b"name,email,phone\nAda,ada@x.example\nBen,ben@x.example,1,2\nCy,cy@x.example,,,\n"
    row = doors.imported(content, name="r.csv")
    assert {line for _file, line, _column, _severity in problems_of(row)} == {2, 3}
    assert doors.member(user__email="cy@x.example")


def test_names_in_any_script_and_without_tricks(doors):
    text = (
        "name,email\nمحمد علي,\nשרה כהן,sara@x.example\nAda\u202eflah\u202c,a@x.example\n李 小龙,\n"
    )
    doors.imported(text.encode(), name="r.csv")
    assert doors.member(login_name="محمد-علي").user.name == "محمد علي"
    assert doors.member(user__email="sara@x.example").user.name == "שרה כהן"
    assert doors.member(login_name="李-小龙")
    assert "\u202e" not in doors.member(user__email="a@x.example").user.name


def test_a_hundred_columns(doors):
    header = ["name", *(f"c{n}" for n in range(99)), "email"]
    line = ["Ada", *("x" * 99), "ada@x.example"]
    row = doors.imported(f"{','.join(header)}\n{','.join(line)}\n".encode(), name="r.csv")
    assert doors.member(user__email="ada@x.example")
    assert len(row.unread_columns) == 60


def test_formulas_stay_text_and_are_escaped_where_a_spreadsheet_reads(doors):
    name = '=HYPERLINK("http://x.example")'
    quoted = name.replace('"', '""')
    row = doors.read(f'name,email,=1+1\n"{quoted}",bad,x\n'.encode(), "=roster.csv")
    url = doors.school.url(f"rosters/{row.pk}/problems.csv")
    response = doors.client.get(url)
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("'=roster.csv,2,email,")
    assert name not in response.content.decode()


def test_an_empty_list_removes_nobody(doors):
    row = doors.read(b"name,email\n", "r.csv")
    page = doors.page(row)
    assert "There are no people in this file" in page
    response = doors.post(row, "apply", {"remove_people": "on", "even_most": "on"}, status=422)
    assert "removes nobody" in response.content.decode()
    assert not Membership.objects.exclude(ended_at=None).exists()


def test_a_file_that_lacks_most_people_asks_twice(doors):
    roster = small()
    doors.imported(roster)
    roster["users"] = roster["users"][:1]
    row = doors.read(roster)
    assert "most of them" in doors.page(row)
    response = doors.post(row, "apply", {"remove_people": "on"}, status=422)
    assert "confirm that too" in response.content.decode()
    assert not Membership.objects.exclude(ended_at=None).exists()
