"""Where a recording's scenes begin: hard cuts, fades through black or white, and new slides.

PySceneDetect's detectors are fed the pictures of a stretch, made small. What they find near its
edges belongs to the stretch in which it begins: each one is begun LEAD_S early and ended LATE_S
late, so that one that is found in two is found once.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from scenedetect.common import FrameTimecode, Timecode
from scenedetect.detectors import AdaptiveDetector, ThresholdDetector

from library.ingestion.recordings.opening import frames_of, open_recording, seek
from library.ingestion.recordings.slides import SlideDetector

WIDTH, MAX_HEIGHT = 256, 256  # pixels of what is looked at
LEAD_S, LATE_S = 3.0, 2.0
LEAST_S = 0.6  # that a scene lasts
FADE_S = 0.08  # that a picture is black or white between two scenes
BLACK, WHITE = 14, 240
SAME_S = 0.5  # within which two detectors have found the same change


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
    slides = SlideDetector()
    sharp: list[float] = []
    faded: list[float] = []
    code = None
    for code, picture in _pictures(path, index, begin_s - LEAD_S, end_s + LATE_S):
        sharp += [cut.seconds for cut in cuts.process_frame(code, picture)]
        for fade in fades:
            faded += [cut.seconds for cut in fade.process_frame(code, picture)]
        slides.process_frame(code, picture)
    if code is not None:
        slides.post_process(code)
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


def _near(at: float, kept: list[Change]) -> bool:
    return any(abs(at - change.at_s) < SAME_S for change in kept)


def _pictures(
    path: Path, index: int, begin_s: float, end_s: float
) -> Iterator[tuple[FrameTimecode, np.ndarray]]:
    with open_recording(path) as container:
        stream = container.streams[index]
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
