"""New slides: from one picture that stands still to another that does, however few of its pixels
change and however it is blended over. Built as PySceneDetect's own detectors are.

What moves all the while (a speaker's picture in the corner) is left out of what is compared.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
from scenedetect.common import FrameTimecode
from scenedetect.detector import SceneDetector

from library.ingestion.recordings.restless import Restless

STILL_S = 0.48  # that a picture stands, to be a slide
BLENDED_S = 1.5  # that a slide takes to become another, at most
AT_ONCE_S = 0.1  # in which one does that is not blended
MOVED = 20  # of 255, by which a pixel is another
MOVING = 0.0012  # share of the pixels, from which on a picture is not the one before it
POINTER = 0.004  # share of the pixels that a mouse, or a clock in the corner, may change
NEW = 0.012  # share of the pixels that another slide changes
FOREIGN = 0.15  # of them, that on the way are neither of the two: somebody moves
KEPT = 0.9  # share of what was printed that still is, where only something was added


@dataclass(slots=True)
class _Still:
    """From when to when it stands. picture: (height, width) uint8, its brightness. jump: share of
    the pixels by which it came at once, at jump_s. way: the pictures between it and the one
    before."""

    since_s: float
    until_s: float
    picture: np.ndarray
    jump: float = 0.0
    jump_s: float = 0.0
    way: list[np.ndarray] = field(default_factory=list)


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
        self._restless = Restless()

    def process_frame(self, timecode: FrameTimecode, frame_img: np.ndarray) -> list[FrameTimecode]:
        at = timecode.seconds
        grey = cv2.cvtColor(frame_img, cv2.COLOR_BGR2GRAY)
        if self._now is None or self._before is None:
            self._now = _Still(at, at, grey)
        else:
            self._restless.see(at, cv2.absdiff(grey, self._before) > MOVED)
            self._follow(at, grey)
        self._before = grey
        return []

    def post_process(self, timecode: FrameTimecode) -> list[FrameTimecode]:
        return []

    def is_still(self, at_s: float) -> bool:
        """Whether at that moment a slide stands, or becomes another."""
        slides = [*self._spans, *_span(self._slide)]
        return any(begin < at_s <= end for begin, end in slides)

    def _follow(self, at: float, grey: np.ndarray) -> None:
        assert self._now is not None
        assert self._before is not None
        step = self._share(grey, self._before)
        if step > MOVING or self._share(grey, self._now.picture) > POINTER:
            self._now = self._moved_on(at, grey, step)
        self._now.until_s = at
        if self._now is not self._slide and at - self._now.since_s >= STILL_S:
            self._settle(self._now)

    def _moved_on(self, at: float, grey: np.ndarray, step: float) -> _Still:
        before = self._now
        if before is None or before is self._slide:
            return _Still(at, at, grey, step, at)
        way = [*before.way, before.picture]
        is_brief = self._slide is not None and at - self._slide.until_s <= BLENDED_S
        jump, jump_s = max((step, at), (before.jump, before.jump_s))
        return _Still(at, at, grey, jump, jump_s, way if is_brief else [])

    def _settle(self, now: _Still) -> None:
        """What stands now is the slide before, one with more on it, or another."""
        before, self._slide = self._slide, now
        self._spans += _span(before)
        if before is None or now.since_s - before.until_s > BLENDED_S:
            return
        is_at_once = now.since_s - before.until_s <= AT_ONCE_S
        changed = self._moved_pixels(before.picture, now.picture)
        share = float(np.count_nonzero(changed)) / self._restless.calm_pixels(changed.shape)
        jumps = now.jump >= share / 2
        if share < NEW or (is_at_once and not jumps):
            return  # the same, or a picture that drifts
        if not is_at_once and not _is_blended(before.picture, now, changed):
            return
        if not self._only_added(before.picture, now.picture):
            self.changes.append(now.jump_s if jumps else (before.until_s + now.since_s) / 2)
        self._spans.append((before.until_s, now.since_s))

    def _share(self, a: np.ndarray, b: np.ndarray) -> float:
        moved = self._moved_pixels(a, b)
        return float(np.count_nonzero(moved)) / self._restless.calm_pixels(moved.shape)

    def _moved_pixels(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return (cv2.absdiff(a, b) > MOVED) & self._restless.calm(a.shape)

    def _only_added(self, before: np.ndarray, after: np.ndarray) -> bool:
        """Whether what stood out of the ground before still does, and the ground is the same."""
        ground = float(np.median(before))
        if abs(float(np.median(after)) - ground) > MOVED:
            return False
        stood_out = np.abs(before.astype(np.int16) - ground) > MOVED
        printed = stood_out & self._restless.calm(before.shape)
        if not np.count_nonzero(printed):
            return True
        lost = self._moved_pixels(before, after) & printed
        return float(np.count_nonzero(lost)) <= (1 - KEPT) * float(np.count_nonzero(printed))


def _span(still: _Still | None) -> list[tuple[float, float]]:
    return [(still.since_s, still.until_s)] if still else []


def _is_blended(before: np.ndarray, now: _Still, changed: np.ndarray) -> bool:
    """Whether on the way each pixel is between what it was and what it becomes. Where somebody
    moves, there are those that are neither."""
    low = np.minimum(before, now.picture).astype(np.int16) - MOVED
    high = np.maximum(before, now.picture).astype(np.int16) + MOVED
    most = FOREIGN * np.count_nonzero(changed)
    return all(np.count_nonzero((picture < low) | (picture > high)) <= most for picture in now.way)
