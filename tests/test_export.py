"""An organization takes along all that it has here, and nothing of anybody else's."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from lessons.tests.factories import add_lesson
from library.tests.factories import add_book
from organizations import audit, jobs
from organizations.exporting.job import delete_expired
from organizations.identity.setup import Connection, save_provider
from organizations.models import (
    AuditEntry,
    Class,
    DataExport,
    IdentityProvider,
    Invitation,
    JoinCode,
    Membership,
    OrganizationKey,
)
from organizations.scoping import scope
from organizations.services.people import add_member
from project import storage


@pytest.fixture
def filled(in_school, charlie):
    """Ours and a neighbour's, each with a book, a lesson and a file."""
    theirs = charlie.memberships.get().organization
    for organization, by, word in (
        (in_school.organization, in_school.bob, "ours"),
        (theirs, charlie, "theirs"),
    ):
        with scope(organization.pk):
            book = add_book(organization, by, title=f"A book of {word}")
            storage.save_bytes(book.file_key, word.encode())
            add_lesson(book, by, title=f"A lesson of {word}")
            audit.record("library.added", organization=organization, detail={"of": word})
    return in_school


def work() -> None:
    while jobs.work("default"):
        pass


def archive_of(export: DataExport) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(storage.read_bytes(export.file_key)))


def test_rows_and_files_are_in_one_zip(filled, sign_in):
    alice = sign_in(filled.alice)
    assert alice.post(filled.url("manage/data/exports/")).status_code == 302
    assert "Writing" in alice.get(filled.url("manage/data/")).text
    work()
    export = DataExport.objects.get()
    row = alice.get(filled.url(f"manage/data/exports/{export.pk}/"))
    assert (row.status_code, export.state) == (286, "ready")
    answer = alice.post(filled.url(f"manage/data/exports/{export.pk}/file/"))
    content = b"".join(alice.get(answer.url).streaming_content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        everything = b"".join(archive.read(name) for name in archive.namelist())
        sources = archive.read("rows/library_source.jsonl").decode().splitlines()
        people = archive.read("rows/people.jsonl").decode().splitlines()
        files = [name for name in archive.namelist() if name.startswith("files/sources/")]
    assert [json.loads(line)["title"] for line in sources] == ["A book of ours"]
    assert len(people) == 3
    assert files
    assert b"A lesson of ours" in everything
    assert b"theirs" not in everything
    actions = AuditEntry.objects.values_list("action", flat=True)
    assert {"data.export_requested", "data.export_downloaded"} <= set(actions)


def test_what_lets_people_in_stays_here(filled, sign_in):
    Invitation.objects.create(
        organization=filled.organization,
        email="new@riverside.example",
        role="teacher",
        token_sha256="f" * 64,
        expires_at=timezone.now(),
    )
    sign_in(filled.alice).post(filled.url("manage/data/exports/"))
    work()
    with archive_of(DataExport.objects.get()) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
    assert b"new@riverside.example" in everything
    assert b"f" * 64 not in everything
    assert b"md5$" not in everything
    assert "rows/library_embedding.jsonl" not in names


def test_asked_for_twice_it_is_made_once(filled, sign_in):
    alice = sign_in(filled.alice)
    for _ in range(2):
        alice.post(filled.url("manage/data/exports/"))
    work()
    assert DataExport.objects.count() == 1


def test_what_a_dead_worker_left_is_begun_anew(filled, sign_in, settings):
    """The archive that lies there is not the one that the row tells of."""
    sign_in(filled.alice).post(filled.url("manage/data/exports/"))
    settings.JOB_SLICE_S = 0  # each slice is one batch
    jobs.work("default")
    export = DataExport.objects.get()
    left = settings.DATA_DIR / "work" / str(export.pk) / "archive.zip"
    left.write_bytes(b"half a z")
    settings.JOB_SLICE_S = 10
    work()
    export.refresh_from_db()
    assert export.state == "ready"
    with archive_of(export) as archive:
        assert archive.testzip() is None
        assert "rows/people.jsonl" in archive.namelist()


def test_after_a_week_it_is_gone(filled, sign_in):
    sign_in(filled.alice).post(filled.url("manage/data/exports/"))
    work()
    key = DataExport.objects.get().file_key
    assert delete_expired() == 0
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        assert delete_expired() == 1
    assert not storage.exists(key)


def test_only_who_may_and_only_ours(filled, sign_in, charlie):
    sign_in(filled.alice).post(filled.url("manage/data/exports/"))
    work()
    url = filled.url(f"manage/data/exports/{DataExport.objects.get().pk}/")
    theirs = f"/o/{charlie.memberships.get().organization.slug}/"
    foreign = url.replace(filled.url(""), theirs)
    Membership.objects.filter(user=charlie).update(role="owner")
    assert sign_in(filled.bob).get(url).status_code == 403
    assert sign_in(charlie).get(url).status_code == 404
    assert sign_in(charlie).get(foreign).status_code == 404
    assert sign_in(filled.alice).get(url).status_code == 286


def test_an_owner_closes_it_and_opens_it_again(filled, sign_in):
    add_member(organization=filled.organization, user=filled.alice, role="owner")
    alice = sign_in(filled.alice)
    wrong = alice.post(filled.url("manage/data/close/"), {"name": "riverside"})
    assert wrong.status_code == 422
    assert "Riverside High" in wrong.text
    answer = alice.post(filled.url("manage/data/close/"), {"name": "Riverside High"})
    assert answer.url == "/closed/"
    assert "Riverside High" in alice.get("/closed/").text
    assert alice.get(filled.url("")).status_code == 404
    restore = f"/closed/{filled.organization.pk}/restore/"
    assert sign_in(filled.bob).post(restore).status_code == 404
    assert sign_in(filled.alice).post(restore).status_code == 302
    assert alice.get(filled.url("")).status_code == 200


def test_an_admin_who_is_no_owner_cannot_close_it(filled, sign_in):
    alice = sign_in(filled.alice)
    assert "Close it" not in alice.get(filled.url("manage/data/")).text
    answer = alice.post(filled.url("manage/data/close/"), {"name": "Riverside High"})
    assert answer.status_code == 403
    assert alice.get(filled.url("")).status_code == 200


def test_keys_and_client_secrets_stay_here(filled, sign_in):
    _key_and_provider(filled)
    sign_in(filled.alice).post(filled.url("manage/data/exports/"))
    work()
    with archive_of(DataExport.objects.get()) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Gradebook" in everything
    assert b"Valley login" in everything
    assert b"e" * 64 not in everything
    assert b"client-secret" not in everything
    assert b"joincode1" not in everything


def _key_and_provider(filled) -> None:
    organization = filled.organization
    OrganizationKey.objects.create(
        organization=organization, name="Gradebook", prefix="lk_", sha256="e" * 64, scopes=[]
    )
    group = Class.objects.create(organization=organization, name="Physics")
    JoinCode.objects.create(organization=organization, code="joincode1", school_class=group)
    connection = Connection(
        server_url="https://login.example", client_id="us", secret="client-secret"
    )
    save_provider(IdentityProvider(organization=organization, name="Valley login"), connection)
