"""A recording is given to a source that has no words of its own, and becomes its captions."""

import json
from pathlib import Path

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from library import uploads
from library.ingestion import tests
from library.models import Section, Source
from library.retrieval.queries import Scope
from library.retrieval.search import search
from library.selectors import latest_ingestion
from organizations import jobs
from organizations.models import AuditEntry, Job
from organizations.scoping import scope, unscoped
from project import storage
from project.errors import ProviderError
from project.providers import registry, sound
from project.providers.base import Heard, SpokenWord
from project.tests.sounds import loud_and_quiet, spoken, written
from tests import youtube_server

CAPTIONS = Path(tests.__file__).parent / "captions" / "sonnet-001-en.vtt"
SAID = ["granules", "are", "bright"]


class Hears:
    """Of each window of two seconds the next word; it fails when told."""

    name, languages = "pocketsphinx", frozenset({"en"})

    def __init__(self):
        self.words, self.problem, self.fails_at = [*SAID], None, None
        self.begun = []

    def transcribe(self, path, *, language, from_s=0.0, is_over=lambda: False):
        self.begun.append((from_s, language))
        for number, window in enumerate(sound.windows(path, 2.0, from_s)):
            if self.problem:
                raise self.problem
            if number == self.fails_at:
                raise ProviderError("Busy.", retryable=True)
            words = (
                (SpokenWord(self.words.pop(0), window.start_s + 0.1, window.start_s + 1),)
                if self.words
                else ()
            )
            yield Heard(window.start_s, window.end_s, words, "en", self.name)


@pytest.fixture
def hears(monkeypatch):
    found = Hears()
    monkeypatch.setattr(registry, "transcriber", lambda names: found)
    return found


@pytest.fixture
def desk(school, sign_in):
    source = uploads.add_file(path=CAPTIONS, user=school.bob, organization=school.organization)
    work()
    return Desk(school, sign_in(school.bob), source.source)


def work() -> None:
    with unscoped("the worker reads for whoever waits"):
        while jobs.work("ingestion"):
            pass


class Desk:
    def __init__(self, school, client, source):
        self.school, self.client, self.source = school, client, source

    def url(self, path: str = "") -> str:
        return self.school.url(f"library/{self.source.pk}/{path}")

    def give(self, content: bytes, name="lesson.wav", **values):
        sent = {"do": "listen", "spoken": "en", "has_rights": "on"} | values
        sent["recording"] = SimpleUploadedFile(name, content)
        return self.client.post(self.url("captions/"), sent)

    def refreshed(self) -> Source:
        self.source.refresh_from_db()
        return self.source

    def said(self) -> str:
        with scope(self.school.organization.pk):
            return " ".join(row.text for row in Section.objects.filter(source=self.source))

    def stage(self) -> dict:
        with scope(self.school.organization.pk):
            newest = latest_ingestion(self.source)
            return newest.stages["listen"]


@pytest.fixture
def recording(tmp_path):
    return written(loud_and_quiet([(1.5, 0.5)] * 3), tmp_path / "a.wav").read_bytes()


def test_it_works(desk, hears, recording):
    assert "Or have a recording written down" in desk.client.get(desk.url("captions/")).text
    assert desk.give(recording).status_code == 302
    given = desk.refreshed().captions_key
    assert given.endswith(".wav")
    work()
    source = desk.refreshed()
    assert (source.state, source.problem) == (Source.State.READY, "")
    assert desk.said() == "Granules. Are. Bright."
    assert source.captions_key.endswith(".heard-by-pocketsphinx.vtt")
    assert (
        "00:00:00.100 --> 00:00:01.000\nGranules."
        in storage.read_bytes(source.captions_key).decode()
    )
    left = list(storage.list_prefix(f"{source.storage_prefix}captions/"))
    assert left == [source.captions_key]  # the recording is gone, and the notes of it
    for path in ("", "captions/", "pages/0/"):
        assert "mishears many words" in desk.client.get(desk.url(path)).text
    with scope(desk.school.organization.pk):
        event = AuditEntry.objects.get(action="sources.captions_replaced")
    assert event.detail["recording"] is True


