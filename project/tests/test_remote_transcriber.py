"""A Transcriber over HTTP, against a server that speaks the protocol and fails."""

import io
import wave

import pytest

from project.errors import ProviderError
from project.providers import registry
from project.providers.failures import Failure
from project.tests.sounds import loud_and_quiet, written
from tests.model_server import breaks_off, hangs, patience, status, transcribes, whole

SAID = transcribes(
    "Good morning, class.", ("Good", 0.5, 1.0), ("morning", 1.0, 1.5), ("class", 2, 3)
)
CUT = breaks_off("x", how="abruptly")
WORDS = ["Good", "morning,", "class."]


@pytest.fixture
def sound(tmp_path):
    return written(loud_and_quiet([(7, 1), (7, 1)]), tmp_path / "a.wav")


@pytest.fixture
def transcribe(endpoint, calls, pauses, server, sound):
    server.reply_with(SAID)

    def run(language="en", from_s=0.0, chain="fast", **parts):
        endpoint(**{"sound_s": 60, "first_byte_s": 5, "idle_s": 5, "total_s": 20, **parts})
        return list(registry.transcriber(chain).transcribe(sound, language=language, from_s=from_s))

    return run


def file_of(asked):
    with wave.open(io.BytesIO(asked.body["file"][0])) as file:
        return file.getframerate(), file.getnframes() / file.getframerate()


def test_it_works(transcribe, server, calls):
    [heard] = transcribe(price_minute="0.006")
    assert [word.text for word in heard.words] == WORDS  # with what the marks leave out
    assert [(word.start_s, word.end_s) for word in heard.words] == [(0.5, 1), (1, 1.5), (2, 3)]
    assert heard.words[0].confidence == pytest.approx(0.905, abs=0.001)
    assert (heard.start_s, heard.end_s, heard.language, heard.by) == (0, 16, "en", "fast")
    [asked] = server.asked
    assert asked.path == "/v1/audio/transcriptions"
    assert file_of(asked) == (16_000, 16)
    assert asked.body["language"] == [b"en"]
    assert asked.body["model"] == [b"fast-model"]
    assert asked.body["response_format"] == [b"verbose_json"]
    assert asked.body["timestamp_granularities[]"] == [b"word", b"segment"]
    [call] = calls
    assert (call.amount, call.cost_microusd, call.tokens_in) == (16, 1600, 0)


def test_windows_follow_each_other_in_the_language_that_was_heard(transcribe, server):
    first, second = transcribe("", sound_s=10)
    assert (first.end_s, second.start_s, second.end_s) == (second.start_s, first.end_s, 16)
    assert second.words[0].start_s == second.start_s + 0.5
    assert ["language" in asked.body for asked in server.asked] == [False, True]
    server.asked.clear()
    assert transcribe(from_s=first.end_s, sound_s=10) == [second]
    assert len(server.asked) == 1


def test_too_large_a_window_is_sent_in_smaller_ones(transcribe, server):
    server.reply_with(status(413), SAID)
    heard = transcribe()
    lengths_s = [16, *(each.end_s - each.start_s for each in heard)]
    assert [file_of(asked)[1] for asked in server.asked] == pytest.approx(lengths_s)
    assert len(heard) > 1
    server.reply_with(status(413))
    with pytest.raises(ProviderError) as caught:
        transcribe()
    assert caught.value.failure == Failure.ASKED


def test_what_passes_is_tried_again(transcribe, server, pauses):
    server.reply_with(status(429, retry_after="0.2"), status(500), CUT, SAID)
    [heard] = transcribe(tries=4)
    assert len(heard.words) == 3
    assert pauses[0] >= 0.2


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (status(429, retry_after="60"), Failure.BUSY),
        (status(500), Failure.DOWN),
        (status(401), Failure.KEY),
        (CUT, Failure.CUT),
        (hangs, Failure.SLOW),
        (whole("<html>"), Failure.INVALID),
        (whole({"text": "no times"}), Failure.INVALID),
        (whole({"text": "a", "words": [{"word": "a", "start": "x", "end": 1}]}), Failure.INVALID),
    ],
)
def test_what_cannot_be_used_is_an_error(transcribe, server, reply, failure):
    server.reply_with(reply)
    with pytest.raises(ProviderError) as caught:
        transcribe(tries=1, **patience(reply))
    assert caught.value.failure == failure


def test_times_that_cannot_be_are_drawn_into_the_window(transcribe, server):
    server.reply_with(transcribes("a b c", ("a", 5, 2), ("b", 1, 900), ("c", -4, -2)))
    [heard] = transcribe()
    assert [(word.start_s, word.end_s) for word in heard.words] == [(5, 5), (5, 16), (5, 5)]


def test_segments_without_words_share_their_time(transcribe, server):
    segment = {"text": " Bon jour", "start": 2.0, "end": 4.0, "speaker": "A"}
    server.reply_with(whole({"text": "Bon jour", "language": "fr", "segments": [segment]}))
    [heard] = transcribe("")
    assert [(w.text, round(w.start_s, 2), w.speaker) for w in heard.words] == [
        ("Bon", 2.0, "A"),
        ("jour", 2.86, "A"),
    ]
    assert heard.language == "fr"


def test_the_next_of_the_chain_goes_on_where_one_fails(transcribe, server, endpoint):
    endpoint("slow", sound_s=10, first_byte_s=5, total_s=20)
    server.reply_with(SAID, status(400), SAID)
    heard = transcribe(chain="fast,slow", sound_s=10)
    assert [each.by for each in heard] == ["fast", "slow"]
    assert heard[0].end_s == heard[1].start_s


def test_once_the_slice_is_over_no_window_is_begun(endpoint, calls, server, sound):
    server.reply_with(SAID)
    endpoint(sound_s=10, first_byte_s=5, total_s=20)
    left = registry.transcriber("fast").transcribe(
        sound, language="en", is_over=lambda: bool(server.asked)
    )
    assert len(list(left)) == 1
