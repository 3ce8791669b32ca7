"""Recognisers that run on this machine, in children of their own."""

import pytest

from project.errors import ProviderError
from project.providers import registry
from project.providers.embedded import hearing, pocketsphinx
from project.providers.embedded.pocketsphinx import PocketsphinxTranscriber
from project.providers.embedded.whisper import WhisperTranscriber
from project.providers.sound import RATE
from project.tests.sounds import loud_and_quiet, spoken, written

DIES = "import os; os.kill(os.getpid(), 9)"
HANGS = "import threading; threading.Event().wait()"
ANSWERS = """
import json, sys
window = json.load(sys.stdin)
words = [[f"{window['first']}-{window['end']}", 0, 0.1, 1]]
print(json.dumps({"language": "en", "words": words}))
"""
FASTER_WHISPER = """
from types import SimpleNamespace as Some

class WhisperModel:
    def __init__(self, path, **options):
        assert options["local_files_only"]
        self.path = path

    def transcribe(self, samples, *, language, word_timestamps, condition_on_previous_text):
        assert samples.dtype == "float32" and abs(samples).max() <= 1
        word = Some(word=f" {language or 'none'}", start=0.25, end=0.75, probability=0.5)
        return iter([Some(words=[word])]), Some(language=language or "fr")
"""


@pytest.fixture
def english():
    return PocketsphinxTranscriber()


def test_it_works(english, calls, tmp_path):
    """Words that fall into the time in which they are said."""
    said = spoken("Hello world, this is a test.", tmp_path / "said.wav")
    sound = written(said, tmp_path / "a.wav")
    [heard] = english.transcribe(sound, language="en-GB")
    assert [word.text for word in heard.words][:2] == ["hello", "world"]
    assert (heard.start_s, heard.language, heard.by) == (0, "en", "pocketsphinx")
    for word in heard.words:
        assert 0 <= word.start_s < word.end_s <= heard.end_s
        assert 0 <= word.confidence <= 1
        assert word.text.isascii()
        assert "(" not in word.text
    [call] = calls
    assert (call.is_ours, call.amount, call.outcome) == (True, heard.end_s, "done")


def test_windows_are_heard_at_once_and_given_in_order(english, calls, tmp_path, monkeypatch):
    monkeypatch.setattr(hearing, "_COMMAND", [hearing.sys.executable, "-S", "-c", ANSWERS])
    monkeypatch.setattr(pocketsphinx, "WINDOW_S", 2.0)
    sound = written(loud_and_quiet([(0.6, 0.6)] * 5), tmp_path / "a.wav")
    windows = list(english.transcribe(sound, language=""))
    assert len(windows) > 2
    assert [each.start_s for each in windows] == [0, *(each.end_s for each in windows[:-1])]
    assert windows[-1].end_s == 6
    places = [f"{each.start_s * RATE:.0f}-{each.end_s * RATE:.0f}" for each in windows]
    assert [each.words[0].text for each in windows] == places
    again = english.transcribe(sound, language="", from_s=windows[0].end_s)
    assert list(again) == windows[1:]
    over = english.transcribe(sound, language="", is_over=lambda: True)
    assert list(over) == windows[:2]  # those that were begun


def test_another_language_is_refused_in_a_sentence(english, tmp_path):
    with pytest.raises(ProviderError, match=r"English only.*German") as caught:
        list(english.transcribe(tmp_path / "a.wav", language="de-AT"))
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("code", "sentence"),
    [(DIES, "stopped"), (HANGS, "too long"), ("print('{}')", "no sensible answer")],
)
def test_a_child_that_fails_is_an_error(english, calls, tmp_path, monkeypatch, code, sentence):
    monkeypatch.setattr(hearing, "_COMMAND", [hearing.sys.executable, "-S", "-c", code])
    monkeypatch.setattr(hearing, "BEAT_S", 0.05)
    monkeypatch.setattr(hearing, "PATIENCE_S", 0.5 if code is HANGS else 60)
    sound = written(loud_and_quiet([(0.1, 0.1)]), tmp_path / "a.wav")
    with pytest.raises(ProviderError, match=sentence) as caught:
        list(english.transcribe(sound, language="en"))
    assert caught.value.retryable
    assert [call.outcome for call in calls] == ["failed"]


def test_what_is_asked_while_it_waits_ends_the_work(english, calls, tmp_path, monkeypatch):
    monkeypatch.setattr(hearing, "_COMMAND", [hearing.sys.executable, "-S", "-c", HANGS])
    monkeypatch.setattr(hearing, "BEAT_S", 0.05)
    sound = written(loud_and_quiet([(0.1, 0.1)]), tmp_path / "a.wav")

    def lost():
        raise InterruptedError

    with pytest.raises(InterruptedError):
        list(english.transcribe(sound, language="en", is_over=lost))


def test_faster_whisper_is_asked_where_it_is_installed(calls, tmp_path, monkeypatch, settings):
    """A package of this name that keeps to its signatures: the real one is too large to be here."""
    sound = written(loud_and_quiet([(1, 1)]), tmp_path / "a.wav")
    whisper = WhisperTranscriber()
    with pytest.raises(ProviderError, match="not installed"):
        list(whisper.transcribe(sound, language=""))
    (tmp_path / "faster_whisper.py").write_text(FASTER_WHISPER)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ProviderError, match="is missing"):
        list(whisper.transcribe(sound, language=""))
    settings.WHISPER_MODEL = str(tmp_path)
    [heard] = whisper.transcribe(sound, language="de-AT")
    assert [(w.text, w.start_s, w.end_s, w.confidence) for w in heard.words] == [
        ("de", 0.25, 0.75, 0.5)
    ]
    assert next(whisper.transcribe(sound, language="")).language == "fr"


def test_the_page_says_how_good_it_is():
    assert "mishears" in registry.notice_of_transcript("pocketsphinx")
    assert registry.notice_of_transcript("fast") == ""
