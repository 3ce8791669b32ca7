"""Captions, from the upload's door to a citation that opens at the second."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from lessons.selectors import section_text
from library import uploads
from library.ingestion import tests
from library.models import ContentAtom, Correction, Page, Section, Source
from library.retrieval.queries import Scope
from library.retrieval.search import search
from organizations import jobs
from organizations.scoping import scope, unscoped
from project import storage

FILES = Path(tests.__file__).parent / "captions"
GROANS = "Making a famine where abundance lies"


@pytest.fixture
def read(school):
    def read(path: Path) -> Source:
        source = uploads.add_file(
            path=path, user=school.bob, organization=school.organization
        ).source
        work()
        source.refresh_from_db()
        return source

    return read


def work() -> None:
    with unscoped("the worker reads for whoever waits"):
        while jobs.work("ingestion"):
            pass


@pytest.fixture
def sonnet(read):
    return read(FILES / "sonnet-001-en.vtt")


def test_it_works(school, sign_in, sonnet):
    assert (sonnet.state, sonnet.problem) == (Source.State.READY, "")
    with scope(school.organization.pk):
        page = Page.objects.get(source=sonnet)
        section = Section.objects.get(source=sonnet, text__contains=GROANS)
        atom = ContentAtom.objects.get(source=sonnet)
        [found] = search("famine and abundance", scope=Scope((sonnet.pk,)))
    assert (page.label, page.start_s, page.end_s) == ("0:00", 0.0, 53.24)
    assert section.lines[0][2:] == [0.0, 2.68]
    assert atom.spans[0]["time"] == [0.0, 53.24]
    assert (found.reference, found.time) == ("at 0:00", (0.0, 53.24))


def test_an_answer_cites_the_second_of_its_words(school, read):
    source = read(FILES / "itaccess_captions_en.vtt")
    out = StringIO()
    call_command(
        "ask", "What do we want for our students, the best talent?", "--source", str(source.pk),
        "--as", school.bob.email, "--json", stdout=out,
    )  # fmt: skip
    cited = json.loads(out.getvalue())["citations"][0]
    assert (cited["reference"], cited["time"]) == ("at 0:45", [45.899, 48.5])
    assert cited["quote"].startswith("We want the best talent")


@pytest.fixture
def desk(school, sign_in, sonnet):
    return Desk(school, sign_in(school.bob), sonnet)


class Desk:
    """A teacher at a source of time."""

    def __init__(self, school, client, source):
        self.school, self.client, self.source = school, client, source

    def url(self, path: str = "") -> str:
        return self.school.url(f"library/{self.source.pk}/{path}")

    def get(self, path: str = "", **query) -> str:
        answer = self.client.get(self.url(path), query)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def rows(self, model):
        with scope(self.school.organization.pk):
            return list(model.objects.filter(source=self.source).order_by("pk"))


def test_the_reader_opens_at_a_second_and_marks_what_is_said(desk):
    found = desk.client.get(desk.url("pages/"), {"page": "0:30"})
    assert found.url.endswith("/pages/0/?at=30")
    page = desk.get("pages/0/", at="23.5")
    assert f"<mark>{GROANS},</mark>" in page
    assert 'data-time="22.80 25.68"' in page
    assert 'data-at="23.50"' in page and 'data-opens-at="23.50"' in page
    quoted = desk.get("pages/0/", quote="Pity the world")
    assert 'data-at="44.56"' in quoted
    assert "A transcript without its recording." in quoted
    assert "Pity the world" in desk.get("search/", q="Pity the world")


def test_a_recording_is_played_by_ranges_from_a_link_that_runs_out(desk):
    storage.save_bytes(f"{desk.source.storage_prefix}proxy/audio.m4a", b"0123456789")
    assert desk.client.get(desk.url("recording/media/")).status_code == 404
    with scope(desk.school.organization.pk):
        Source.objects.filter(pk=desk.source.pk).update(duration_s=53.24)
    assert f'<audio controls preload="metadata" src="{desk.url("recording/media/")}"' in desk.get(
        "pages/0/"
    )
    link = desk.client.get(desk.url("recording/media/")).url
    piece = desk.client.get(link, headers={"Range": "bytes=2-4"})
    assert (piece.status_code, b"".join(piece.streaming_content)) == (206, b"234")
    with scope(desk.school.organization.pk):
        Source.objects.filter(pk=desk.source.pk).update(video_id="dQw4w9WgXcQ")
    page = desk.get("pages/0/", at="30")
    assert "https://www.youtube.com/watch?v=dQw4w9WgXcQ&amp;t=30s" in page
    assert "<audio" not in page and "<iframe" not in page


def test_a_corrected_caption_is_split_kept_searched_and_undone(desk):
    [section] = [row for row in desk.rows(Section) if GROANS in row.text]
    number = next(
        n for n, line in enumerate(section.lines) if GROANS in section.text[slice(*line[:2])]
    )
    start, end = section.lines[number][2:]
    url = desk.url(f"pages/0/transcript/{section.pk}/{number}/")
    said = {"do": "say", "text": "Making a telescope\nwhere abundance lies,", "seen": "0"}
    assert GROANS in desk.get("pages/0/transcript/")

    times = {"begins": "0:05", "ends": "0:01"}
    refused = desk.client.post(url, said | times, headers={"HX-Request": "true"})
    assert refused.status_code == 422
    assert "has to end after it begins" in refused.content.decode()

    times = {"begins": f"0:{start:.2f}", "ends": f"0:{end:.2f}"}
    assert desk.client.post(url, said | times).status_code == 302
    work()
    captions = desk.get("captions.vtt")
    assert "Making a telescope\n\n" in captions and "where abundance lies,\n" in captions
    [kept] = desk.rows(Correction)
    assert (kept.kind, kept.made_by_id) == ("say", desk.school.bob.pk)
    with scope(desk.school.organization.pk):
        [found] = search("telescope", scope=Scope((desk.source.pk,)))
    assert "Making a telescope where abundance lies," in found.text
    assert desk.client.post(url, said | times).status_code == 409  # of how it was before

    assert (
        desk.client.post(
            desk.url(f"pages/0/transcript/{section.pk}/{number}/"), {"do": "join", "seen": "1"}
        ).status_code
        == 302
    )
    for seen in ("2", "3"):
        desk.client.post(desk.url("corrections/undo/"), {"seen": seen})
    work()
    assert GROANS in desk.get("captions.vtt")


def test_captions_are_given_and_taken_back(desk):
    page = desk.get("captions/")
    assert "Or paste the transcript" in page
    nothing = desk.client.post(desk.url("captions/"), {"text": "  ", "language": ""})
    assert "Choose a file, or paste the transcript." in nothing.content.decode()
    assert nothing.status_code == 422

    given = {
        "text": "0:00 De las criaturas bellas queremos cosecha.\n0:09 La rosa.",
        "language": "es",
    }
    assert desk.client.post(desk.url("captions/"), given).status_code == 302
    work()
    desk.source.refresh_from_db()
    assert (desk.source.state, desk.source.language) == (Source.State.READY, "es")
    assert "00:00:09.000 --> 00:00:" in desk.get("captions.vtt")
    assert storage.exists(desk.source.captions_key)
    key = desk.source.captions_key

    assert desk.client.post(desk.url("captions/"), {"do": "own"}).status_code == 302
    work()
    assert GROANS in desk.get("captions.vtt")
    assert not storage.exists(key)


def test_a_lesson_says_the_second_of_each_of_its_sentences(desk):
    [section] = [row for row in desk.rows(Section) if GROANS in row.text]
    text = section_text(section, "0:00", desk.source)
    assert text.reference == "at 0:00"
    said = text.sentence("Making a famine")
    assert (said.reference, said.at_s) == ("at 0:22", 22.8)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0", "There are no captions in this file."),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "There are no captions in this file."),
    ],
)
def test_what_are_no_captions_says_so(read, tmp_path, content, sentence):
    path = tmp_path / "lecture.vtt"
    path.write_bytes(content)
    source = read(path)
    assert source.state == Source.State.FAILED
    assert source.problem.startswith(sentence)
