"""One try: a person, a row, and what came of it. What one changes, the next does not find."""

import json
import os
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from asgiref.sync import async_to_sync
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, transaction
from django.forms import CheckboxInput, SplitDateTimeField
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from tests.isolation.policies import CONFLICT, FORBIDDEN, MISSING, SIGN_IN, YES, Outcome
from tests.isolation.rows import FORM, JSON, Row
from tests.isolation.walking import Route

WRITE = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
# Who visits, not what is there: sessions, and counters that slow guessing down.
BESIDE = {"django_session", "usersessions_usersession", "cache"}
ALIASES = ("default", "content")
CODES = {403: FORBIDDEN, 404: MISSING, 409: CONFLICT}
SIGN_INS = ("/accounts/login/", "/admin/login/")


@dataclass
class Answer:
    """written: tables that were written to, and "files" where one came or went."""

    status: int
    location: str
    text: str
    written: set[str] = field(default_factory=set)

    @property
    def outcome(self) -> Outcome | str:
        if self.status == 401 or self.location.startswith(SIGN_INS):
            return SIGN_IN
        if self.status in CODES:
            return CODES[self.status]
        return YES if 200 <= self.status < 400 else f"{self.status}"


@contextmanager
def undone() -> Iterator[None]:
    """Rows of both databases; files are put back by `Folder`."""
    with ExitStack() as stack:
        for alias in ALIASES:
            stack.enter_context(transaction.atomic(using=alias))
        yield
        for alias in ALIASES:
            transaction.set_rollback(True, using=alias)


class Folder:
    """The files of a test, as they were when it began."""

    def __init__(self):
        self.root = Path(settings.DATA_DIR)
        self.marks = self._marks()
        self.kept = {path: path.read_bytes() for path in self.marks}

    def _marks(self) -> dict[Path, tuple[int, int]]:
        found = {}
        for folder, _folders, names in os.walk(self.root):
            for name in names:
                path = Path(folder, name)
                stat = path.stat()
                found[path] = (stat.st_mtime_ns, stat.st_size)
        return found

    def put_back(self) -> bool:
        """Whether anything was otherwise."""
        now = self._marks()
        if now == self.marks:
            return False
        for path in now.keys() - self.marks.keys():
            path.unlink()
        for path, content in self.kept.items():
            if now.get(path) != self.marks[path]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        self.marks = self._marks()
        return True


@contextmanager
def watched(folder: Folder) -> Iterator[set[str]]:
    """Fills a set with the tables that are written to, and "files"."""
    written: set[str] = set()

    def watch(execute, sql, params, many, context):
        if (found := WRITE.match(sql)) and found[1] not in BESIDE:
            written.add(found[1])
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for alias in ALIASES:
            stack.enter_context(connections[alias].execute_wrapper(watch))
        yield written
    if folder.put_back():
        written.add("files")


class Visitor:
    """A browser, signed in once; each visit begins from the same cookies."""

    def __init__(self, user, *, code: str, folder: Folder):
        self.folder = folder
        self.client = Client(raise_request_exception=False)
        session = self.client.session
        if user is not None:
            self.client.force_login(user)
            session = self.client.session
        session["join_code"] = code  # what /join/ keeps of a code that was typed
        session.save()
        self.client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
        self.cookies = self.client.cookies.output(header="")

    def send(
        self, row: Row, url: str, body: dict, *, method: str = "", headers: dict | None = None
    ) -> Answer:
        self.client.cookies = SimpleCookie(self.cookies)
        with undone(), watched(self.folder) as written:
            response = self.client.generic(
                method or row.method, url, headers=headers, **encoded(row, body)
            )
            text = text_of(response)
        return Answer(response.status_code, response.get("Location", ""), text, written)

    def confirm_password(self) -> None:
        """As for a change of what one signs in with: done just now."""
        self.client.cookies = SimpleCookie(self.cookies)
        session = self.client.session
        record = {"method": "password", "at": time.time(), "reauthenticated": True}
        session["account_authentication_methods"] = [record]
        session["account_authentication_methods_user"] = session[SESSION_KEY]
        session.save()

    def form_at(self, url: str) -> dict:
        """What a browser would send of the admin's form that stands there, if one does."""
        self.client.cookies = SimpleCookie(self.cookies)
        context = self.client.get(url).context or {}
        if "adminform" not in context:
            return {}
        forms = [context["adminform"].form]
        for inline in context.get("inline_admin_formsets", ()):
            forms += [inline.formset.management_form, *inline.formset.forms]
        return {bound.html_name: value for form in forms for bound in form for value in sent(bound)}


