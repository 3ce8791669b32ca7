"""Rosters of tests: tables in, an archive or a list out."""

import csv
import io
import zipfile
from pathlib import Path

PASSWORD = "sentinel-password-7f3a"
PHONE = "sentinel-phone-91c2"
MIDDLE = "Sentinelmiddle"

HEADERS = {
    "manifest": "propertyName,value",
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "users": "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,"
    "givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password",
    "classes": "sourcedId,status,title,grades,courseSourcedId,classCode,schoolSourcedId,"
    "termSourcedIds,subjects",
    "enrollments": "sourcedId,status,classSourcedId,schoolSourcedId,userSourcedId,role,primary,"
    "beginDate,endDate",
    "courses": "sourcedId,title,subjects",
    "academicSessions": "sourcedId,title,type,startDate,endDate",
    "roles": "sourcedId,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId",
    "userProfiles": "sourcedId,userSourcedId,username,password",
}


def user(key: str, role: str, given: str, family: str, email: str = "", **more) -> dict:
    """A line of users.csv, with secrets that nobody may keep."""
    return {
        "sourcedId": key, "role": role, "givenName": given, "familyName": family, "email": email,
        "orgSourcedIds": "s1", "enabledUser": "true", "password": PASSWORD, "phone": PHONE,
        "sms": PHONE, "middleName": MIDDLE, "grades": "07", **more,
    }  # fmt: skip


def place(person: str, school_class: str = "k1", role: str = "student", **more) -> dict:
    return {"classSourcedId": school_class, "userSourcedId": person, "role": role, **more}


SCHOOL = {"sourcedId": "s1", "name": "North School", "type": "school", "parentSourcedId": "d1"}
DISTRICT = {"sourcedId": "d1", "name": "The District", "type": "district"}
CLASS = {
    "sourcedId": "k1", "title": "Biology 7a", "schoolSourcedId": "s1", "courseSourcedId": "c1",
    "termSourcedIds": "t1", "grades": "07",
}  # fmt: skip


def small() -> dict[str, list[dict]]:
    """A school of a teacher, two students (one without email), and a guardian."""
    return {
        "manifest": [{"propertyName": "oneroster.version", "value": "1.1"}],
        "orgs": [DISTRICT, SCHOOL],
        "users": [
            user("u1", "teacher", "Tessa", "Teach", "tessa@north.example"),
            user("u2", "student", "Sam", "Pupil", "sam@north.example", agentSourcedIds="u4"),
            user("u3", "student", "Noor", "Small", username="noor.small"),
            user("u4", "guardian", "Gita", "Pupil", "gita@home.example"),
        ],
        "courses": [{"sourcedId": "c1", "title": "Biology", "subjects": "Science"}],
        "academicSessions": [{"sourcedId": "t1", "title": "Autumn", "type": "term"}],
        "classes": [CLASS],
        "enrollments": [place("u1", role="teacher"), place("u2"), place("u3")],
        "userProfiles": [{"sourcedId": "p1", "userSourcedId": "u2", "password": PASSWORD}],
    }


def write(path: Path, tables: dict[str, list[dict]], folder: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in tables.items():
            archive.writestr(f"{folder}{name}.csv", table(name, rows))
    return path


def table(name: str, rows: list[dict]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADERS[name].split(","), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
