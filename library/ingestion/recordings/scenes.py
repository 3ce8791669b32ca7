"""Where a recording's scenes begin: hard cuts, fades through black or white, and new slides.

PySceneDetect's detectors are fed the pictures of a stretch, made small. What they find near its
edges belongs to the stretch in which it begins: each one is begun LEAD_S early and ended LATE_S
late, so that one that is found in two is found once.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from scenedetect.common import FrameTimecode, Timecode
from scenedetect.detectors import AdaptiveDetector, ThresholdDetector

from library.ingestion.recordings.opening import frames_of, open_recording, seek
from library.ingestion.recordings.slides import SlideDetector

WIDTH, MAX_HEIGHT = 256, 256  # pixels of what is looked at
LEAD_S, LATE_S = 8.0, 2.0
LEAST_S = 0.6  # that a scene lasts
FADE_S = 0.12  # that a picture is black or white between two scenes
BLACK, WHITE = 14, 240
SAME_S = 0.5  # within which two detectors have found the same change
FLASH_S = 0.4  # after which a picture that was lit up is the one before it again
ALIKE = 10.0  # of 255, by which that differs at most


@dataclass(frozen=True, slots=True)
class Change:
    """is_slide: from one still picture to another."""

    at_s: float
    is_slide: bool = False


def find_changes(path: Path, index: int, begin_s: float, end_s: float) -> list[Change]:
    """Those from begin_s up to end_s, in order. index: of the stream."""
    cuts = AdaptiveDetector(adaptive_threshold=3.0, min_scene_len=LEAST_S, min_content_val=12.0)
    fades = [
        ThresholdDetector(BLACK, LEAST_S, min_out_length=FADE_S),
        ThresholdDetector(
            WHITE, LEAST_S, method=ThresholdDetector.Method.CEILING, min_out_length=FADE_S
        ),
    ]
    slides, flashes = SlideDetector(), _Flashes()
    sharp: list[float] = []
    faded: list[float] = []
    for code, picture in _pictures(path, index, begin_s - LEAD_S, end_s + LATE_S):
        sharp += [cut.seconds for cut in cuts.process_frame(code, picture)]
        for fade in fades:
            faded += [cut.seconds for cut in fade.process_frame(code, picture)]
        slides.process_frame(code, picture)
        flashes.see(code.seconds, picture)
    sharp, faded = ([at for at in each if not flashes.is_one(at)] for each in (sharp, faded))
    found = _united(sharp, faded, slides)
    return [change for change in found if begin_s <= change.at_s < end_s]


def _united(sharp: list[float], faded: list[float], slides: SlideDetector) -> list[Change]:
    """A cut says it to the picture, so that what else is found beside it is the same. Where
    pictures stand still, only a change from one to another counts."""
    kept = [Change(at, is_slide=True) for at in slides.changes]
    for at in sharp:
        if not slides.is_still(at) and not _near(at, kept):
            kept.append(Change(at))
    for at in faded:
        if not slides.is_still(at) and not _near(at, kept):
            kept.append(Change(at))
    return sorted(kept, key=lambda change: change.at_s)


class _Flashes:
    """Pictures that are again what they were a moment ago."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, np.ndarray]] = deque()
        self._back: list[tuple[float, float]] = []

    def see(self, at_s: float, picture: np.ndarray) -> None:
        small = cv2.resize(picture, (32, 32), interpolation=cv2.INTER_AREA).astype(np.int16)
        while self._seen and at_s - self._seen[0][0] > FLASH_S:
            self._seen.popleft()
        unlike = [float(np.abs(small - before).mean()) for _, before in self._seen]
        if max(unlike, default=0.0) > 2 * ALIKE:
            lit = unlike.index(max(unlike))
            if min(unlike[:lit], default=ALIKE) < ALIKE:
                self._back.append((self._seen[0][0], at_s + SAME_S))
        self._seen.append((at_s, small))

    def is_one(self, at_s: float) -> bool:
        return any(begin < at_s < end for begin, end in self._back)


def _near(at: float, kept: list[Change]) -> bool:
    return any(abs(at - change.at_s) < SAME_S for change in kept)


def _pictures(
    path: Path, index: int, begin_s: float, end_s: float
) -> Iterator[tuple[FrameTimecode, np.ndarray]]:
    with open_recording(path) as container:
        stream = container.streams[index]
        assert isinstance(stream, av.VideoStream)
        if begin_s > 0:
            seek(container, stream, begin_s)
        rate = Fraction(stream.average_rate or 25)
        height = max(16, min(MAX_HEIGHT, round(WIDTH * stream.height / stream.width)))
        for frame in frames_of(container, stream):
            if frame.pts is None or frame.time < begin_s:
                continue
            if frame.time >= end_s:
                return
            picture = frame.reformat(WIDTH, height, format="bgr24", interpolation="AREA")
            code = FrameTimecode(Timecode(pts=frame.pts, time_base=frame.time_base), fps=rate)
            yield code, picture.to_ndarray()
