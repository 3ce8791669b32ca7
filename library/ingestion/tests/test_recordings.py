"""What is in a recording is found, its copy is made by stretches, and hostile ones do no harm."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from library.ingestion import watching
from library.ingestion.recordings import joining, levels, loudness, picturing, sounding
from library.ingestion.recordings.inspecting import inspect
from library.ingestion.recordings.planning import PACKET, rate_of, steps
from library.ingestion.recordings.posters import picture_at
from library.ingestion.tests import clips, pdfs
from project.errors import UnreadableSource

RED, BLUE = (200, 30, 30), (30, 30, 200)


def halves(_at: float) -> np.ndarray:
    """Red above blue, twice as wide as high."""
    picture = np.zeros((90, 160, 3), np.uint8)
    picture[:45], picture[45:] = RED, BLUE
    return picture


def copied(path: Path, to: Path, *, part_s: float = 1.0, gain_db: float = 0.0) -> Path:
    """Its copy for the web, from stretches that are shorter than real ones."""
    recording = inspect(path)
    pictures, sounds = [], []
    for n, begin in enumerate(np.arange(0, recording.duration_s, part_s)):
        part = to.with_name(f"picture{n}.mp4")
        if recording.picture and picturing.encode(path, recording, begin, begin + part_s, part):
            pictures.append(joining.Part(part, round(begin * picturing.TICKS)))
    if recording.sound:
        rate = rate_of(recording.sound.rate)
        end, step = round(recording.duration_s * rate), int(part_s * rate) // PACKET * PACKET
        for n, begin in enumerate(range(0, end, step)):
            part = to.with_name(f"sound{n}.mp4")
            sounding.encode(path, recording, begin, min(begin + step, end), gain_db, part)
            sounds.append(joining.Part(part, begin))
    joining.join(path, recording, pictures, sounds, to)
    return to


def samples_of(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(frames, axis=1)


def test_it_is_turned_upright_and_stretched(tmp_path):
    path = clips.make(
        tmp_path / "turned.mov",
        seconds=1,
        picture=halves,
        turned=-90,
        stretched=Fraction(4, 3),
    )
    recording = inspect(path)
    assert (recording.picture.rotation, recording.picture.stretch) == (1, pytest.approx(4 / 3))
    assert recording.picture.shown == (90, 213)
    made = inspect(copied(path, tmp_path / "copy.mp4"))
    assert (made.picture.width, made.picture.height) == (90, 212)
    assert (made.picture.rotation, made.picture.stretch, made.picture.is_plain) == (0, 1.0, True)
    picture = picture_at(tmp_path / "copy.mp4", 0, 0.5)
    left, right = picture[107, 10], picture[107, -10]
    assert (left[2] > 150, right[0] > 150) == (True, True), "red above is red on the right"


def test_what_begins_late_or_is_uneven_keeps_its_times(tmp_path):
    """A picture without a fixed rate, a sound that begins a second later, both late in the file."""
    times = [0.0, 0.04, 0.5, 1.5, 1.54, 2.9]
    silent_first = np.concatenate([np.zeros((1, 48_000), np.float32), clips.tone(2, channels=1)], 1)
    path = clips.make(
        tmp_path / "late.mkv",
        seconds=3,
        picture=lambda at: halves(at) if at < 1.5 else halves(at)[::-1].copy(),
        times=times,
        sounds=[silent_first],
        begins_s=5.0,
    )
    recording = inspect(path)
    assert recording.start_s == pytest.approx(5.0, abs=0.03)
    assert recording.picture.is_variable
    copy = copied(path, tmp_path / "copy.mp4", part_s=0.8)
    with av.open(str(copy)) as container:
        found = [frame.time for frame in container.decode(video=0)]
    assert found == pytest.approx(times, abs=0.03)
    loud = np.abs(samples_of(copy)[0]) > 0.05
    assert int(np.argmax(loud)) / 48_000 == pytest.approx(1.0, abs=0.03)


def test_stretches_of_sound_follow_without_a_seam(tmp_path):
    """1 kHz stays 1 kHz: a click or a gap would show beside it."""
    path = clips.make(tmp_path / "tone.wav", seconds=0, sounds=[clips.tone(3, channels=1)],
                      sound_codec="pcm_s16le")  # fmt: skip
    heard = samples_of(copied(path, tmp_path / "copy.m4a", gain_db=6.0))[0][24_000:120_000]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
    tone = spectrum[1_980:2_021].max()
    beside = np.delete(spectrum, slice(1_900, 2_101)).max()
    assert 20 * np.log10(beside / tone) < -55
    assert np.abs(heard).max() == pytest.approx(10 ** (-14 / 20), rel=0.05)


def test_loudness_is_that_of_the_standard(tmp_path):
    """EBU Tech 3341, case 1: a stereo sine of 1 kHz at -23 dBFS is at -23 LUFS."""
    path = clips.make(tmp_path / "sine.wav", seconds=0, sounds=[clips.tone(12, level_db=-23.0)],
                      sound_codec="pcm_s16le")  # fmt: skip
    recording = inspect(path)
    parts = [loudness.measure(path, recording, begin, begin + 6.0) for begin in (0.0, 6.0)]
    heard = levels.merge(parts)
    assert levels.integrated(heard) == pytest.approx(-23.0, abs=0.1)
    assert levels.gain_db(heard) == pytest.approx(7.0, abs=0.2)


def test_of_several_sounds_one_is_taken_and_chapters_are_read(tmp_path):
    path = clips.make(
        tmp_path / "two.mp4",
        seconds=2,
        picture=halves,
        sounds=[clips.tone(2), clips.tone(1)],
        language="deu",
        chapters=[(0, 1, "Anfang"), (1, 2, "Ende")],
        title="Zwei",
    )
    recording = inspect(path)
    assert (recording.sound.index, recording.language, recording.title) == (1, "de", "Zwei")
    assert recording.other_sounds == ["de"]
    assert [(c.start_s, c.title) for c in recording.chapters] == [(0.0, "Anfang"), (1.0, "Ende")]
    assert recording.picture.is_plain
    assert [step.do for step in steps(recording)] == ["listen", "sound", "join", "poster"]


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    return clips.make(path, seconds=4, picture=halves, sounds=[clips.tone(4)])


def with_duration(path: Path, seconds: int) -> None:
    """What the header says of its length, made up: in `mvhd`, `tkhd` and `mdhd`."""
    data = bytearray(path.read_bytes())
    for box, scale_at, length_at in ((b"mvhd", 16, 20), (b"mdhd", 16, 20), (b"tkhd", None, 24)):
        at = data.find(box)
        while at >= 0:
            scale = int.from_bytes(data[at + scale_at : at + scale_at + 4]) if scale_at else 1000
            value = min(seconds * scale, 2**32 - 1).to_bytes(4)
            data[at + length_at : at + length_at + 4] = value
            at = data.find(box, at + 4)
    path.write_bytes(data)


def hostile(name: str, film: Path, folder: Path) -> Path:
    path = folder / name
    whole = film.read_bytes()
    if name == "text.mp4":
        path.write_text("This is no film. " * 400)
    elif name == "book.mov":
        pdfs.book(path)
    elif name == "archive.mp3":
        path.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 40)
    elif name == "list.mp4":
        path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n")
    elif name == "nothing.mkv":
        with av.open(str(path), "w") as container:
            words = container.add_mux_stream("subrip")
            packet = av.Packet(b"Nobody speaks.")
            packet.stream, packet.time_base = words, Fraction(1, 1000)
            packet.pts = packet.dts = 0
            packet.duration = 1000
            container.mux(packet)
    elif name == "headless.mp4":
        path.write_bytes(whole[: len(whole) // 2])  # what says where pictures are is at the end
    elif name == "giant.mp4":
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
            stream.width, stream.height = 7680, 4320
            container.mux(stream.encode(av.VideoFrame(7680, 4320, "yuv420p")))
            container.mux(stream.encode(None))
    elif name == "fast.wav":
        clips.make(path, seconds=0, sounds=[clips.tone(0.1, channels=1)], sound_codec="pcm_s16le")
        data = bytearray(path.read_bytes())
        data[24:28] = (2_000_000_000).to_bytes(4, "little")
        path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("text.mp4", "damaged", "something else"),
        ("book.mov", "damaged", "something else"),
        ("archive.mp3", "damaged", "something else"),
        ("list.mp4", "damaged", "something else"),
        ("nothing.mkv", "empty", "neither a picture nor a sound"),
        ("headless.mp4", "damaged", "something else"),
        ("giant.mp4", "too_large", "7680 by 4320 pixels"),
        ("fast.wav", "damaged", "samples a second"),
    ],
)
def test_what_is_no_recording_is_named(film, tmp_path, name, code, said):
    with pytest.raises(UnreadableSource) as refused:
        inspect(hostile(name, film, tmp_path))
    assert refused.value.code == code
    assert said in refused.value.message


def test_a_header_that_lies_about_its_length_is_not_believed(film, tmp_path):
    path = tmp_path / "endless.mp4"
    path.write_bytes(film.read_bytes())
    with_duration(path, 1_000_000)
    assert inspect(path).duration_s == pytest.approx(4.0, abs=0.1)


def test_what_is_left_of_a_file_that_was_cut_off_is_copied(tmp_path):
    path = clips.make(tmp_path / "cut.mkv", seconds=6, picture=halves, sounds=[clips.tone(6)])
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    recording = inspect(path)
    assert 2 < recording.duration_s < 5
    assert recording.said_s == pytest.approx(6.0, abs=0.1)
    made = inspect(copied(path, tmp_path / "copy.mp4", part_s=2.0))
    assert made.duration_s == pytest.approx(recording.duration_s, abs=0.2)


def test_a_child_that_swells_is_ended_with_a_sentence(film, monkeypatch):
    from dataclasses import replace

    small = replace(watching.LIMITS, memory_bytes=96 * 1024**2)
    monkeypatch.setattr(watching, "LIMITS", small)
    try:
        with pytest.raises(UnreadableSource, match="could not be read"):
            watching.inspect("a source", film)
    finally:
        watching.close()


@pytest.mark.slow
def test_a_hundred_thousand_tiny_pictures_are_thinned_out(tmp_path):
    """A thousand a second; the copy has at most 38."""
    path = clips.make(
        tmp_path / "many.mp4",
        seconds=100,
        fps=1000,
        picture=lambda at: np.full((16, 16, 3), int(at * 2) % 256, np.uint8),
    )
    recording = inspect(path)
    to = tmp_path / "part.mp4"
    assert picturing.encode(path, recording, 0.0, 100.0, to) <= 3_800
