from itertools import pairwise

import numpy as np
import pytest

from project.providers import sound
from project.tests.sounds import loud_and_quiet, written


def test_it_works(tmp_path):
    """Each cut falls into a pause; the pieces are the whole."""
    samples = loud_and_quiet([(7, 1), (7, 1), (4, 1)])
    path = written(samples, tmp_path / "a.wav")
    windows = list(sound.windows(path, 10.0))
    assert sound.length_s(path) == 21
    assert [round(window.end_s, 1) for window in windows[:-1]] == [
        7.1,
        15.1,
    ]  # of the first silence that is long enough
    assert all(one.end == two.first for one, two in pairwise(windows))
    pieces = [sound.read(path, window) for window in windows]
    assert np.array_equal(np.concatenate(pieces), samples)


def test_it_goes_on_where_it_was_left(tmp_path):
    path = written(loud_and_quiet([(7, 1), (7, 1), (4, 1)]), tmp_path / "a.wav")
    first, *others = sound.windows(path, 10.0)
    assert list(sound.windows(path, 10.0, first.end_s)) == others
    assert list(sound.windows(path, 10.0, 21.0)) == []


def test_what_is_no_such_sound_is_refused(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"ID3")
    with pytest.raises(ValueError, match=r"a\.wav"):
        sound.length_s(tmp_path / "a.wav")
