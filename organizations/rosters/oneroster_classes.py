"""The classes of a OneRoster file, and who is in them."""

from datetime import date

from django.utils.translation import gettext as _

from organizations.models import ClassMember
from organizations.rosters.cells import read_date, words
from organizations.rosters.oneroster_people import grade_of
from organizations.rosters.oneroster_schools import GONE, Schools
from organizations.rosters.roster import ClassLine, Place, Roster

CLASSES, ENROLMENTS = "classes.csv", "enrollments.csv"
PARTS = {str(part): str(part) for part in ClassMember.Part}


def read_classes(files, roster: Roster, schools: Schools) -> None:
    terms = {cells["sourcedId"]: cells["title"] for _line, cells in files("academicSessions.csv")}
    courses = {
        cells["sourcedId"]: ", ".join(words(cells["subjects"])) or cells["title"]
        for _line, cells in files("courses.csv")
    }
    for line, cells in files(CLASSES):
        key = cells["sourcedId"]
        if not key or len(key) > 255 or key in roster.classes:
            sentence = _("This is empty, too long, or stands twice; the first counts.")
            files.problems.error(CLASSES, line, "sourcedId", sentence)
        elif not cells["title"]:
            files.problems.error(CLASSES, line, "title", _("A class needs a name."))
        else:
            found = _class(line, cells, terms, courses)
            found.school = _school(files, line, cells["schoolSourcedId"], schools)
            roster.classes[key] = found


def _class(line: int, cells: dict[str, str], terms: dict, courses: dict) -> ClassLine:
    subject = ", ".join(words(cells["subjects"])) or courses.get(cells["courseSourcedId"], "")
    titles = [terms[term] for term in words(cells["termSourcedIds"]) if terms.get(term)]
    return ClassLine(
        key=cells["sourcedId"],
        external_id=cells["sourcedId"],
        name=cells["title"][:200],
        school="",
        line=line,
        subject=subject[:120],
        grade=grade_of(cells["grades"]),
        term=", ".join(titles)[:60],
        gone=cells["status"].lower() == GONE,
    )


def _school(files, line: int, key: str, schools: Schools) -> str:
    try:
        return schools.school_of(key) if key else ""
    except KeyError:
        sentence = _("This organization is not in orgs.csv; the class has no school.")
        files.problems.warn(CLASSES, line, "schoolSourcedId", sentence)
        return ""


def read_places(files, roster: Roster, today: date) -> None:
    """Administrators and proctors of a class have no place here, and are passed over."""
    for line, cells in files(ENROLMENTS):
        part = PARTS.get(cells["role"].lower())
        if part is not None:
            state = _state(files, line, cells, today)
            place = (cells["userSourcedId"], cells["classSourcedId"], part, state, line)
            roster.places.append(Place(*place))


def _state(files, line: int, cells: dict[str, str], today: date) -> str:
    if cells["status"].lower() == GONE:
        return "gone"
    try:
        end = read_date(cells["endDate"])
    except ValueError:
        files.problems.warn(ENROLMENTS, line, "endDate", _("This is no date (YYYY-MM-DD)."))
        return "active"
    return "ended" if end is not None and end < today else "active"
