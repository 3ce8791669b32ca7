import json
import wave
from itertools import pairwise

import numpy as np
import pytest

from lessons.rendering.base import FRAME_SAMPLES, SAMPLE_RATE, Sentence, segment_key
from lessons.rendering.mouth import envelope
from lessons.rendering.tests.factories import TEXTS, CountingSpeech, make_figure, make_spec
from lessons.rendering.tests.media import decode_mouths, opened, video_packets
from lessons.rendering.video import load_segment, render_segment
from project.errors import Invalid, ProviderError


def metadata_of(files) -> dict:
    return json.loads(files.metadata.read_text("utf-8"))


def sound_of(files) -> np.ndarray:
    with wave.open(str(files.audio)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def test_it_works(segments, specs):
    for spec, files in zip(specs, segments, strict=True):
        metadata = metadata_of(files)
        assert metadata["key"] == segment_key(spec)
        assert len(sound_of(files)) == metadata["samples"]
        assert metadata["duration_s"] == metadata["samples"] / SAMPLE_RATE
        assert metadata["samples"] % FRAME_SAMPLES == 0
        assert [sentence["text"] for sentence in metadata["sentences"]] == list(TEXTS)


def test_words_are_where_the_sound_is(segments):
    metadata, sound = metadata_of(segments[0]), sound_of(segments[0]).astype(float)
    for sentence in metadata["sentences"]:
        text = "".join(sentence["text"][word["from"] : word["to"]] for word in sentence["words"])
        assert text == "".join(c for c in sentence["text"] if c.isalnum() or c == "'")
        for word in sentence["words"]:
            assert sentence["start"] <= word["start"] < word["end"] <= sentence["end"]
            assert np.abs(sound[word["start"] : word["end"]]).max() > 1000
    for before, after in pairwise(metadata["sentences"]):
        assert not sound[before["end"] : after["start"]].any()


def test_pictures_last_exactly_as_long_as_the_sound(segments):
    for files in segments:
        packets = video_packets(files.video)
        times = [time for time, _duration in packets]
        assert times[0] == 0
        assert all(time % FRAME_SAMPLES == 0 for time in times)
        assert times[-1] + packets[-1][1] == metadata_of(files)["samples"]
        assert [a + d for a, d in packets[:-1]] == times[1:]


def test_pictures_that_do_not_change_are_not_encoded(segments):
    metadata = metadata_of(segments[0])
    assert len(video_packets(segments[0].video)) < 0.9 * len(metadata["mouth"])


@pytest.mark.parametrize("side", ["left", "right"])
def test_the_mouth_in_the_mp4_follows_the_sound_and_is_shut_in_silence(segments, side):
    files = segments[0 if side == "left" else 1]
    sound = sound_of(files)
    loudness = envelope(sound, FRAME_SAMPLES)
    mouths = decode_mouths(files.video, side)
    dark = opened(mouths, len(sound))
    shut = dark[0]
    assert np.corrcoef(dark, loudness)[0, 1] >= 0.6
    silent = loudness < 0.01 * loudness.max()
    assert silent.sum() > 15
    assert np.abs(dark[silent] - shut).max() < 0.02
    assert dark.max() > shut + 0.08


def test_the_one_who_listens_keeps_the_mouth_shut(segments):
    speaker, listener = (
        [np.abs(mouth - mouths[0]).mean() for mouth in mouths.values()]
        for mouths in (decode_mouths(segments[0].video, side) for side in ("left", "right"))
    )
    assert max(speaker) > 15
    assert max(listener) < 4


def test_all_segments_share_one_encoding(segments):
    first, second = (metadata_of(files)["video"]["extradata"] for files in segments)
    assert first == second


def test_sound_first_and_pictures_later_is_the_same_as_both_at_once(segments, specs, tmp_path):
    speech = CountingSpeech()
    heard = render_segment(specs[0], speech, tmp_path / "a", with_video=False)
    assert heard.video is None
    asked = speech.asked
    seen = render_segment(specs[0], speech, tmp_path / "a", with_video=True)
    assert speech.asked == asked
    assert seen.audio.read_bytes() == segments[0].audio.read_bytes()
    assert seen.video.read_bytes() == segments[0].video.read_bytes()
    assert seen.metadata.read_bytes() == segments[0].metadata.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_what_is_there_is_not_made_again(segments, specs):
    written = segments[0].video.stat().st_mtime_ns
    speech = CountingSpeech()
    again = render_segment(specs[0], speech, segments[0].video.parent, with_video=True)
    assert (speech.asked, again.video.stat().st_mtime_ns) == (0, written)


def test_a_folder_of_another_segment_is_overwritten(tmp_path):
    speech = CountingSpeech()
    one = make_spec(sentences=(Sentence("One."),))
    two = make_spec(sentences=(Sentence("Two words."),))
    render_segment(one, speech, tmp_path / "a", with_video=False)
    render_segment(two, speech, tmp_path / "a", with_video=False)
    assert load_segment(tmp_path / "a", segment_key(one)) is None
    assert load_segment(tmp_path / "a", segment_key(two))


def test_a_failure_leaves_nothing_behind(tmp_path):
    with pytest.raises(ProviderError):
        render_segment(make_spec(voice="nobody"), CountingSpeech(), tmp_path / "a", with_video=True)
    with pytest.raises(Invalid, match="cannot be drawn"):
        render_segment(
            make_spec(figure=make_figure()[:30], sentences=(Sentence("One."),)),
            CountingSpeech(),
            tmp_path / "a",
            with_video=True,
        )
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert not list((tmp_path / "a").iterdir())


def test_nothing_to_say_says_so(speech, tmp_path):
    with pytest.raises(Invalid, match="“The Solar Photosphere” has no text to speak"):
        render_segment(
            make_spec(sentences=(Sentence(" "),)), speech, tmp_path / "a", with_video=False
        )
