"""Every byte in the store is counted to an organization and a person, and once where it is once."""

import json
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image

from lessons.models import Lesson
from lessons.services.deleting import delete_lesson
from lessons.services.lessons import Part, request_lesson
from library import deletion, services, uploads
from library.ingestion.tests import pdfs
from library.models import Section, Source, StructureNode
from library.quota import storage_by_person, storage_use
from library.tests.uploading import Door
from organizations import jobs
from organizations.exporting.job import delete_expired
from organizations.models import DataExport
from project import storage


def work_off() -> None:
    while any(jobs.work(cluster) for cluster in ("ingestion", "rendering", "default")):
        pass


def report() -> dict:
    out = StringIO()
    call_command("storage_report", "--json", stdout=out)
    return json.loads(out.getvalue())


def assert_all_is_counted(school) -> int:
    """Each kind to the byte, and all of it to people. Returns how much there is."""
    told = report()
    [here] = told["organizations"]
    assert told["uncounted"] == 0
    assert {kind["words"]: kind["counted"] for kind in here["kinds"]} == {
        kind["words"]: kind["stored"] for kind in here["kinds"]
    }
    assert sum(kind["stored"] for kind in here["kinds"]) == told["total"]
    assert sum(size for _name, size in here["people"]) == told["total"]
    assert storage_use(school.organization).used == told["total"]
    return told["total"]


@pytest.mark.slow  # a lesson is spoken and drawn
def test_it_works(in_school, client, tmp_path):
    """A book, its pictures, a lesson, a teacher's words, an export, a logo, a coming upload."""
    school, door = in_school, Door(in_school, client)
    body = pdfs.book(tmp_path / "book.pdf").read_bytes()
    assert door.bring("book.pdf", body).status_code == 200
    work_off()
    source = Source.objects.get()
    assert client.get(school.url(f"library/{source.pk}/pages/0/picture/")).status_code == 200
    node = StructureNode.objects.filter(source=source, kind="chapter").first()
    made = request_lesson(
        user=school.bob, source=source, part=Part(node=node), modalities=["text", "audio", "video"],
        language="",
    )  # fmt: skip
    section = Section.objects.filter(source=source, kind="text", page_index=5).first()
    asked = school.url(f"library/{source.pk}/sections/{section.pk}/bubbles/read/")
    assert client.post(asked).status_code == 302
    client.force_login(school.alice)
    assert client.post(school.url("manage/data/exports/")).status_code == 302
    work_off()
    _give_logo(school, client)
    door.as_user(school.bob)
    ticket = door.create("next.pdf", len(body) + 1).json()
    assert_announced_is_held(school, len(body) + 1)
    assert door.send(ticket, body + b"\n") == 201
    total = assert_all_is_counted(school)
    lesson = Lesson.objects.get(pk=made.lesson_id)
    assert 0 < lesson.media_bytes < total
    _delete_everything(school, source, lesson, client, ticket)
    assert report()["total"] == 0
    assert storage_use(school.organization).used == 0


def assert_announced_is_held(school, size: int) -> None:
    """Before a byte of it has come."""
    [here] = report()["organizations"]
    files = here["kinds"][0]
    assert files["counted"] == files["stored"] + size


def _give_logo(school, client) -> None:
    """Twice: the one before does not stay."""
    for colour in ("red", "blue"):
        picture = BytesIO()
        Image.new("RGB", (9, 9), colour).save(picture, "PNG")
        page = client.get(school.url("manage/look/"))
        sent = {
            "seen": page.context["form"]["seen"].value(),
            "logo": SimpleUploadedFile("logo.png", picture.getvalue()),
            "logo_alt": "An oak",
        }
        assert client.post(school.url("manage/look/"), sent).status_code == 302


def _delete_everything(school, source, lesson, client, ticket) -> None:
    assert client.post(ticket["cancel_url"]).status_code == 204
    delete_lesson(lesson)
    services.delete_source(source)
    client.force_login(school.alice)
    page = client.get(school.url("manage/look/"))
    sent = {"seen": page.context["form"]["seen"].value(), "remove_logo": "on"}
    assert client.post(school.url("manage/look/"), sent).status_code == 302
    DataExport.objects.update(created_at="2020-01-01T00:00Z")
    assert delete_expired() == 1
    work_off()


BODY = b"Granules are the tops of columns of hot gas.\n"


def bring(door: Door, user, audience: str, *, filename="sun.txt", body=BODY) -> Source:
    ticket = door.as_user(user).create(filename, len(body), audience=audience).json()
    assert door.send(ticket, body) == 201
    assert door.confirm(ticket).json()["source_id"] == ticket["source_id"]
    return Source.objects.get(pk=ticket["source_id"])


@pytest.fixture
def twins(in_school, client) -> list[Source]:
    """One file, added by bob for all, by alice for herself, by bob for a few."""
    door = Door(in_school, client)
    people = (in_school.bob, "everybody"), (in_school.alice, "alone"), (in_school.bob, "chosen")
    return [bring(door, user, audience) for user, audience in people]


def kept_files() -> list[str]:
    return [key for key in storage.list_prefix("o/") if "/sources/" in key]


def test_a_file_is_kept_and_counted_once_and_for_each_of_its_people(in_school, twins):
    assert len(kept_files()) == 1
    size = twins[0].size_bytes
    assert storage_use(in_school.organization).used == size
    people = storage_by_person(in_school.organization, most=9)
    assert sorted(person.own.used for person in people) == [size, 2 * size]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_who_lends_it_goes_and_the_others_have_it(in_school, twins, order):
    sha256 = twins[0].sha256
    for number in order:
        deletion.delete_now(Source.objects.get(pk=twins[number].pk))
        left = list(Source.objects.values_list("file_key", flat=True))
        assert kept_files() == sorted(set(left))
        assert all(storage.sha256_of(key)[0] == sha256 for key in left)


def test_an_unlocked_copy_is_lent_to_nobody(in_school, client, tmp_path):
    """Who has the password reads; who brings the locked file has to know it too."""
    body = pdfs.locked(tmp_path / "locked.pdf", "let me in").read_bytes()
    door = Door(in_school, client)
    first = bring(door, in_school.bob, "everybody", filename="a.pdf", body=body)
    work_off()
    first.refresh_from_db()
    services.unlock_source(first, password="let me in")
    second = bring(door, in_school.alice, "alone", filename="a.pdf", body=body)
    assert second.file_key != first.file_key
    work_off()
    second.refresh_from_db()
    assert second.problem_code == "password_needed"
    assert storage_use(in_school.organization).used == report()["total"]


def test_another_organization_has_its_own(in_school, twins, charlie, tmp_path):
    theirs = charlie.memberships.get().organization
    path = tmp_path / "sun.txt"
    path.write_bytes(BODY)
    other = uploads.add_file(path=path, user=charlie, organization=theirs).source
    assert other.file_key.startswith(f"o/{theirs.pk}/")
    assert other.sha256 == twins[0].sha256
