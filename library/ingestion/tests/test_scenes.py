"""Where scenes begin: cuts and fades of films, slides of lectures; not where somebody moves."""

import cv2
import numpy as np
import pytest

from library.ingestion.recordings.parting import Scene, scenes
from library.ingestion.recordings.scenes import find_changes
from library.ingestion.tests import clips

FPS = 24
SIZE = (320, 180)
WIDE = [clips.film(seed, (800, 180)) for seed in range(3)]
ENERGY = clips.slide("Energy", "Kinetic", size=SIZE)
MORE = clips.slide("Energy", "Kinetic", "Potential", size=SIZE)
WORK = clips.slide("Work", "Force", "Distance", size=SIZE)
ROOM = clips.film(9, SIZE)


def panned(number: int, at: float) -> np.ndarray:
    begin = int(at * 60)
    return WIDE[number][:, begin : begin + SIZE[0]]


def mixed(a: np.ndarray, b: np.ndarray, share: float) -> np.ndarray:
    share = min(max(share, 0.0), 1.0)
    return (a * (1 - share) + b * share).astype(np.uint8)


def film(at: float) -> np.ndarray:
    """A cut at 2, a flash at 3, a fade through black around 5."""
    picture = panned(0 if at < 2 else 1 if at < 5 else 2, at)
    if 3 <= at < 3.1:
        return np.full_like(picture, 250)
    return mixed(np.zeros_like(picture), picture, (abs(at - 5) - 0.1) / 0.5)


def lecture(at: float) -> np.ndarray:
    """A line is added at 2, another slide is blended over at 4, and cut to at 6.5; a pointer."""
    picture = mixed(ENERGY if at < 2 else MORE, WORK, (at - 4) / 0.5) if at < 6.5 else ENERGY
    picture = picture.copy()
    cv2.circle(picture, (int(40 + 20 * at), 170), 3, (200, 0, 0), -1)
    return picture


def speaker(at: float) -> np.ndarray:
    """In a room, who turns now and then, and lifts an arm."""
    picture = ROOM.copy()
    turned = int(20 * np.sin(at * 2.2)) if int(at) % 3 else 0
    cv2.ellipse(picture, (160 + turned, 90), (30, 45), 0, 0, 360, (200, 160, 140), -1)
    lifted = int(30 * np.sin(at * 5)) if int(at / 2) % 2 else 0
    cv2.line(picture, (150, 125), (210, 125 + lifted), (60, 60, 160), 12)
    return picture


def beside_slides(at: float) -> np.ndarray:
    """A speaker in the corner of slides that change at 4 and 8."""
    picture = (ENERGY if at < 4 else WORK if at < 8 else MORE).copy()
    picture[125:170, 230:310] = cv2.resize(speaker(at), (80, 45))
    return picture


@pytest.mark.parametrize(
    ("painter", "seconds", "moments"),
    [
        (film, 7, [(2.0, False), (5.0, False)]),
        (lecture, 8, [(4.25, True), (6.5, True)]),
        (speaker, 8, []),
        (beside_slides, 10, [(4.0, True), (8.0, True)]),
    ],
)
def test_it_works(tmp_path, painter, seconds, moments):
    """In one go, and in stretches that are parted beside a change."""
    path = clips.make(tmp_path / "clip.mp4", seconds=seconds, fps=FPS, picture=painter)
    whole = find_changes(path, 0, 0.0, seconds)
    assert [change.is_slide for change in whole if change.is_slide] == [s for _, s in moments if s]
    assert [change.at_s for change in whole] == pytest.approx([at for at, _ in moments], abs=0.1)
    parted = [*find_changes(path, 0, 0.0, 4.1), *find_changes(path, 0, 4.1, seconds)]
    assert parted == whole


def test_scenes_are_not_shorter_than_a_second_and_end_with_the_recording():
    changes = {"changes-00001": [[9.0, False], [9.4, False]], "changes-00000": [[4.0, True]]}
    assert scenes(changes, 9.9) == [
        Scene(0.0, 4.0, True),
        Scene(4.0, 9.0, True),
        Scene(9.0, 9.9, False),
    ]