def sent(bound) -> list:
    """[the value in which a form sends a bound field], or [] for an empty box."""
    value = bound.value()
    if isinstance(bound.field.widget, CheckboxInput):
        return ["on"] if value else []
    if isinstance(bound.field, SplitDateTimeField) or value is None:
        return []
    return [value]


def encoded(row: Row, body: dict) -> dict:
    if row.method == "PUT":
        return {"data": b"%PDF-1.7\n"}
    if row.kind == JSON:
        return {"data": json.dumps(body), "content_type": JSON}
    if "file" in body:
        name = body.get("file_name", "people.csv")
        file = SimpleUploadedFile(name, body["file"].encode())
        return {
            "data": encode_multipart(BOUNDARY, body | {"file": file}),
            "content_type": MULTIPART_CONTENT,
        }
    return {"data": urlencode(body, doseq=True), "content_type": FORM}


def text_of(response) -> str:
    if not response.streaming:
        return response.content.decode(errors="replace")
    if response.is_async:
        return async_to_sync(_collect)(response.streaming_content).decode(errors="replace")
    return response.getvalue().decode(errors="replace")


async def _collect(chunks) -> bytes:
    return b"".join([chunk async for chunk in chunks])


def fill(values: dict, rows: dict) -> dict:
    """ "{person}" -> that row of the world. A key in braces stands for a form of many values."""
    filled: dict = {}
    for key, value in values.items():
        if key.startswith("{"):
            filled |= rows[key.strip("{}")]
        else:
            filled[key] = value.format(**rows) if isinstance(value, str) else value
    return filled


def address(route: Route, row: Row, rows: dict, **change) -> str:
    """The row's address. change: parts of it that are another's."""
    values = dict(rows)
    values |= {"pk": rows.get(subject_of(route.name)), "slug": slug_of(route.name, rows)}
    values |= {name: rows[stands] for name, stands in row.at.items()} | change
    if route.name in rows:  # a signed link
        values["token"] = rows[route.name]
    url = reverse(route.name, kwargs={name: values[name] for name in route.parameters})
    query = urlencode(fill(row.query, rows))
    return f"{url}?{query}" if query else url


OF_CLASSES = ("class_", "code_", "student_", "member_")
OWN = ("join_request", "key", "webhook", "provider", "impersonation")


def slug_of(name: str, rows: dict) -> str:
    return rows["title"] if name.startswith("library:") else rows["organization_slug"]


def subject_of(name: str) -> str:
    """Whose `pk` it is in the address."""
    app, _, short = name.rpartition(":")
    if own := next((own for own in OWN if short.startswith(f"{own}_")), None):
        return own
    if short.startswith("alert_"):
        return "alert"
    if short.startswith("student_chat"):
        return "student"
    if short.startswith("chat_message_"):
        return "message"
    if app == "plan":
        return short if short.startswith("family_") else "held"
    if app == "organizations":
        if short.startswith(OF_CLASSES) and not short.startswith("member_ship"):
            return "class"
        return (
            "person" if short.startswith(("person_", "relationship_")) else short.partition("_")[0]
        )
    if short.startswith("child_"):
        return "person"
    if short.startswith(("artifact_", "item_")):
        return "artifact"
    if short.startswith(("compilation_", "clip_")):
        return "compilation"
    if short.startswith(("annotation_", "note_")):
        return "annotation"
    if short.startswith(
        ("reply_", "bubble_", "preparation_", "strategy_", "assignment_", "attempt_", "request_")
    ):
        return short.partition("_")[0]
    if short.startswith("chat_"):
        return "chat"
    if short.startswith("message_") and name != "lessons:message_create":
        return "message"
    return "lesson" if short.startswith("lesson_") else "library"