def test_a_video_of_youtube_without_captions(
    school, sign_in, hears, recording, settings, monkeypatch
):
    with youtube_server.standing_in(settings, monkeypatch) as youtube:
        youtube.tracks, youtube.length_s = {}, 60
        sent = {"address": f"https://youtu.be/{youtube_server.VIDEO_ID}", "audience": "everybody"}
        client = sign_in(school.bob)
        client.post(school.url("library/addresses/"), sent)
        work()
    with scope(school.organization.pk):
        desk = Desk(school, client, Source.objects.get())
    assert desk.source.state == Source.State.FAILED
    assert desk.url("captions/") in client.get(desk.url()).text
    assert desk.give(recording).status_code == 302
    work()
    assert (desk.refreshed().state, desk.said()) == (Source.State.READY, "Granules. Are. Bright.")
    assert desk.source.kind == "youtube"


def test_it_goes_on_where_it_was_left(desk, hears, recording):
    """A provider that fails for a while loses no window, and progress is seen meanwhile."""
    hears.fails_at = 1
    desk.give(recording)
    work()
    stage = desk.stage()
    assert 0 < stage["done"] < stage["total"] == 6
    notes = json.loads(storage.read_bytes(f"{desk.refreshed().captions_key}.json"))
    assert [word["text"] for word in notes["words"]] == ["granules"]
    hears.fails_at = None
    with unscoped("the pause is over"):
        Job.objects.active().update(run_after=timezone.now())
    work()
    assert [from_s for from_s, _language in hears.begun] == [0.0, notes["until_s"]]
    assert desk.said() == "Granules. Are. Bright."


def test_what_it_does_not_understand_is_said_and_captions_help(desk, hears, recording):
    hears.problem = ProviderError("English only.", retryable=False)
    desk.give(recording)
    work()
    assert (desk.refreshed().state, desk.source.problem) == (Source.State.FAILED, "English only.")
    assert "Give it captions" in desk.client.get(desk.url()).text
    given = {"text": "0:00 Granules are bright.", "language": "en"}
    assert desk.client.post(desk.url("captions/"), given).status_code == 302
    work()
    assert desk.refreshed().state == Source.State.READY
    left = list(storage.list_prefix(f"{desk.source.storage_prefix}captions/"))
    assert left == [desk.source.captions_key]


def test_a_recording_in_which_nobody_speaks(desk, hears, recording):
    hears.words = []
    desk.give(recording)
    work()
    assert desk.refreshed().problem.startswith("Nobody was heard")


def test_what_is_no_recording(desk, recording, settings):
    assert "Choose a video or a sound" in desk.give(recording, "lesson.exe").text
    unticked = desk.give(recording, has_rights="")
    assert unticked.status_code == 422
    assert desk.give(recording, spoken="de").status_code == 422  # nobody here understands it
    assert desk.give(b"MZ not a sound at all", "lesson.mp3").status_code == 302
    work()
    assert desk.refreshed().problem.startswith("This is no video or sound")
    settings.TRANSCRIBER = ""
    assert "Or have a recording" not in desk.client.get(desk.url("captions/")).text


@pytest.mark.slow
def test_what_is_spoken_is_found_at_its_second(desk, tmp_path):
    """By the recogniser that is here, of what the voice that is here says."""
    quiet = np.zeros(3 * sound.RATE, np.int16)
    said = spoken("Hello world, this is a test.", tmp_path / "said.wav")
    desk.give(written(np.concatenate([quiet, said]), tmp_path / "a.wav").read_bytes())
    work()
    assert desk.refreshed().state == Source.State.READY
    with scope(desk.school.organization.pk):
        [found] = search("hello world", scope=Scope((desk.source.pk,)))
    assert found.text.startswith("Hello world")
    assert found.reference == "at 0:03"
