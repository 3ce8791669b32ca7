"""What storage keeps of recordings and of pages of the web when they are others by now."""

import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from lessons.models import Annotation, ChatMessage
from lessons.tests.factories import add_message, statement_of
from library import waste
from library.ingestion.stages.recordings.keeping import mark_of
from library.models import EarlierText, Page, Source
from library.tests.factories import add_book, add_source
from library.web import earlier
from organizations.models import Organization
from project import storage

TEXTS = [
    "The first text says what nobody cites.",
    "Granules live eight minutes, said the second text.",
    "A note was made on the third text.",
    "The fourth text was there until yesterday.",
    "And this is the text of today.",
]


def age_files(days: int) -> None:
    at = time.time() - days * 86_400
    for key in storage.list_prefix(""):
        os.utime(storage.store().path(key), (at, at))


@pytest.fixture
def page(in_school):
    """Of the web; its text was another four times, the last time yesterday."""
    source = add_book(in_school.organization, in_school.bob, address="https://sun.example/")
    [row, *others] = Page.objects.filter(source=source).order_by("index")
    for other in others:
        other.delete()
    for number, text in enumerate(TEXTS):
        Page.objects.filter(pk=row.pk).update(text=text)
        if number + 1 < len(TEXTS):
            earlier.keep_text(source, timezone.now() - timedelta(days=900 - number))
    old = EarlierText.objects.filter(source=source, number__lt=4)
    old.update(replaced_at=timezone.now() - timedelta(days=400))
    Source.objects.filter(pk=source.pk).update(pictures_bytes=10_000)
    said = statement_of(source, "Granules live eight minutes")
    add_message(source, in_school.dana, state=ChatMessage.State.DONE, statements=[said])
    Annotation.objects.create(
        organization=in_school.organization, source_id=source.pk, page_index=0,
        author=in_school.dana, kind=Annotation.Kind.HIGHLIGHT, exact="A note was made",
    )  # fmt: skip
    return source


def numbers(source: Source) -> list[int]:
    return list(EarlierText.objects.filter(source=source).order_by("number").values_list(
        "number", flat=True
    ))  # fmt: skip


def test_earlier_texts_go_when_they_are_old_and_nothing_quotes_them(in_school, page, sign_in):
    client = sign_in(in_school.alice)
    shown = client.get(in_school.url("library/storage/")).content.decode()
    assert "had until more than 365 days ago" in shown
    first = EarlierText.objects.get(source=page, number=1)
    size_bytes = storage.size_of(first.file_key)
    [*_others, (_words, amount)] = [
        line for line in waste.find_waste(in_school.organization).lines if line[1].files
    ]
    assert (amount.files, amount.size_bytes) == (1, size_bytes)

    assert waste.clean(in_school.organization)
    assert numbers(page) == [2, 3, 4]
    assert not storage.exists(first.file_key)
    page.refresh_from_db()
    assert page.pictures_bytes == 10_000 - size_bytes
    assert waste.find_waste(in_school.organization).size_bytes == 0

    Annotation.objects.all().delete()
    ChatMessage.objects.all().delete()
    assert waste.clean(in_school.organization)
    assert numbers(page) == [4]
    assert earlier.keep_text(page, timezone.now()).number == 5


def test_an_organization_says_for_how_long(in_school, page):
    settings = in_school.organization.settings | {"storage": {"earlier_days": 500}}
    Organization.objects.update(settings=settings)
    assert waste.clean(Organization.objects.get(pk=in_school.organization.pk))
    assert numbers(page) == [1, 2, 3, 4]


def test_what_was_found_in_a_recording_of_before_goes(in_school):
    """And its copy of the other form, and the parts that a copy was put together of."""
    source = add_source(
        in_school.organization, in_school.bob, kind="video", duration_s=60.0, has_picture=True
    )
    stale = add_source(in_school.organization, in_school.bob, kind="video", state="processing")
    mark, other = mark_of(source), mark_of(stale)
    kept = ["original-1.pdf", "proxy/poster.webp", "proxy/video.mp4",
            f"recording/{mark}/cues.json", f"recording/{mark}/frames/0.webp"]  # fmt: skip
    gone = ["proxy/audio.m4a", f"recording/{mark}/parts/picture-0.mp4",
            "recording/before/cues.json", "recording/before/frames/0.webp"]  # fmt: skip
    at_work = ["original.pdf", "proxy/audio.m4a", f"recording/{other}/parts/sound-0.mp4"]
    for name in kept + gone:
        storage.save_bytes(source.storage_prefix + name, bytes(100))
    for name in at_work:
        storage.save_bytes(stale.storage_prefix + name, bytes(100))
    assert waste.clean(in_school.organization)
    assert len(list(storage.list_prefix("o/"))) == len(kept + gone + at_work)  # too young

    age_files(days=2)
    Source.objects.filter(pk=source.pk).update(file_key=f"{source.storage_prefix}original-1.pdf")
    assert waste.find_waste(in_school.organization).size_bytes == 400
    assert waste.clean(in_school.organization)
    left = {key.removeprefix(source.storage_prefix) for key in storage.list_prefix("o/")}
    assert left == {*kept, *(stale.storage_prefix + name for name in at_work)}
