"""One plain list of people: a line for each person, or for each person and class."""

from pathlib import Path

from django.utils.translation import gettext as _

from organizations.rosters import parts
from organizations.rosters.cells import folded, is_email, login_of, words
from organizations.rosters.headers import COLUMNS, column_of
from organizations.rosters.oneroster_people import grade_of
from organizations.rosters.roster import (
    ClassLine,
    Guardianship,
    PersonLine,
    Place,
    Roster,
    SchoolLine,
)
from organizations.rosters.tables import Reading, Table
from project.errors import Invalid

KINDS = ("schools", "people", "classes", "enrolments", "guardians")


def read_plain(path: Path, *, name: str, reading: Reading) -> Roster:
    """Raises Invalid where no column of names or emails is found."""
    table = Table(path, name=name, reading=reading, name_of=column_of)
    if not table.columns.keys() & {"name", "given_name", "family_name"}:
        raise Invalid(
            _(
                "No column of names was found in the first line of %(file)s. Name the columns "
                "there, such as: name, email, role, class."
            )
            % {"file": name}
        )
    roster = Roster(format="CSV", files=dict.fromkeys(KINDS, name))
    roster.problems, roster.unread_columns = reading.problems, reading.unread
    plain = PlainList(roster, name, table.columns)
    for line, cells in table:
        plain.add(line, cells)
    return roster


class PlainList:
    """Fills a roster from the lines of the list."""

    def __init__(self, roster: Roster, name: str, columns: dict):
        self.roster, self.name = roster, name
        self.names_schools = "school" in columns
        self._blank = dict.fromkeys(COLUMNS, "")
        self._nameless_keys: set[str] = set()

    def add(self, line: int, cells: dict[str, str]) -> None:
        cells = self._blank | cells
        person = self._person(line, cells)
        if person is None:
            return
        known = self.roster.people.setdefault(person.key, person)
        known.schools = self._merged(known, person)
        self._add_classes(line, cells, known)
        self._add_guardians(line, cells, known)

    def _merged(self, known: PersonLine, person: PersonLine) -> tuple[str, ...] | None:
        if known.schools is None or person.schools is None:
            return known.schools
        return tuple(sorted({*known.schools, *person.schools}))

    def _person(self, line: int, cells: dict[str, str]) -> PersonLine | None:
        name = cells["name"] or f"{cells['given_name']} {cells['family_name']}".strip()
        if not name:
            return self._leave_out(line, "name", _("A person needs a name."))
        role = parts.PLAIN.get(folded(cells["role"])) if cells["role"] else parts.STUDENT
        if role is None:
            return self._leave_out(
                line, "role", _("This role is not known. Use student, teacher, guardian or admin.")
            )
        email = cells["email"].lower()
        if email and not is_email(email):
            return self._leave_out(line, "email", _("This is no email address."))
        key = self._key(cells, name, email)
        if key in self._nameless_keys:
            sentence = _(
                "This name stands twice, with no email, username or id to tell them apart."
            )
            return self._leave_out(line, "name", sentence)
        if key.startswith("name:"):
            self._nameless_keys.add(key)
        return PersonLine(
            key=key,
            external_id=cells["id"][:255],
            name=name[:120],
            email=email,
            username=cells["username"],
            role="" if role == parts.ADMINISTRATOR else role,
            line=line,
            is_admin=role == parts.ADMINISTRATOR,
            schools=self._schools(line, cells),
            grade=grade_of(cells["grade"]),
        )

    def _leave_out(self, line: int, column: str, sentence: str) -> None:
        self.roster.problems.error(self.name, line, column, sentence)

    def _key(self, cells: dict[str, str], name: str, email: str) -> str:
        """By what a second list of the same people would know them again."""
        if cells["id"]:
            return f"id:{cells['id']}"
        if email:
            return f"email:{email}"
        if cells["username"]:
            return f"login:{login_of(cells['username'])}"
        return f"name:{folded(name)}"

    def _schools(self, line: int, cells: dict[str, str]) -> tuple[str, ...] | None:
        if not self.names_schools:
            return None
        keys = []
        for name in cells["school"].split(";"):
            if name := name.strip()[:200]:
                key = folded(name)
                self.roster.schools.setdefault(key, SchoolLine(key, "", name, line))
                keys.append(key)
        return tuple(sorted(keys))

    def _add_classes(self, line: int, cells: dict[str, str], person: PersonLine) -> None:
        schools = self._schools(line, cells) or ("",)
        for name in cells["class"].replace("|", ";").split(";"):
            if not (name := name.strip()[:200]):
                continue
            key = f"{schools[0]}\n{folded(name)}"
            self.roster.classes.setdefault(key, self._class(line, cells, key, name, schools[0]))
            part = parts.STUDENT if person.role == parts.STUDENT else parts.TEACHER
            if person.role in (parts.STUDENT, parts.TEACHER) or person.is_admin:
                self.roster.places.append(Place(person.key, key, part, "active", line))

    def _class(self, line: int, cells: dict[str, str], key: str, name: str, school: str):
        return ClassLine(
            key=key,
            external_id="",
            name=name,
            school=school,
            line=line,
            subject=cells["subject"][:120],
            term=cells["term"][:60],
        )

    def _add_guardians(self, line: int, cells: dict[str, str], person: PersonLine) -> None:
        if person.role != parts.STUDENT:
            return
        for email in words(cells["guardian_email"].lower()):
            if is_email(email):
                self.roster.guardians.append(Guardianship(email, person.key, line))
            else:
                sentence = _("This is no email address.")
                self.roster.problems.warn(self.name, line, "guardian_email", sentence)
