import sys
import time
import wave
from itertools import pairwise

import numpy as np
import pytest

from project.errors import ProviderError
from project.providers.embedded import espeak
from project.providers.embedded.espeak import EspeakSpeech

SENTENCE = "Granules, typically 700 to 1,000 km wide (e.g. in 1996), are bright areas."
DIES = "import os; os.kill(os.getpid(), 9)"
HANGS = "import threading; threading.Event().wait()"


@pytest.fixture(scope="module")
def speech():
    return EspeakSpeech()


def said(text, utterance):
    return [text[word.start : word.end] for word in utterance.words]


def samples(path):
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def test_it_works(speech, tmp_path):
    utterance = speech.speak(
        SENTENCE, voice=speech.voice("left", "en"), to=tmp_path / "sentence.wav"
    )
    with wave.open(str(utterance.path)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 22_050)
        assert utterance.duration_s == file.getnframes() / 22_050
    assert 4 < utterance.duration_s < 12
    assert np.abs(samples(utterance.path)).max() > 3000
    assert speech.name.startswith("espeak-ng 1.")


def test_every_written_word_has_one_mark_in_order(speech, tmp_path):
    utterance = speech.speak(SENTENCE, voice="en-US+f3", to=tmp_path / "a.wav")
    expected = "Granules typically 700 to 1,000 km wide e.g in 1996 are bright areas"
    assert " ".join(said(SENTENCE, utterance)) == expected
    for word in utterance.words:
        assert 0 <= word.start_s < word.end_s <= utterance.duration_s
    for first, second in pairwise(utterance.words):
        assert first.end_s <= second.start_s
        assert first.end <= second.start


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("de", "Übrigens — 😀 Äpfel: “süß” für 30 Cent!", "Übrigens Äpfel süß für 30 Cent"),
        ("pl", "Zażółć gęślą jaźń.", "Zażółć gęślą jaźń"),
        ("hi", "नमस्ते दुनिया, कैसे हो।", "नमस्ते दुनिया कैसे हो"),
        ("ar", "مرحبا بالعالم", "مرحبا بالعالم"),
        ("zh", "你世界。", "你 世 界"),
    ],
)
def test_offsets_count_characters_and_not_bytes(speech, tmp_path, language, text, words):
    voice = speech.voice("right", language)
    assert said(text, speech.speak(text, voice=voice, to=tmp_path / "a.wav")) == words.split()


def test_words_that_the_engine_says_in_one_breath_share_its_time(speech, tmp_path):
    text = "This structure of the photosphere is out of the way."
    utterance = speech.speak(text, voice="en-US+f3", to=tmp_path / "a.wav")
    assert said(text, utterance) == text.removesuffix(".").split()
    of, the = utterance.words[2:4]
    assert of.start_s < of.end_s == the.start_s < the.end_s


def test_an_empty_phoneme_is_silence_in_the_sound(speech, tmp_path):
    text = "The first sentence ends. The second one begins."
    utterance = speech.speak(text, voice="en-US+m3", to=tmp_path / "a.wav")
    sound = samples(utterance.path).astype(float)
    pauses = [
        (mark.start_s, following.start_s)
        for mark, following in pairwise(utterance.phonemes)
        if not mark.phoneme and following.start_s - mark.start_s > 0.1
    ]
    assert pauses
    for start, end in pauses:
        pause = sound[int((start + 0.05) * 22_050) : int((end - 0.02) * 22_050)]
        assert np.sqrt(np.mean(pause**2)) < 0.02 * np.abs(sound).max()


def test_the_same_text_is_the_same_sound_at_any_time(speech, tmp_path):
    """espeak-ng seeds its noise with the clock's second, so go on until the next one."""
    text = "But on a smoggy day in many cities, it can become opaque past a certain point."
    heard, seconds = set(), set()
    for _attempt in range(200):
        if len(seconds) == 3:
            break
        seconds.add(int(time.time()))
        speech.speak(text, voice="en-US+f3", to=tmp_path / "a.wav")
        heard.add((tmp_path / "a.wav").read_bytes())
    assert len(seconds) == 3
    assert len(heard) == 1


@pytest.mark.parametrize(
    ("language", "voice"),
    [
        ("en", "en-US+f3"),
        ("en-GB", "en+f3"),
        ("en_AU", "en-US+f3"),
        ("pt-BR", "pt-BR+f3"),
        ("pt-MZ", "pt+f3"),
        ("es-MX", "es-419+f3"),
        ("zh-Hans-CN", "cmn+f3"),
        ("fr-CA", "fr+f3"),
        ("sr-Latn-RS", "sr+f3"),
    ],
)
def test_a_bcp_47_language_finds_its_voice(speech, language, voice):
    assert speech.voice("left", language) == voice


def test_the_two_teachers_sound_different(speech, tmp_path):
    for side in ("left", "right"):
        voice = speech.voice(side, "en")
        speech.speak("Good morning.", voice=voice, to=tmp_path / f"{side}.wav")
    assert (tmp_path / "left.wav").read_bytes() != (tmp_path / "right.wav").read_bytes()


@pytest.mark.parametrize("language", ["xx", "tlh-KLINGON", "", "fo"])
def test_an_unknown_language_says_so(speech, language):
    with pytest.raises(ProviderError, match="does not speak") as caught:
        speech.voice("left", language)
    assert not caught.value.retryable


def test_an_unknown_voice_says_so(speech, tmp_path):
    with pytest.raises(ProviderError, match="“nobody” is not installed") as caught:
        speech.speak("Hello.", voice="nobody", to=tmp_path / "a.wav")
    assert not caught.value.retryable


def test_a_child_that_dies_can_be_tried_again(speech, tmp_path, monkeypatch):
    monkeypatch.setattr(espeak, "_COMMAND", [sys.executable, "-S", "-c", DIES])
    with pytest.raises(ProviderError, match="stopped") as caught:
        speech.speak("Hello.", voice="en-US+f3", to=tmp_path / "a.wav")
    assert caught.value.retryable
    assert not (tmp_path / "a.wav").exists()


def test_a_child_that_hangs_is_given_up(speech, tmp_path, monkeypatch):
    monkeypatch.setattr(espeak, "_COMMAND", [sys.executable, "-S", "-c", HANGS])
    monkeypatch.setattr(espeak, "TIMEOUT_S", 0.2)
    with pytest.raises(ProviderError, match="did not answer") as caught:
        speech.speak("Hello.", voice="en-US+f3", to=tmp_path / "a.wav")
    assert caught.value.retryable


def test_text_without_a_word_is_short_and_has_no_marks(speech, tmp_path):
    utterance = speech.speak(" \0 ", voice="en-US+f3", to=tmp_path / "a.wav")
    assert utterance.words == ()
    assert utterance.duration_s < 1
