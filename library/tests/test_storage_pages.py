"""What uses space, what of it can be freed, and a person's own limit."""

import os
import re
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lessons import segment_cache
from lessons.models import Bubble, CachedSegment, LessonSegment
from lessons.tests.factories import add_lesson
from library import stale_uploads, waste
from library.models import Source
from library.pictures import file_mark
from library.tests.factories import add_book
from library.tests.test_storage_quota import announce
from library.tests.uploading import PDF, Door
from organizations import jobs
from organizations.models import AuditEntry, Organization
from organizations.scoping import scope
from project import storage


@pytest.fixture
def book(in_school):
    """With pictures of two readings, one of a form before, one a year old."""
    source = add_book(in_school.organization, in_school.bob, pictures_bytes=1500, size_bytes=3)
    Source.objects.filter(pk=source.pk).update(version=2)
    now = file_mark(source)
    for name in (f"pages/{now}/0-480.webp", f"pages/{now}/1-480.webp", "pages/before/0-480.webp",
                 f"pages/{now}/0.png", "figures/before/x.png"):  # fmt: skip
        storage.save_bytes(source.storage_prefix + name, bytes(300))
    storage.save_bytes(source.storage_prefix + "original.pdf", b"%PD")
    age(f"{source.storage_prefix}pages/{now}/1-480.webp", days=365)
    age(source.storage_prefix + "original.pdf", days=365)
    return source


def age(key: str, *, days: int) -> None:
    at = time.time() - days * 86_400
    os.utime(storage.store().path(key), (at, at))


def test_it_works(in_school, book, sign_in):
    client = sign_in(in_school.alice)
    page = client.get(in_school.url("library/storage/")).content.decode()
    assert "Free 1.2" in page.replace("\xa0", " ")
    assert client.post(in_school.url("library/storage/clean/")).status_code == 302
    at_work = client.get(in_school.url("library/storage/")).content.decode()
    assert "Storage is being cleaned" in at_work
    assert jobs.work("default")
    kept = [key.removeprefix(book.storage_prefix) for key in storage.list_prefix("o/")]
    assert kept == ["original.pdf", f"pages/{file_mark(book)}/0-480.webp"]
    book.refresh_from_db()
    assert book.pictures_bytes == 300
    [entry] = AuditEntry.objects.filter(action="storage.cleaned")
    assert entry.detail == {"files": 4, "bytes": 1200}
    assert "nothing to free" in client.get(in_school.url("library/storage/")).content.decode()


def test_it_can_stop_and_go_on_and_runs_by_itself(in_school, book):
    assert not waste.clean(in_school.organization, is_over=lambda: True)
    assert waste.clean(in_school.organization)
    assert waste.find_waste(in_school.organization).size_bytes == 0
    assert waste.clean_all_soon() == 2  # of the school and of the catalogue
    while jobs.work("default"):
        pass
    assert storage.exists(f"{book.storage_prefix}original.pdf")


def test_not_for_teachers(in_school, sign_in):
    client = sign_in(in_school.bob)
    assert client.get(in_school.url("library/storage/")).status_code == 403
    assert client.post(in_school.url("library/storage/clean/")).status_code == 403


def test_a_person_has_a_limit_of_their_own(in_school, sign_in):
    add_book(in_school.organization, in_school.alice, size_bytes=2**31)
    add_book(in_school.organization, in_school.bob, size_bytes=2**30 - 10)
    settings = in_school.organization.settings | {"storage": {"person_gb": 1}}
    Organization.objects.update(settings=settings)
    client = sign_in(in_school.bob)
    refused = announce(client, in_school, 11)
    assert (refused.status_code, refused.json()["error"]) == (422, "own_storage_full")
    assert "your files use" in refused.json()["detail"]
    assert announce(client, in_school, 10).status_code == 201
    assert "1.0 GB" in client.get(in_school.url("library/")).content.decode().replace("\xa0", " ")


