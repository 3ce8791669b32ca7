import numpy as np
import pytest

from lessons.rendering.mouth import envelope, mouth_steps, openness
from project.providers.base import PhonemeMark, WordMark

RATE, FRAME = 22_050, 1_764


def tone(loudness: list[float]) -> np.ndarray:
    """A hum that takes these levels, one a picture."""
    hum = np.sin(np.arange(len(loudness) * FRAME) * 0.1)
    return (hum * np.repeat(loudness, FRAME) * 20_000).astype(np.int16)


def at(picture: float) -> float:
    return picture * FRAME / RATE


def opened(sound, **events) -> np.ndarray:
    return openness(sound, sample_rate=RATE, frame_samples=FRAME, **events)


def test_it_follows_the_envelope():
    sound = tone([0, 0.2, 0.4, 0.8, 1, 0.6, 0.3, 0])
    result = opened(sound)
    assert np.corrcoef(result, envelope(sound, FRAME))[0, 1] > 0.99
    assert result[0] == result[-1] == 0
    assert 0 <= result.min() <= result.max() <= 1


@pytest.mark.parametrize(
    "events",
    [
        {"phonemes": [PhonemeMark(0, "a"), PhonemeMark(at(2), ""), PhonemeMark(at(4), "a")]},
        {"words": [WordMark(0, at(2), 0, 3), WordMark(at(4), at(6), 4, 7)]},
    ],
)
def test_it_is_shut_where_nothing_is_said_whatever_the_sound(events):
    result = opened(tone([1] * 6), **events)
    assert (result[[2, 3]] == 0).all()
    assert (result[[0, 1, 4, 5]] > 0.9).all()


def test_it_is_shut_where_nothing_is_heard_whatever_the_events():
    result = opened(tone([1, 0.001, 0, 1]), phonemes=[PhonemeMark(0, "a")])
    assert (result[[1, 2]] == 0).all()


def test_lips_meet_in_an_m():
    result = opened(tone([1, 1]), phonemes=[PhonemeMark(0, "ˈaɪ"), PhonemeMark(at(1), "m")])
    assert result[1] < 0.6 * result[0]


def test_silence_and_no_sound_at_all_are_shut():
    assert not opened(tone([0, 0])).any()
    assert len(opened(np.zeros(0, np.int16))) == 0


def test_steps_rise_with_openness_from_shut_to_wide():
    assert mouth_steps(np.array([0, 0.02, 0.1, 0.4, 0.6, 1])).tolist() == [0, 0, 1, 2, 3, 4]
