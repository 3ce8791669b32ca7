"""Where a line's words stand: between the places of their letters, at the widest white."""

from dataclasses import dataclass

import cv2
import numpy as np

from library.ingestion.parsers.base import Box
from library.ingestion.recognisers.base import SeenWord

DOT_GAP = 0.1  # of a crop's height, of white between a letter and its dot


@dataclass(slots=True)
class Signs:
    """places: the middle of each sign that is no blank, in pixels from the left; empty where they
    are not known."""

    text: str
    places: list[float]


def place_words(signs: Signs, crop: np.ndarray) -> tuple[list[SeenWord], Box]:
    """The words of a line with their boxes, and the box around its ink, in pixels of the crop."""
    ink = _own(_ink(crop))
    tight = _tight(ink, 0, ink.shape[1])
    texts = signs.text.split()
    if not texts:
        return [], tight
    places = signs.places or _evenly(signs.text, tight)
    edges, at = [tight[0]], 0
    for text in texts[:-1]:
        at += len(text)
        edges.append(_gap(ink, places[at - 1], places[at]))
    edges.append(tight[2])
    words = []
    for text, start, stop in zip(texts, edges, edges[1:], strict=False):
        box = _tight(ink, round(start), max(round(start) + 1, round(stop)))
        words.append(SeenWord(text, (box[0], tight[1], box[2], tight[3])))
    return words, tight


def _ink(crop: np.ndarray) -> np.ndarray:
    """(height, width) bool: what is darker, or on a dark ground lighter, than its ground."""
    grey = cv2.cvtColor(np.ascontiguousarray(crop), cv2.COLOR_BGR2GRAY)
    _, dark = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    if dark.mean() > 0.5:
        dark = 1 - dark
    return cv2.medianBlur(dark, 3).astype(bool)


def _own(ink: np.ndarray) -> np.ndarray:
    """Without the feet of the line above and the heads of that below, which reach into its crop:
    they are parted from its densest row by rows without ink."""
    rows = ink.sum(axis=1)
    wide = np.ones(int(DOT_GAP * len(rows)) + 1)
    gaps = np.flatnonzero(np.convolve(rows == 0, wide, "same") == len(wide))
    densest = int(rows.argmax())
    above, below = gaps[gaps < densest], gaps[gaps > densest]
    own = np.zeros_like(ink)
    start = int(above[-1]) if len(above) else 0
    stop = int(below[0]) + 1 if len(below) else len(rows)
    own[start:stop] = ink[start:stop]
    return own


def _tight(ink: np.ndarray, start: int, stop: int) -> Box:
    """Around the ink of these columns; all of them where there is none."""
    part = ink[:, start:stop]
    columns, rows = np.flatnonzero(part.any(axis=0)), np.flatnonzero(part.any(axis=1))
    if not len(columns):
        return (float(start), 0.0, float(stop), float(ink.shape[0]))
    return (
        float(start + columns[0]),
        float(rows[0]),
        float(start + columns[-1] + 1),
        float(rows[-1] + 1),
    )


def _evenly(text: str, tight: Box) -> list[float]:
    step = (tight[2] - tight[0]) / max(1, len(text))
    return [tight[0] + (at + 0.5) * step for at, sign in enumerate(text) if not sign.isspace()]


def _gap(ink: np.ndarray, before: float, after: float) -> float:
    """The middle of the widest run of white columns between two letters; halfway where none is."""
    start, stop = int(before), min(ink.shape[1], int(after) + 1)
    white = ~ink[:, start:stop].any(axis=0)
    best, run, middle = 0, 0, (before + after) / 2
    for at, is_white in enumerate(np.append(white, False)):
        if is_white:
            run += 1
            continue
        if run > best:
            best, middle = run, start + at - run / 2
        run = 0
    return middle
