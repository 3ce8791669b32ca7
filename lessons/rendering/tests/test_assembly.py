import json
from dataclasses import replace

import av
import numpy as np
import pytest

from lessons.rendering.assembly import assemble
from lessons.rendering.base import FRAME_SAMPLES, SAMPLE_RATE
from lessons.rendering.sound import read_wav
from lessons.rendering.tests.media import decode_mouths, decode_sound, video_packets
from project.errors import Conflict, Invalid

TEN_MINUTES = 600 * SAMPLE_RATE


def samples_of(files) -> int:
    return json.loads(files.metadata.read_text("utf-8"))["samples"]


@pytest.fixture(scope="module")
def lesson(segments, tmp_path_factory):
    return assemble(
        segments,
        tmp_path_factory.mktemp("short") / "lesson",
        title="The Sun: Über alles",
        language="en",
        modalities={"text", "audio", "video"},
    )


@pytest.fixture(scope="module")
def long_segments(segments):
    pair = sum(samples_of(files) for files in segments)
    return segments * (TEN_MINUTES // pair + 1)


@pytest.fixture(scope="module")
def long_lesson(long_segments, tmp_path_factory):
    """More than ten minutes, of two segments in turn."""
    return assemble(
        long_segments,
        tmp_path_factory.mktemp("long") / "lesson",
        title="Long",
        language="pl",
        modalities={"audio", "video"},
    )


def test_it_works(lesson, segments):
    samples = sum(samples_of(files) for files in segments)
    assert lesson.samples == samples
    assert lesson.duration_s == samples / SAMPLE_RATE
    with av.open(str(lesson.mp4)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, video.width, video.height) == ("h264", 1280, 720)
        assert video.codec_context.pix_fmt == "yuv420p"
        assert (audio.codec_context.name, audio.rate) == ("aac", SAMPLE_RATE)
        assert container.metadata["title"] == "The Sun: Über alles"
        assert audio.metadata["language"] == "eng"
        assert container.duration / av.time_base == pytest.approx(lesson.duration_s, abs=0.04)
    assert len(read_wav(lesson.wav)) == samples


def test_the_index_stands_before_the_media(lesson):
    for path in (lesson.mp4, lesson.m4a):
        content = path.read_bytes()
        assert 0 < content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize("kind", ["mp4", "m4a"])
def test_there_is_one_chapter_for_each_segment(lesson, segments, kind):
    with av.open(str(getattr(lesson, kind))) as container:
        found = container.chapters()
    titles = [chapter["metadata"]["title"] for chapter in found]
    assert titles == ["The Solar Photosphere", "Granules & cells <15>"]
    edges = [float(chapter["start"] * chapter["time_base"]) for chapter in found]
    assert edges == pytest.approx([0, samples_of(segments[0]) / SAMPLE_RATE], abs=0.001)
    assert float(found[-1]["end"] * found[-1]["time_base"]) == pytest.approx(
        lesson.duration_s, abs=0.001
    )
    assert "Granules &amp; cells &lt;15&gt;" in lesson.chapters.read_text("utf-8")


def test_captions_of_the_second_segment_start_after_the_first(lesson, segments):
    cues = lesson.captions.read_text("utf-8").split("\n\n")[1:]
    assert cues[0].splitlines()[1] == "<v Ada>Earth's air is generally transparent."
    first_of_tomas = next(cue for cue in cues if "<v Tomás>" in cue)
    metadata = json.loads(segments[1].metadata.read_text("utf-8"))
    start = (samples_of(segments[0]) + metadata["sentences"][0]["start"]) / SAMPLE_RATE
    minutes, seconds = first_of_tomas.split(" --> ")[0].split(":")[1:]
    assert int(minutes) * 60 + float(seconds) == pytest.approx(start, abs=0.001)


def test_pictures_are_those_of_the_segments(lesson, segments):
    joined, offset = [], 0
    for files in segments:
        joined += [(offset + time, duration) for time, duration in video_packets(files.video)]
        offset += samples_of(files)
    assert video_packets(lesson.mp4) == joined


def test_the_sound_of_the_mp4_is_that_of_the_wav_at_the_same_time(lesson):
    for path in (lesson.mp4, lesson.m4a):
        decoded, spoken = decode_sound(path), read_wav(lesson.wav) / 32768
        length = min(len(decoded), len(spoken))
        assert np.corrcoef(decoded[:length], spoken[:length])[0, 1] > 0.95


@pytest.mark.slow
def test_sound_and_picture_do_not_drift_in_ten_minutes(long_lesson, long_segments):
    """In the first segment and in the last, the mouth opens as long after the sound begins."""
    assert long_lesson.samples > TEN_MINUTES
    sound = decode_sound(long_lesson.mp4)
    assert abs(len(sound) - long_lesson.samples) < 0.04 * SAMPLE_RATE
    starts = np.cumsum([0] + [samples_of(files) for files in long_segments])
    first = _delay(long_lesson, sound, int(starts[0]), int(starts[1]))
    last = _delay(long_lesson, sound, int(starts[-3]), int(starts[-2]))
    assert abs(first) <= FRAME_SAMPLES
    assert abs(last - first) < 0.04 * SAMPLE_RATE


@pytest.mark.slow
def test_sound_encoded_in_pieces_joins_without_a_click_or_a_gap(long_lesson, long_segments):
    decoded, spoken = decode_sound(long_lesson.m4a), read_wav(long_lesson.wav) / 32768
    minute = 60 * SAMPLE_RATE
    for start in range(0, len(spoken) - minute, minute):
        heard, said = decoded[start : start + minute], spoken[start : start + minute]
        assert np.corrcoef(heard, said)[0, 1] > 0.98
    with av.open(str(long_lesson.m4a)) as container:
        times = [packet.pts for packet in container.demux(audio=0) if packet.size]
    assert set(np.diff(times).tolist()) == {1024}
    for start in np.cumsum([samples_of(files) for files in long_segments])[:-1]:
        assert np.abs(decoded[start - 4096 : start + 4096]).max() < 0.002


def _delay(lesson, sound, start: int, end: int) -> int:
    """Samples from the first sound in a stretch to the first picture with an open mouth."""
    loud = start + int(np.argmax(np.abs(sound[start:end]) > 0.02))
    mouths = decode_mouths(lesson.mp4, "left", start=start, end=end)
    shut = mouths[min(mouths)]
    opening = min(time for time, mouth in mouths.items() if np.abs(mouth - shut).mean() > 8)
    return opening - loud


def test_hearing_only_needs_and_makes_no_pictures(segments, tmp_path):
    heard = [replace(files, video=None) for files in segments]
    lesson = assemble(heard, tmp_path / "lesson", title="Sun", language="xx", modalities={"audio"})
    assert lesson.mp4 is None
    assert {path.name for path in (tmp_path / "lesson").iterdir()} == {
        "lesson.wav",
        "lesson.m4a",
        "captions.vtt",
        "chapters.vtt",
    }


def test_the_same_segments_give_the_same_bytes(lesson, segments, tmp_path):
    again = assemble(
        segments,
        tmp_path / "lesson",
        title="The Sun: Über alles",
        language="en",
        modalities=["video", "audio"],
    )
    for name in ("wav", "m4a", "mp4", "captions", "chapters"):
        assert getattr(again, name).read_bytes() == getattr(lesson, name).read_bytes()


@pytest.mark.parametrize(
    ("spoil", "error", "message"),
    [
        (lambda files, folder: [], Invalid, "no parts yet"),
        (
            lambda files, folder: [files[0], replace(files[1], video=None)],
            Invalid,
            "“Granules & cells <15>” was made without pictures",
        ),
        (
            lambda files, folder: [files[0], _of_another_encoder(files[1], folder)],
            Conflict,
            "made by another version",
        ),
    ],
)
def test_what_cannot_be_joined_says_why_and_leaves_nothing(
    segments, tmp_path, spoil, error, message
):
    spoiled = spoil(list(segments), tmp_path)
    with pytest.raises(error, match=message):
        assemble(spoiled, tmp_path / "lesson", title="Sun", language="en", modalities={"video"})
    assert not (tmp_path / "lesson").exists()


def _of_another_encoder(files, folder):
    metadata = json.loads(files.metadata.read_text("utf-8"))
    metadata["video"]["extradata"] = "00"
    changed = folder / "metadata.json"
    changed.write_text(json.dumps(metadata), "utf-8")
    return replace(files, metadata=changed)


@pytest.mark.parametrize(("kind", "message"), [("video", "pictures"), ("audio", "sound")])
def test_a_file_that_was_cut_short_is_noticed(segments, tmp_path, kind, message):
    broken = tmp_path / "broken"
    whole = getattr(segments[1], kind).read_bytes()
    broken.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Conflict, match=f"The {message} of “Granules & cells <15>”"):
        assemble(
            [segments[0], replace(segments[1], **{kind: broken})],
            tmp_path / "lesson",
            title="Sun",
            language="en",
            modalities={"audio", "video"},
        )
    assert not (tmp_path / "lesson").exists()


def test_a_failure_half_way_leaves_nothing(segments, tmp_path):
    scrambled = tmp_path / "scrambled.mp4"
    scrambled.write_bytes(bytes(segments[1].video.stat().st_size))
    with pytest.raises(av.error.FFmpegError):
        assemble(
            [segments[0], replace(segments[1], video=scrambled)],
            tmp_path / "lesson",
            title="Sun",
            language="en",
            modalities={"audio", "video"},
        )
    assert not list((tmp_path / "lesson").iterdir())
    assert {path.name for path in tmp_path.iterdir()} == {"lesson", "scrambled.mp4"}
