"""Captions become stretches of a recording, whatever their times say."""

from pathlib import Path

import pytest

from library.ingestion import captions
from library.ingestion.captions import Cue, decode, read_chapters, read_transcript, stretches
from library.ingestion.captions.cue import RawCue
from library.ingestion.captions.rolling import said_once
from library.ingestion.sandboxed import frames
from project.errors import UnreadableSource

FILES = Path(__file__).parent / "captions"


def read(name: str) -> str:
    return decode((FILES / name).read_bytes())


def texts(text: str, **facts) -> list[str]:
    return [cue.text for cue in read_transcript(text, **facts).cues]


@pytest.mark.parametrize("name", ["sonnet-001-en.vtt", "sonnet-001-en.srt"])
def test_it_works(name):
    found = read_transcript(read(name))
    assert found.warnings == []
    assert len(found.cues) == 15
    assert found.cues[1] == Cue("From fairest creatures we desire increase,", (2.68, 5.88))


def test_notes_styles_and_marks_are_left_out_and_speakers_are_said_once():
    found = read_transcript(read("wwa_captions_en.vtt"))
    assert found.language == "en"
    page = stretches(found.cues)[0]
    said = "\n".join(block.text for block in page.blocks)
    assert said.startswith("[ music ]\nNarrator: You want these people. They order your products")
    assert said.count("Narrator:") == 1
    assert "NOTE" not in said and "<" not in said
    assert page.time == (0.429, 52.0)


def test_a_stretch_is_about_a_minute_and_ends_with_a_sentence():
    pages = stretches(read_transcript(read("itaccess_captions_en.vtt")).cues)
    assert [page.label for page in pages[:3]] == ["0:00", "0:57", "1:54"]
    assert all(page.time[1] - page.time[0] <= 60.5 for page in pages)
    assert all(page.blocks[-1].text[-1] in ".?!" for page in pages)


def test_a_chapter_ends_a_stretch_and_is_in_the_outline():
    chapters = read_chapters(read("itaccess_chapters_en.vtt"))
    pages = stretches(read_transcript(read("itaccess_captions_en.vtt")).cues, chapters)
    outline = captions.outline_of(pages)
    assert [(entry.title, entry.page_index) for entry in outline[:3]] == [
        ("Michael Young", 0),
        ("Tracy Mitrano", 1),
        ("Pablo Molina", 2),
    ]
    assert pages[1].title == "Tracy Mitrano"


def test_times_survive_the_way_from_the_child():
    page = stretches([Cue("One.", (1.0, 2.5)), Cue("Two.", (2.5, 4.0))])[0]
    there = frames.unpack_page(frames.load(frames.dump(frames.pack_page(page))))
    assert there.time == (1.0, 4.0)
    assert [line.time for line in there.blocks[0].lines] == [(1.0, 2.5), (2.5, 4.0)]


def test_times_that_lie_are_mended_and_told():
    found = read_transcript(
        "1\n00:00:20,000 --> 00:00:25,000\nlate\n\n"
        "2\n00:00:05,000 --> 00:00:01,000\nbackwards\n\n"
        "3\n00:00:08,000 --> 99:00:00,000\nendless\n\n"
        "4\n10:00:00,000 --> 10:00:01,000\nbehind\n\n"
        "5\nsoon --> later\nunreadable\n",
        length_s=30,
    )
    assert [(cue.text, cue.time) for cue in found.cues] == [
        ("backwards", (5.0, 8.0)),
        ("endless", (8.0, 20.0)),
        ("late", (20.0, 25.0)),
    ]
    assert [sentence[:25] for sentence in found.warnings] == [
        "1 caption has no time tha",
        "1 caption begins behind t",
        "1 caption came before an ",
        "1 caption ends before it ",
        "1 caption stays for more ",
    ]


def test_what_rolls_is_said_once_and_a_song_is_not_shortened():
    rolling = [
        RawCue(("so the sun",), 0, 2),
        RawCue(("so the sun", "is a star"), 2, 4),
        RawCue(("is a star",), 4, 4.01),
        RawCue(("is a star", "of many"), 4.01, 6),
        RawCue(("of many", "in the sky"), 6, 8),
    ]
    said = [line for cue in said_once(rolling) for line in cue.lines]
    assert said == ["so the sun", "is a star", "of many", "in the sky"]
    song = [RawCue(("Row, row",), n, n + 1) for n in range(4)]
    assert said_once(song) == song


def test_pasted_text_has_times_or_none():
    assert read_transcript("0:12\nwelcome\nto it\n1:02:03 the end").cues == [
        Cue("welcome to it", (12.0, 72.0)),
        Cue("the end", (3723.0, 3724.8)),
    ]
    untimed = stretches(read_transcript("Welcome to it.\n\nThe end.").cues)
    assert [(page.label, page.time, page.blocks[0].text) for page in untimed] == [
        ("1", None, "Welcome to it. The end.")
    ]


@pytest.mark.parametrize(
    "data",
    [
        "WEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nGrüße\r\n".encode("utf-16"),
        "1\n00:00:01,000 --> 00:00:02,000\nGrüße\n".encode("utf-16-le"),
        "1\n00:00:01,000 --> 00:00:02,000\nGrüße\n".encode("latin-1"),
        "1\n00:00:01,000 --> 00:00:02,000\nGr\0üße\n".encode(),
    ],
)
def test_any_encoding_is_read(data):
    assert texts(decode(data)) == ["Grüße"]


def test_what_is_too_much_is_refused_and_what_is_at_once_is_bounded():
    cue = "00:00.000 --> 00:00.001\nx\n\n"
    with pytest.raises(UnreadableSource, match="more than 100,000 captions"):
        read_transcript(f"WEBVTT\n\n{cue * 100_001}")
    pages = stretches(read_transcript(f"WEBVTT\n\n{cue * 1_000}").cues)
    assert max(len(block.lines) for page in pages for block in page.blocks) <= 300


def test_what_is_written_is_read_again():
    cues = [Cue("a < b & c", (3661.5, 3662.25), "Ann & Bo")]
    assert read_transcript(captions.webvtt(cues, language="de")).cues == cues
