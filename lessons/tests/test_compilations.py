"""A compilation, from a search in two recordings to its film."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from lessons.clips.tests.recordings import beeps_at, heard, make_recording, pictures
from lessons.compilations import clips
from lessons.models import Clip, Compilation, CompilationItem
from lessons.tests.recorded import add_recording
from library import deletion, registries
from library.models import Source
from library.quota import storage_use
from organizations import jobs
from organizations.scoping import scope, unscoped
from project import storage


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> Path:
    return make_recording(tmp_path_factory.mktemp("recording") / "video.mp4")


@pytest.fixture
def recording(school, film):
    def recording(title: str) -> Source:
        with scope(school.organization.pk):
            return add_recording(school.organization, school.bob, film, title=title)

    return recording


@pytest.fixture
def bob(school, sign_in):
    client = sign_in(school.bob)

    def post(path: str, body: dict | None = None):
        return client.post(school.url(path), body or {})

    client.send = post
    client.read = lambda path: client.get(school.url(path))
    return client


def begun(bob) -> str:
    sent = bob.send("compilations/new/", {"title": "Granulation"})
    return re.search(r"compilations/([0-9a-f-]+)/", sent.url)[1]


def add(bob, pk: str, source: Source, start_ms: int, end_ms: int):
    stretch = {"source": source.pk, "start_ms": start_ms, "end_ms": end_ms}
    return bob.send(f"compilations/{pk}/clips/", stretch)


def work(cluster: str) -> None:
    with unscoped("the worker serves all"):
        while jobs.work(cluster):
            pass


def test_clips_are_found_put_in_order_and_joined(school, bob, recording, tmp_path):
    one, other = recording("Sun"), recording("Stars")
    pk = begun(bob)
    found = bob.get(
        school.url(f"compilations/{pk}/find/?q=granulation"), HTTP_HX_REQUEST="true"
    ).content.decode()
    stretches = re.findall(
        r'name="source" value="([^"]+)".*?"start_ms" value="(\d+)".*?"end_ms" value="(\d+)"', found
    )
    # the sentence of the word, from its beginning, and the next where it would be short
    assert sorted(stretches) == sorted((str(s.pk), "1000", "6000") for s in (one, other))
    door = re.search(r'hx-post="/o/[^/]+/([^"]+)"', found)[1]
    bob.send(door, {"source": one.pk, "start_ms": 1000, "end_ms": 2900})
    add(bob, pk, other, 3000, 4200)
    with scope(school.organization.pk):
        first, second = CompilationItem.objects.all()
    assert first.words == "Granulation is a pattern of cells, and each granule rises."
    bob.send(f"compilations/{pk}/clips/{second.pk}/move/", {"to": 1})
    bob.send(
        f"compilations/{pk}/clips/{second.pk}/trim/",
        {"start": "0:03.00", "end": "0:04.00", "heading": "The Moon"},
    )
    refused = bob.send(f"compilations/{pk}/clips/{first.pk}/trim/", {"start": "0:09", "end": "1"})
    assert (refused.status_code, "Write a time as" in refused.content.decode()) == (422, True)
    bob.send(f"compilations/{pk}/make/")
    work("rendering")
    with scope(school.organization.pk):
        made = Compilation.objects.get()
        assert (made.state, made.problem) == (Compilation.State.READY, "")
        storage.copy_to(made.files["mp4"], tmp_path / "film.mp4")
        kept = Clip.objects.all()
        used = dict(storage_use(school.organization).parts)
        assert used["Clips and compilations"] == made.size_bytes + sum(c.size_bytes for c in kept)
        assert all(storage.exists(clip.file_key) for clip in kept)
    # a card with the title, one with the heading, the Moon, the Sun, the sources
    assert made.duration_s == pytest.approx(4.0 + 2.5 + 1.0 + 1.9 + 6.0)
    shown = pictures(tmp_path / "film.mp4")
    moon = next(luma for time, luma in shown if time > 6.49)
    assert moon[:, 100:].mean() == pytest.approx(20 + 75, abs=2)  # picture 75 is at second 3
    assert beeps_at(heard(tmp_path / "film.mp4")) == pytest.approx([6.5, 7.5, 8.5], abs=0.03)
    captions = bob.read(f"compilations/{pk}/captions.vtt").content.decode()
    assert "00:00:07.500 --> 00:00:08.500\nGranulation is a pattern of cells," in captions
    page = bob.read(f"compilations/{pk}/").content.decode()
    assert "Stars, at 0:03" in page and "captions.vtt" in page and "The Moon" in page


def test_what_is_no_recording_is_named(school, bob, recording):
    source = recording("Sun")
    with scope(school.organization.pk):
        storage.save_bytes(f"{source.storage_prefix}proxy/video.mp4", b"<html>no film</html>" * 99)
    pk = begun(bob)
    add(bob, pk, source, 1000, 2000)
    bob.send(f"compilations/{pk}/make/")
    work("rendering")
    page = bob.read(f"compilations/{pk}/").content.decode()
    assert "The recording cannot be read there." in page


def test_students_see_it_when_it_is_shared(school, bob, recording, sign_in, client):
    source = recording("Sun")
    pk = begun(bob)
    add(bob, pk, source, 1000, 2000)
    with scope(school.organization.pk):
        row = Compilation.objects.get()
        row.files, row.state = {"mp4": f"{row.storage_prefix}film.mp4"}, Compilation.State.READY
        row.save()
    style = {"title": "Sun", "captions": "side", "fade_ms": 0, "has_cards": "on"}
    outcomes = []
    for more in ({}, {"is_shared": "on"}):
        sign_in(school.bob).post(school.url(f"compilations/{pk}/style/"), style | more)
        outcomes.append(sign_in(school.dana).get(school.url(f"compilations/{pk}/")).status_code)
    assert outcomes == [404, 200]
    with scope(school.organization.pk):
        Source.objects.update(is_restricted=True)
    assert sign_in(school.dana).get(school.url(f"compilations/{pk}/")).status_code == 404


@pytest.mark.parametrize("keeps", [True, False])
def test_a_deleted_recording_takes_its_clips(school, bob, recording, film, keeps):
    source = recording("Sun")
    pk = begun(bob)
    add(bob, pk, source, 1000, 2000)
    with scope(school.organization.pk):
        row = Compilation.objects.get()
        row.files, row.state = {"mp4": f"{row.storage_prefix}film.mp4"}, Compilation.State.READY
        row.save()
        storage.save_file(row.files["mp4"], film)
        clip = Clip(
            organization=school.organization, key="c" * 64, source_id=source.pk, start_ms=1,
            end_ms=2,
        )  # fmt: skip
        clip.save()
        storage.save_file(clip.file_key, film)
        for follower in registries.followers:
            follower.settle(source, keeps)
        deletion.delete_now(source)
        assert not Clip.objects.exists()
        assert not storage.exists(clip.file_key)
        assert storage.exists(f"{row.storage_prefix}film.mp4") == keeps
    page = bob.read(f"compilations/{pk}/").content.decode()
    assert "Its recording was deleted." in page
    assert "remove its clips" in bob.send(f"compilations/{pk}/make/").content.decode().lower()


def test_clips_that_nobody_uses_go(school, bob, recording, film):
    source = recording("Sun")
    add(bob, begun(bob), source, 1000, 2000)
    facts = {"organization": school.organization, "source_id": source.pk}
    with scope(school.organization.pk):
        used = Clip.objects.create(**facts, key="a" * 64, start_ms=1000, end_ms=2000)
        Clip.objects.create(**facts, key="b" * 64, start_ms=3000, end_ms=4000)
        Clip.objects.update(used_at=timezone.now() - timedelta(days=1000))
    assert clips.forget_unused() == 1
    with scope(school.organization.pk):
        assert list(Clip.objects.all()) == [used]
