"""Makes OneRoster archives of any size, for benchmarks and for trying out."""

import csv
import io
import random
import zipfile
from pathlib import Path

GIVEN = "Ada Ben Chiara Diego Emre Fatima Grace Hugo Ines Jonas Kofi Lena Mina Noah Olga".split()  # noqa: SIM905
FAMILY = "Abe Berg Cruz Diaz Evans Faure Gupta Haas Ito Jansen Khan Lopez Meyer Novak".split()  # noqa: SIM905
SECRET = "PASSWORD-THAT-NOBODY-READS"
PHONE = "555-0100-SENTINEL"

TABLES = {
    "manifest.csv": ["propertyName", "value"],
    "orgs.csv": ["sourcedId", "status", "name", "type", "parentSourcedId"],
    "academicSessions.csv": ["sourcedId", "title", "type", "startDate", "endDate"],
    "courses.csv": ["sourcedId", "title", "courseCode", "subjects"],
    "users.csv": [
        "sourcedId", "status", "enabledUser", "username", "givenName", "familyName", "middleName",
        "email", "sms", "phone", "agentSourcedIds", "grades", "password",
    ],
    "roles.csv": ["sourcedId", "userSourcedId", "roleType", "role", "orgSourcedId"],
    "classes.csv": [
        "sourcedId", "title", "grades", "courseSourcedId", "schoolSourcedId", "termSourcedIds",
    ],
    "enrollments.csv": ["sourcedId", "status", "classSourcedId", "userSourcedId", "role"],
}  # fmt: skip


def make_roster(path: Path, *, people: int, classes: int, places: int, schools: int = 8) -> Path:
    """OneRoster 1.2, always the same for the same numbers. One in twenty teaches."""
    chance = random.Random(12)
    teachers = max(people // 20, 1)
    rows: dict[str, list[list]] = {name: [] for name in TABLES}
    rows["manifest.csv"] = [["manifest.version", "1.0"], ["oneroster.version", "1.2"]]
    rows["orgs.csv"] = [["d", "active", "Valley District", "district", ""]]
    rows["orgs.csv"] += [
        [f"o{n}", "active", f"School {n}", "school", "d"] for n in range(1, schools + 1)
    ]
    rows["academicSessions.csv"] = [["t1", "Autumn", "term", "2026-08-15", "2027-01-31"]]
    rows["courses.csv"] = [["c1", "Science", "SCI", "Science"]]
    for number in range(people):
        is_teacher = number < teachers
        _add_person(rows, chance, number, f"o{number % schools + 1}", is_teacher)
    for number in range(classes):
        school = f"o{number % schools + 1}"
        rows["classes.csv"].append([f"k{number}", f"Class {number}", "07", "c1", school, "t1"])
        rows["enrollments.csv"].append(
            [f"e{number}t", "active", f"k{number}", f"u{number % teachers}", "teacher"]
        )
    _add_places(rows, chance, people, teachers, classes, places - classes)
    return _write(path, rows)


def _add_person(rows, chance, number: int, school: str, is_teacher: bool) -> None:
    given, family = chance.choice(GIVEN), chance.choice(FAMILY)
    email = f"{given}.{family}.{number}@valley.example".lower()
    key = f"u{number}"
    rows["users.csv"].append(
        [key, "active", "true", f"{given}{number}".lower(), given, family, "Middle",
         email if is_teacher or number % 4 else "", PHONE, PHONE, "", "07", SECRET]
    )  # fmt: skip
    role = "teacher" if is_teacher else "student"
    rows["roles.csv"].append([f"r{number}", key, "primary", role, school])


def _add_places(rows, chance, people, teachers, classes, wanted: int) -> None:
    seen = set()
    while len(seen) < wanted:
        seen.add((chance.randrange(classes), chance.randrange(teachers, people)))
    for number, (place, person) in enumerate(sorted(seen)):
        rows["enrollments.csv"].append(
            [f"e{number}", "active", f"k{place}", f"u{person}", "student"]
        )


def _write(path: Path, rows: dict[str, list[list]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, header in TABLES.items():
            text = io.StringIO()
            csv.writer(text).writerows([header, *rows[name]])
            archive.writestr(name, text.getvalue())
    return path
