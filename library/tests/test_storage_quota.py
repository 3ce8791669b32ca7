"""Storage of an organization, and its limit."""

import json
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from lessons.models import Lesson, LessonRequest
from lessons.tests.factories import add_lesson
from library import upload_parts, uploads
from library.models import Source
from library.quota import storage_use
from library.tests.factories import add_book, add_source
from organizations.models import Organization
from organizations.scoping import scope
from project import storage
from project.errors import UnreadableSource

GB = 2**30


@pytest.fixture
def limited(in_school):
    """Ten bytes are left of one gigabyte."""
    in_school.organization.storage_limit_gb = 1
    in_school.organization.save()
    add_source(in_school.organization, in_school.bob, size_bytes=GB - 10)
    return in_school


def announce(client, school, size_bytes: int):
    sent = {"filename": "sun.pdf", "size_bytes": size_bytes}
    return client.post(
        school.url("library/uploads/"), json.dumps(sent), content_type="application/json"
    )


def test_it_works(limited, sign_in):
    client = sign_in(limited.bob)
    refused = announce(client, limited, 11)
    assert refused.status_code == 422
    assert refused.json()["error"] == "storage_full"
    assert "uses" in refused.json()["detail"]
    assert announce(client, limited, 10).status_code == 201


def test_what_is_announced_counts(limited, sign_in):
    client = sign_in(limited.bob)
    assert announce(client, limited, 6).status_code == 201
    assert announce(client, limited, 6).status_code == 422


def test_a_lower_limit_is_obeyed_when_the_file_is_there(limited, sign_in, tmp_path):
    path = tmp_path / "sun.pdf"
    path.write_bytes(b"%PDF-1.7 x")
    Organization.objects.update(storage_limit_gb=0)
    source = Source(
        organization_id=limited.organization.pk, added_by_id=limited.bob.pk, title="x",
        filename="sun.pdf", size_bytes=10, state=Source.State.UPLOADING,
    )  # fmt: skip
    source.file_key = f"{source.storage_prefix}original.pdf"
    source.save()
    storage.save_file(upload_parts.incoming_key(source), path)
    url = limited.url(f"library/uploads/{source.pk}/confirm/")
    refused = sign_in(limited.bob).post(url)
    assert (refused.status_code, refused.json()["error"]) == (422, "storage_full")
    assert not Source.objects.filter(pk=source.pk).exists()


def test_the_command_obeys(limited, tmp_path):
    path = tmp_path / "sun.pdf"
    path.write_bytes(b"%PDF-1.7 that is too long")
    with pytest.raises(CommandError, match="does not fit"):
        call_command("ingest", str(path), "--as", limited.bob.email)
    assert Source.objects.count() == 1


def test_pictures_and_lessons_count(limited):
    source = Source.objects.get()
    Source.objects.update(size_bytes=100, pictures_bytes=20)
    add_lesson(source, limited.bob, media_bytes=3)
    assert storage_use(limited.organization).used == 123


def test_it_is_measured_anew(limited):
    source = Source.objects.get()
    Source.objects.update(size_bytes=5)
    lesson = add_lesson(source, limited.bob)
    storage.save_bytes(source.file_key, b"%PDF-")
    storage.save_bytes(f"{source.storage_prefix}pages/v1/0-800.png", b"1234567")
    call_command("measure_storage")
    source.refresh_from_db()
    lesson.refresh_from_db()
    assert source.pictures_bytes == 7
    assert lesson.media_bytes == sum(storage.size_of(key) for key in lesson.files.values())


def test_no_limit_is_none(limited, sign_in):
    Organization.objects.update(storage_limit_gb=None)
    assert announce(sign_in(limited.bob), limited, 10**6).status_code == 201


def test_the_dashboard_says_it(limited, sign_in):
    page = sign_in(limited.alice).get(limited.url("manage/")).content.decode()
    assert "1024.0\xa0MB of 1.0\xa0GB" in page


@pytest.mark.django_db(transaction=True, databases=["default", "content"])
def test_together_they_do_not_pass_it(school):
    """Eight at once for room of three."""
    Organization.objects.update(storage_limit_gb=1)
    taken, refused = [], []

    def add(number: int) -> None:
        try:
            with scope(school.organization.pk):
                upload = uploads.create_upload(
                    user=school.bob,
                    organization=school.organization,
                    filename=f"{number}.pdf",
                    size_bytes=300 * 2**20,
                )
            taken.append(upload)
        except UnreadableSource:
            refused.append(number)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=add, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(taken), len(refused)) == (3, 5)


def test_a_lesson_is_not_begun_where_storage_is_full(limited, sign_in):
    book = add_book(limited.organization, limited.bob)
    url = limited.url(f"lessons/new/?source={book.pk}")
    sent = {"part": "whole", "modalities": "text", "strategy": "inquiry", "language": "en"}
    client = sign_in(limited.bob)
    Organization.objects.update(storage_limit_gb=0)
    refused = client.post(url, sent)
    assert refused.status_code == 422
    assert "There is no room for it" in refused.content.decode()
    assert not Lesson.objects.exists()
    Organization.objects.update(storage_limit_gb=2)
    assert client.post(url, sent).status_code == 302
    request = LessonRequest.objects.get()
    LessonRequest.objects.update(state=LessonRequest.State.FAILED)
    Organization.objects.update(storage_limit_gb=0)
    again = client.post(limited.url(f"lessons/{request.lesson_id}/retry/"))
    assert again.status_code == 409
    assert LessonRequest.objects.get().state == LessonRequest.State.FAILED
