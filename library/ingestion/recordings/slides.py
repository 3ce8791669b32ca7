"""New slides: from one picture that stands still to another that does, however few of its pixels
change and however it is blended over. Built as PySceneDetect's own detectors are."""

from dataclasses import dataclass

import cv2
import numpy as np
from scenedetect.common import FrameTimecode
from scenedetect.detector import SceneDetector

STILL_S = 0.48  # that a picture stands, to be a slide
BLENDED_S = 1.5  # that a slide takes to become another, at most
AT_ONCE_S = 0.1  # in which one does that is not blended
MOVED = 20  # of 255, by which a pixel is another
MOVING = 0.0012  # share of the pixels, from which on a picture is not the one before it
POINTER = 0.004  # share of the pixels that a mouse, or a clock in the corner, may change
NEW = 0.012  # share of the pixels that another slide changes at once
BLENDED = 0.08  # and where it takes its time: less is somebody who moves
KEPT = 0.9  # share of what was printed that still is, where only something was added


@dataclass(slots=True)
class _Still:
    """From when to when it stands. picture: (height, width) uint8, its brightness."""

    since_s: float
    until_s: float
    picture: np.ndarray


class SlideDetector(SceneDetector):
    """changes: moments at which another slide has begun, in seconds. One to which only something
    was added is the same."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[float] = []
        self._spans: list[tuple[float, float]] = []
        self._before: np.ndarray | None = None
        self._now: _Still | None = None
        self._slide: _Still | None = None

    def process_frame(self, timecode: FrameTimecode, frame_img: np.ndarray) -> list[FrameTimecode]:
        at = timecode.seconds
        grey = cv2.cvtColor(frame_img, cv2.COLOR_BGR2GRAY)
        if self._now is None or self._moves(grey):
            self._now = _Still(at, at, grey)
        self._now.until_s = at
        self._before = grey
        if self._now is not self._slide and at - self._now.since_s >= STILL_S:
            self._settle(self._now)
        return []

    def post_process(self, timecode: FrameTimecode) -> list[FrameTimecode]:
        return []

    def is_still(self, at_s: float) -> bool:
        """Whether at that moment a slide stands, or becomes another."""
        slides = [*self._spans, *self._span(self._slide)]
        return any(begin < at_s <= end for begin, end in slides)

    def _span(self, still: _Still | None) -> list[tuple[float, float]]:
        return [(still.since_s, still.until_s)] if still else []

    def _moves(self, grey: np.ndarray) -> bool:
        assert self._now is not None
        if self._before is not None and _share(grey, self._before) > MOVING:
            return True
        return _share(grey, self._now.picture) > POINTER

    def _settle(self, now: _Still) -> None:
        """What stands now is the slide before, one with more on it, or another."""
        before, self._slide = self._slide, now
        self._spans += self._span(before)
        if before is None or now.since_s - before.until_s > BLENDED_S:
            return
        is_at_once = now.since_s - before.until_s <= AT_ONCE_S
        if _is_another(before.picture, now.picture, NEW if is_at_once else BLENDED):
            at = now.since_s if is_at_once else (before.until_s + now.since_s) / 2
            self.changes.append(at)
        elif not is_at_once:
            return  # somebody moved
        self._spans.append((before.until_s, now.since_s))


def _share(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.count_nonzero(cv2.absdiff(a, b) > MOVED)) / a.size


def _is_another(before: np.ndarray, after: np.ndarray, share: float) -> bool:
    return _share(before, after) >= share and not _only_added(before, after)


def _only_added(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether what stood out of the ground before still does, and the ground is the same."""
    ground = float(np.median(before))
    if abs(float(np.median(after)) - ground) > MOVED:
        return False
    printed = np.abs(before.astype(np.int16) - ground) > MOVED
    if not printed.any():
        return True
    stays = np.abs(before.astype(np.int16) - after.astype(np.int16)) <= MOVED
    return float(np.count_nonzero(stays & printed)) >= KEPT * np.count_nonzero(printed)
