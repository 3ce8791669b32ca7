"""Clips and films, compared picture by picture with the recording that they are of."""

from pathlib import Path

import numpy as np
import pytest

from lessons.clips.cutting import cut
from lessons.clips.joining import Style, join
from lessons.clips.muxing import Chapter, Facts, decode_times
from lessons.clips.painting import Cue
from lessons.clips.tests.recordings import beeps_at, heard, make_recording, pictures
from lessons.clips.timeline import Card, Part, Placed, place

MS = 90


@pytest.fixture(scope="module")
def recording(tmp_path_factory) -> Path:
    return make_recording(tmp_path_factory.mktemp("recording") / "r.mp4")


@pytest.fixture(scope="module")
def parts(recording, tmp_path_factory) -> list[Part]:
    folder = tmp_path_factory.mktemp("clips")
    found = []
    for start, end in ((900, 2500), (3000, 4210)):
        path = folder / f"{start}.mp4"
        cut(recording, start, end, path)
        found.append(Part((end - start) * MS, str(path), None, True))
    return found


def film(parts: list[Part], to: Path, *, fade: int = 0, **style) -> tuple[list[Placed], dict]:
    placed = place(parts, fade)
    chapters = [Chapter(each.start, each.end, f"{n}") for n, each in enumerate(placed)]
    return placed, join(placed, to, style=Style(**style), facts=Facts("Sun", chapters=chapters))


def test_a_clip_is_exact_and_only_its_edges_are_encoded(recording, tmp_path):
    done = cut(recording, 1010, 4990, tmp_path / "c.mp4")
    clip, whole = pictures(tmp_path / "c.mp4"), pictures(recording)
    wanted = [(max(0, time - 1.01), luma) for time, luma in whole if 0.97 < time < 4.99]
    assert [time for time, _ in clip] == pytest.approx([time for time, _ in wanted], abs=1e-4)
    off = [np.abs(a.astype(int) - b).max() for (_, a), (_, b) in zip(clip, wanted, strict=True)]
    assert max(off) < 12  # numbers of pictures differ by one step of brightness each
    assert off.count(0) >= done["pictures"] - done["encoded"] > 80
    assert done["encoded"] < 20


def test_sound_is_where_it_was(recording, tmp_path):
    cut(recording, 1510, 4490, tmp_path / "c.mp4")
    assert beeps_at(heard(tmp_path / "c.mp4")) == pytest.approx([0.49, 1.49, 2.49], abs=0.002)


def test_clips_are_joined_without_encoding(parts, tmp_path):
    placed, done = film(parts, tmp_path / "f.mp4")
    assert done == {"copied": 72, "encoded": 0, "size": [160, 90]}
    wanted = [
        (time + each.start / 90_000, luma)
        for each in placed
        for time, luma in pictures(Path(each.part.path))
    ]
    shown = pictures(tmp_path / "f.mp4")
    assert [time for time, _ in shown] == pytest.approx([time for time, _ in wanted], abs=1e-4)
    assert all((a == b).all() for (_, a), (_, b) in zip(shown, wanted, strict=True))
    beeps = [0.1, 1.1, 1.6, 2.6]  # of seconds 1, 2, 3 and 4
    assert beeps_at(heard(tmp_path / "f.mp4")) == pytest.approx(beeps, abs=0.012)


def test_cards_stand_between_clips_that_are_copied(parts, tmp_path):
    card = Part(1000 * MS, card=Card("Granulation", ("in two places",)))
    _placed, done = film([card, *parts], tmp_path / "f.mp4")
    assert done["copied"] == 72
    shown = pictures(tmp_path / "f.mp4")
    assert shown[0][1].std() > 5  # something is written there
    assert next(luma.mean() for time, luma in shown if time > 0.99) == pytest.approx(
        pictures(Path(parts[0].path))[0][1].mean(), abs=0.5
    )
    assert beeps_at(heard(tmp_path / "f.mp4"))[0] == pytest.approx(1.1, abs=0.012)


def test_clips_cross_and_carry_their_words(parts, tmp_path):
    cue = Cue(0, 400 * MS, ("Granules rise",))
    placed, _done = film(parts, tmp_path / "f.mp4", fade=400 * MS, cues=(cue,))
    assert placed[1].start == (1600 - 400) * MS
    shown = pictures(tmp_path / "f.mp4")
    written = [luma.min() for time, luma in shown if time < 0.39]
    plain = [luma.min() for time, luma in shown if 0.41 < time < 1.1]
    assert max(written) < 40 < min(plain)  # on a dark ground
    before, after = pictures(Path(parts[0].path))[-1][1], pictures(Path(parts[1].path))[0][1]
    middle = [luma.mean() for time, luma in shown if 1.36 < time < 1.44]
    assert before.mean() + 3 < np.mean(middle) < after.mean() - 1
    assert len(heard(tmp_path / "f.mp4")) / 48_000 == pytest.approx(2.41, abs=0.03)


def test_pictures_are_decoded_before_they_are_shown():
    times = [0, 3, 1, 2, 6, 4, 5]
    decoded = decode_times(times)
    assert decoded == sorted(set(decoded))
    assert all(d <= t for d, t in zip(decoded, times, strict=True))


def test_nothing_is_cut_from_where_nothing_is(recording, tmp_path):
    with pytest.raises(ValueError):
        cut(Path(__file__), 0, 1000, tmp_path / "c.mp4")
