"""Recordings that come from anywhere, and the speech that is taken out of them."""

from fractions import Fraction

import av
import numpy as np
import pytest

from library.ingestion.listening import Transcribed, extract_speech, write_down
from library.ingestion.speech.decoding import decode
from project.errors import UnreadableSource
from project.providers import sound
from project.providers.base import Heard, SpokenWord


def recording(path, *, seconds=3.0, codec="aac", starts_s=0.0, with_sound=True, rate=44_100):
    """A tone, and a black picture where its name ends in mp4."""
    with av.open(str(path), "w") as container:
        picture = path.suffix == ".mp4" and container.add_stream("h264", rate=10)
        tone = with_sound and container.add_stream(codec, rate=rate, layout="stereo")
        if picture:
            picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
            for number in range(int(seconds * 10)):
                frame = av.VideoFrame(64, 64, "yuv420p")
                frame.pts = number
                container.mux(picture.encode(frame))
            container.mux(picture.encode(None))
        if tone:
            for part in _tone(tone, rate, int(seconds * rate), int(starts_s * rate)):
                container.mux(tone.encode(part))
            container.mux(tone.encode(None))
    return path


def _tone(stream, rate, length, first):
    wave = (np.sin(2 * np.pi * 440 * np.arange(length) / rate) * 0.5).astype(np.float32)
    size = stream.codec_context.frame_size or 1024
    for at in range(0, length, size):
        part = np.stack([wave[at : at + size]] * 2)
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), first + at
        yield frame


@pytest.mark.parametrize(("name", "codec"), [("a.mp4", "aac"), ("a.mp3", "libmp3lame")])
def test_it_works(tmp_path, name, codec):
    path = recording(tmp_path / name, codec=codec)
    speech = extract_speech(path, tmp_path / "speech.wav")
    assert sound.length_s(speech) == pytest.approx(3.0, abs=0.1)
    samples = sound.read(speech, sound.Window(16_000, 32_000)).astype(float)
    assert np.argmax(np.abs(np.fft.rfft(samples))) == 440  # in whole hertz: it is one second


def test_sound_that_begins_later_is_heard_later(tmp_path):
    path = recording(tmp_path / "a.mp4", seconds=2.0, starts_s=1.0)
    decode(path, speech := tmp_path / "speech.wav")
    loud = np.abs(sound.read(speech, sound.Window(0, 48_000))) > 1000
    assert np.argmax(loud) / sound.RATE == pytest.approx(1.0, abs=0.1)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.mp3", b"not a sound at all " * 200, "no video or sound"),
        ("a.mp4", b"%PDF-1.7\n" * 400, "no video or sound"),
        ("a.wav", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "no video or sound"),
        ("a.flac", b"", "no video or sound"),
    ],
)
def test_what_is_no_recording_is_said(tmp_path, name, content, sentence):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableSource, match=sentence):
        decode(tmp_path / name, tmp_path / "speech.wav")


def test_a_silent_film_and_a_cut_off_file(tmp_path):
    silent = recording(tmp_path / "a.mp4", with_sound=False)
    with pytest.raises(UnreadableSource, match="no sound"):
        extract_speech(silent, tmp_path / "speech.wav")
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
    whole = recording(tmp_path / "a.mp3", codec="libmp3lame").read_bytes()
    (tmp_path / "cut.mp3").write_bytes(whole[: len(whole) // 2])
    assert 1 < decode(tmp_path / "cut.mp3", tmp_path / "speech.wav") < 2


def test_what_takes_too_long_is_ended(tmp_path):
    path = recording(tmp_path / "a.mp3", codec="libmp3lame", seconds=0.2)
    with pytest.raises(UnreadableSource, match="it took too long"):
        extract_speech(path, tmp_path / "speech.wav", clock_s=0.0)
    assert [kept.name for kept in tmp_path.iterdir()] == ["a.mp3"]


class TwoWindows:
    """Hears a word in each window of the speech."""

    name = "two"

    def transcribe(self, path, *, language, from_s=0.0, is_over=lambda: False):
        for window in sound.windows(path, 2.0, from_s):
            if is_over():
                return
            word = SpokenWord(f"{language}{window.first}", window.start_s, window.end_s)
            yield Heard(window.start_s, window.end_s, (word,), "en", self.name)


def test_it_goes_on_where_it_was_left(tmp_path):
    decode(recording(tmp_path / "a.mp4"), speech := tmp_path / "speech.wav")
    whole, halves, kept = Transcribed(), Transcribed(), []
    args = {"transcriber": TwoWindows(), "language": ""}
    assert write_down(speech, whole, keep=lambda found: None, **args)
    assert not write_down(speech, halves, keep=kept.append, is_over=lambda: bool(kept), **args)
    halves = Transcribed.unpacked(kept[-1].packed())
    assert len(halves.words) == 1
    assert write_down(speech, halves, keep=kept.append, **args)
    assert len(halves.words) == len(whole.words) > 1
    assert halves.words[1].text.startswith("en")  # in the language that was heard before
