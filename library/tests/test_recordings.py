"""Videos and sounds, from the upload's door to scenes that can be cited."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from library import services, uploads
from library.ingestion import watching
from library.ingestion.recordings import planning
from library.ingestion.recordings.inspecting import inspect
from library.ingestion.stages.recordings.keeping import Kept
from library.ingestion.tests import clips
from library.models import ContentAtom, Ingestion, Page, Section, Source, StructureNode
from organizations import jobs
from organizations.models import Job
from project import storage
from project.providers.base import Heard, SpokenWord
from project.providers.embedded.pocketsphinx import PocketsphinxTranscriber

pytestmark = pytest.mark.usefixtures("across")


def read(path: Path, school) -> Source:
    added = uploads.add_file(path=path, user=school.bob, organization=school.organization)
    work_off()
    added.source.refresh_from_db()
    return added.source


def work_off() -> None:
    while jobs.work("ingestion"):
        pass


@pytest.mark.slow
def test_it_works(school, tmp_path, settings):
    """A scene per slide, with what is written on it and said in it."""
    settings.OCR_ENGINES = ["rapidocr"]
    slides = [
        clips.slide("Granulation", "Hot gas rises"),
        clips.slide("Sunspots", "They are cooler", "and look dark"),
    ]
    path = clips.make(
        tmp_path / "the-sun.mp4",
        seconds=8,
        picture=clips.one_after_the_other(slides, 4),
        sounds=[clips.tone(8)],
        language="eng",
        captions=[
            (0.5, 3.0, "Granules live some eight minutes."),
            (4.5, 7.5, "A sunspot is a cooler place on the Sun."),
        ],
    )
    source = read(path, school)

    assert (source.state, source.problem) == (Source.State.READY, "")
    assert (source.kind, source.has_picture, source.language) == ("video", True, "en")
    assert source.duration_s == pytest.approx(8, abs=0.1)
    pages = list(Page.objects.filter(source=source).order_by("index"))
    assert [(page.label, page.title) for page in pages] == [
        ("0:00", "Granulation"),
        ("0:04", "Sunspots"),
    ]
    assert pages[1].start_s == pytest.approx(4, abs=1 / 12)
    assert "eight minutes" in pages[0].text
    assert "and look dark" in pages[1].text
    spot = Section.objects.get(source=source, text__contains="cooler place")
    assert spot.lines[0][2:] == [4.5, 7.5]
    titles = StructureNode.objects.filter(source=source, depth__gt=0).order_by("position")
    assert [node.title for node in titles] == ["Granulation", "Sunspots"]
    assert ContentAtom.objects.filter(source=source).exists()
    kept = Kept(source)
    video = f"{source.storage_prefix}proxy/video.mp4"
    for key in (video, kept.poster, kept.frame(0.0), kept.frame(pages[1].start_s)):
        assert storage.size_of(key) > 100
    assert source.pictures_bytes > storage.size_of(video)
    assert not Ingestion.objects.get(source=source).receipt["warnings"]


def test_sound_without_captions_can_be_played_and_says_what_it_lacks(school, tmp_path, settings):
    settings.TRANSCRIBER = ""
    path = clips.make(tmp_path / "note.mp3", seconds=0, sounds=[clips.tone(3)], sound_codec="mp3")
    source = read(path, school)

    assert (source.state, source.problem_code) == (Source.State.PARTIAL, "no_words")
    assert "add captions" in source.problem
    assert (source.kind, source.has_picture) == ("audio", False)
    assert storage.exists(f"{source.storage_prefix}proxy/audio.m4a")
    assert [p.label for p in Page.objects.filter(source=source).order_by("index")] == ["0:00"]


def test_a_scene_has_a_picture(school, sign_in, tmp_path, settings):
    """And a film without a word stays a film; read again, it is not copied again."""
    settings.OCR_ENGINES = []
    scenes = [clips.film(seed) for seed in (1, 2)]
    picture = clips.one_after_the_other(scenes, 2)
    source = read(clips.make(tmp_path / "film.mkv", seconds=4, picture=picture), school)

    assert (source.state, source.problem_code) == (Source.State.PARTIAL, "no_words")
    client = sign_in(school.bob)
    for index in (0, 1):
        shown = client.get(school.url(f"library/{source.pk}/pages/{index}/picture/"))
        assert shown["Content-Type"] == "image/webp"
    strip = client.get(school.url(f"library/{source.pk}/thumbnails/")).content.decode()
    assert strip.count("<img") >= 2


def test_a_killed_worker_is_followed_at_its_stretch(school, tmp_path, settings, monkeypatch):
    """Its stretches are kept; one that is read again is not made anew."""
    settings.OCR_ENGINES, settings.TRANSCRIBER = [], ""
    monkeypatch.setattr(planning, "PICTURE_S", 1.0)
    monkeypatch.setattr(planning, "LEAST_PICTURE_S", 1.0)
    scenes = [clips.film(seed) for seed in (1, 2)]
    picture = clips.one_after_the_other(scenes, 2)
    path = clips.make(tmp_path / "film.avi", seconds=4, picture=picture, codec="mpeg4")
    asked: list[str] = []

    def ask(name, do, *args, **wanted):
        asked.append(do)
        if asked.count("picture") == 3:
            asked.append("killed")
            raise KeyboardInterrupt
        return ask_child(name, do, *args, **wanted)

    ask_child = watching.ask
    monkeypatch.setattr(watching, "ask", ask)
    added = uploads.add_file(path=path, user=school.bob, organization=school.organization)
    with pytest.raises(KeyboardInterrupt):
        jobs.work("ingestion")
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    work_off()
    added.source.refresh_from_db()
    assert added.source.problem_code == "no_words"
    assert asked.count("picture") == 3 + len(planned(path)) - 2, "two were there already"
    assert added.source.duration_s == pytest.approx(4, abs=0.15)

    asked.clear()
    services.start_ingestion(added.source)
    work_off()
    assert not {"picture", "join", "changes", "look"} & set(asked)
    assert [page.label for page in Page.objects.order_by("index")] == ["0:00", "0:02"]


def planned(path: Path) -> list[planning.Step]:
    return [step for step in planning.steps(inspect(path)) if step.do == "picture"]


def test_what_is_none_says_so_on_its_row(school, tmp_path):
    path = tmp_path / "notes.mp4"
    path.write_text("These are notes, and no film. " * 100)
    source = read(path, school)
    assert (source.state, source.problem_code) == (Source.State.FAILED, "damaged")
    assert "something else" in source.problem


def test_what_nobody_captioned_is_heard_and_says_by_whom(school, tmp_path, settings, monkeypatch):
    """Windows that were heard are kept; a language that is not understood is named."""
    settings.TRANSCRIBER = "pocketsphinx"
    heard = [Heard(0.0, 60.0, (SpokenWord("granules", 0.2, 0.9),), "en", "pocketsphinx")]
    monkeypatch.setattr(PocketsphinxTranscriber, "transcribe", lambda *_, **__: iter(heard))
    path = clips.make(tmp_path / "said.flac", seconds=0, sounds=[clips.tone(2.5)],
                      sound_codec="flac")  # fmt: skip
    source = read(path, school)
    assert (source.state, source.problem, source.language) == (Source.State.READY, "", "en")
    section = Section.objects.get(source=source)
    assert (section.text, section.lines[0][2:]) == ("Granules.", [0.2, 0.9])
    [warning] = Ingestion.objects.get(source=source).receipt["warnings"]
    assert "small recogniser" in warning


def test_a_language_that_nobody_understands_is_named(school, tmp_path, settings):
    settings.TRANSCRIBER = "pocketsphinx"
    path = clips.make(tmp_path / "gesagt.m4a", seconds=0, sounds=[clips.tone(2)], language="deu")
    source = read(path, school)
    assert (source.state, source.problem_code) == (Source.State.PARTIAL, "no_words")
    assert "German" in source.problem