@pytest.mark.parametrize(("count", "status"), [(3, 200), (5001, 422)])
def test_pages_are_counted_when_it_is_confirmed(count, status, school, client, monkeypatch):
    class Counting:
        def draw(self, name, open_file, *, do):
            return count.to_bytes(4)

    monkeypatch.setattr("library.page_counts.drawers", Counting)
    confirmed = Door(school, client).bring("sun.pdf", PDF)
    assert confirmed.status_code == status
    rows = list(Source._base_manager.values_list("page_count", flat=True))
    assert rows == ([3] if status == 200 else [])
    if status == 422:
        assert confirmed.json()["error"] == "too_many_pages"


def test_a_real_file_says_its_pages(school, client, tmp_path):
    from library.ingestion.tests import pdfs

    body = pdfs.book(tmp_path / "b.pdf").read_bytes()
    assert Door(school, client).bring("b.pdf", body).status_code == 200
    [count] = Source._base_manager.values_list("page_count", flat=True)
    assert count > 1


def test_segments_that_nothing_uses_are_forgotten(in_school, book):
    lesson = add_lesson(book, in_school.bob)
    for key in ("used", "unused"):
        CachedSegment.objects.create(key=key)
        storage.save_bytes(f"segments/{key}/audio.wav", b"x")
    LessonSegment.objects.filter(lesson=lesson).update(cache_key="used")
    assert segment_cache.forget_unused() == 0  # not old enough
    CachedSegment.objects.update(used_at="2020-01-01T00:00Z")
    assert segment_cache.forget_unused() == 1
    assert list(storage.list_prefix("segments/")) == ["segments/used/audio.wav"]


def test_parts_of_finished_lessons_go_when_nobody_used_them_for_long(in_school, book, sign_in):
    """Not what a teacher beside a page plays, not what is young; the lesson counts less then."""
    lesson = add_lesson(book, in_school.bob, media_bytes=10_000)
    keys = ("old", "young", "played")
    for key in keys:
        CachedSegment.objects.create(key=key)
        storage.save_bytes(f"segments/{key}/audio.wav", bytes(500))
        LessonSegment.objects.create(
            organization=in_school.organization, lesson=lesson, position=3 + keys.index(key),
            heading=key, cache_key=key,
        )  # fmt: skip
    Bubble.objects.create(
        organization=in_school.organization, source_id=book.pk, section_id=book.pk, version=1,
        act="read", side="left", language="en", cache_key="played",
    )  # fmt: skip
    CachedSegment.objects.exclude(key="young").update(used_at="2020-01-01T00:00Z")
    page = sign_in(in_school.alice).get(in_school.url("library/storage/")).content.decode()
    assert re.search(r"used for 90 days: <strong>\s*500\sbytes, 1 file\s*<", page)
    assert waste.clean(in_school.organization)
    kept = list(storage.list_prefix("segments/"))
    assert kept == ["segments/played/audio.wav", "segments/young/audio.wav"]
    files = sum(storage.size_of(key) for key in lesson.files.values())
    lesson.refresh_from_db()
    assert lesson.media_bytes == files + 2 * 500


def test_an_upload_waits_as_long_as_the_settings_say(school, client):
    """And a file of no source, or of an edition before, goes after a day."""
    door = Door(school, client)
    ticket = door.create("slow.pdf").json()
    door.send(ticket)
    row = Source._base_manager.get(pk=ticket["source_id"])
    left = f"o/{school.organization.pk}/sources/{row.pk}/original-before.pdf"
    gone = f"o/{school.organization.pk}/sources/{uuid4()}/original.pdf"
    for key in (left, gone):
        storage.save_bytes(key, PDF)
    for key in (left, gone, *storage.list_prefix("incoming/")):
        age(key, days=2)
    Source._base_manager.update(created_at=timezone.now() - timedelta(days=2))
    settings = school.organization.settings | {"storage": {"unconfirmed_days": 3}}
    Organization.objects.update(settings=settings)
    school.organization.refresh_from_db()
    assert stale_uploads.purge() == 0
    with scope(school.organization.pk):
        assert waste.clean(school.organization)
    assert not list(storage.list_prefix("o/"))
    assert storage.exists(f"incoming/{school.organization.pk}/{row.pk}/original.pdf")
    Organization.objects.update(settings=school.organization.settings | {"storage": {}})
    assert stale_uploads.purge() == 1
    assert not storage.exists(f"incoming/{school.organization.pk}/{row.pk}/original.pdf")
