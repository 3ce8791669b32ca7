"""Captions beside a recording become its captions: in the browser, in a ZIP, by the command."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from library.ingestion.tests import clips
from library.models import Page, Source
from library.side_files.pairing import pairs
from library.tests.test_bundles import work_off, zipped
from library.tests.uploading import Door
from project import storage

pytestmark = pytest.mark.usefixtures("across")

SAID = "Granules are the tops of columns of hot gas."
VTT = f"WEBVTT\n\n00:00.200 --> 00:01.800\n{SAID}\n".encode()


@pytest.fixture
def sound(tmp_path) -> bytes:
    path = clips.make(tmp_path / "made.mp3", seconds=0, sounds=[clips.tone(2)], sound_codec="mp3")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("names", "paired"),
    [
        (["a.mp4", "a.vtt"], {"a.mp4": ("a.vtt", "")}),
        (["A.MP4", "a.pt-BR.srt"], {"A.MP4": ("a.pt-BR.srt", "pt")}),
        (["a.mp4", "a.de.vtt", "a.eng.vtt"], {"a.mp4": ("a.de.vtt", "de")}),
        (["a.mp4", "a.de.vtt", "a.srt"], {"a.mp4": ("a.srt", "")}),
        (["a.mp3", "a.mp4", "a.mp4.vtt"], {"a.mp4": ("a.mp4.vtt", "")}),
        (["a.en.mp4", "a.mp4", "a.en.vtt"], {"a.en.mp4": ("a.en.vtt", "")}),
        (["cafe\u0301.mp4", "caf\xe9.vtt"], {"cafe\u0301.mp4": ("caf\xe9.vtt", "")}),
        (["one/a.mp4", "two/a.vtt"], {}),
        (["a.mp4", "a.final.vtt", "b.vtt", "a.txt", "a.pdf"], {}),
    ],
)
def test_names_say_what_belongs_together(names, paired):
    found = {name: (side.name, side.language) for name, side in pairs(names).items()}
    assert found == paired


def test_a_browser_sends_them_before_it_confirms(school, client, sound):
    door = Door(school, client)
    asked = {"filenames": ["talk.mp3", "talk.en.vtt", "notes.pdf"]}
    answer = door.post(school.url("library/uploads/pairs/"), asked).json()
    assert answer == {"pairs": [{"recording": "talk.mp3", "captions": "talk.en.vtt"}]}

    ticket = door.create("talk.mp3", len(sound)).json()
    door.send(ticket, sound)

    def give(name: str, content: bytes):
        file = SimpleUploadedFile(name, content)
        return client.post(ticket["captions_url"], {"file": file})

    wrong = give("other.vtt", VTT)
    assert (wrong.status_code, "not named as" in wrong.json()["detail"]) == (422, True)
    assert give("talk.vtt", b"no captions at all").status_code == 422
    assert not Source.objects.get().captions_key
    assert give("talk.en.vtt", VTT).status_code == 204
    assert door.confirm(ticket).status_code == 200
    assert give("talk.en.vtt", VTT).status_code == 409
    work_off()

    source = Source.objects.get()
    assert (source.kind, source.state, source.captions_language) == ("audio", "ready", "en")
    assert SAID in Page.objects.get(source=source).text
    assert storage.read_bytes(source.captions_key) == VTT


def test_what_only_is_called_a_recording_has_no_captions(school, client):
    door, body = Door(school, client), b"%PDF-1.7\n" + bytes(200)
    ticket = door.create("talk.mp4", len(body)).json()
    door.send(ticket, body)
    client.post(ticket["captions_url"], {"file": SimpleUploadedFile("talk.vtt", VTT)})
    door.confirm(ticket)
    source = Source.objects.get()
    assert (source.kind, source.captions_key) == ("pdf", "")


def test_in_a_zip_they_go_with_their_recordings(school, client, sound):
    files = {
        "week 1/talk.vtt": VTT,
        "week 1/talk.mp3": sound,
        "week 2/talk.vtt": VTT.replace(b"Granules", b"Sunspots"),
        "week 2/torn.mp3": b"no sound at all",
        "week 2/torn.srt": b"these are no captions",
    }
    Door(school, client).bring("talks.zip", zipped(files))
    work_off()
    folder = Source.objects.get(kind="zip")
    inside = Source.objects.filter(folder=folder)
    assert sorted(inside.values_list("filename", "kind")) == [
        ("talk.mp3", "audio"), ("talk.vtt", "captions"), ("torn.mp3", "audio"),
    ]  # fmt: skip
    assert SAID in Page.objects.get(source__filename="talk.mp3").text
    assert not inside.get(filename="torn.mp3").captions_key
    shown = client.get(school.url(f"library/{folder.pk}/")).content.decode()
    assert "These are the captions of “talk.mp3”." in shown
    assert "torn.srt" in shown.partition("Left out")[2]


def test_the_command_finds_them_beside_the_file(school, sound, tmp_path, capsys):
    (tmp_path / "talk.mp3").write_bytes(sound)
    beside = tmp_path / "talk.de.vtt"
    beside.write_bytes(VTT)

    def ingest(*options) -> dict:
        who = ["--as", school.bob.email, "--json"]
        call_command("ingest", str(tmp_path / "talk.mp3"), *who, *options)
        return json.loads(capsys.readouterr().out)

    told = ingest("--wait")
    assert (told["state"], told["captions"], told["captions_problem"]) == ("ready", str(beside), "")
    source = Source.objects.get()
    assert (source.captions_language, SAID in Page.objects.get().text) == ("de", True)

    Source.objects.update(captions_key="")
    assert "already" in ingest("--captions", str(beside))["captions_problem"]
    (tmp_path / "other.vtt").write_bytes(VTT)
    told = ingest("--captions", str(tmp_path / "other.vtt"))
    assert "not named as" in told["captions_problem"]
