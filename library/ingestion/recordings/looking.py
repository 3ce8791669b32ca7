"""A scene's picture, kept, and what is written on it."""

from functools import cache
from pathlib import Path

import numpy as np

from library.ingestion.recognisers import engines
from library.ingestion.recognisers.base import Engine
from library.ingestion.recordings.posters import picture_at, webp

KEPT_WIDTH, READ_WIDTH = 640, 1280
SURE = 0.75  # of a line; what a film shows by chance is read less surely
LEAST_SIGNS = 2
STILL = 2.0  # of 255: less contrast is a picture of nothing

Seen = tuple[str, float, float]  # a line's text, its height and where it begins, by the picture's


def look(path: Path, at_s: float, engine: str, language: str, to: Path) -> list[Seen]:
    """Write the picture shown at at_s, and return its lines from top to bottom.

    engine: empty, to read nothing.
    """
    pixels = picture_at(path, 0, at_s, READ_WIDTH)
    if pixels is None:
        return []
    to.write_bytes(webp(_small(pixels)))
    if not engine or float(pixels.std()) < STILL:
        return []
    return _lines(_engine(engine), pixels, language)


@cache
def _engine(name: str) -> Engine:
    return engines.load(name)


def _small(pixels: np.ndarray) -> np.ndarray:
    import cv2

    height, width = pixels.shape[:2]
    if width <= KEPT_WIDTH:
        return pixels
    size = KEPT_WIDTH, max(2, round(height * KEPT_WIDTH / width / 2) * 2)
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def _lines(engine: Engine, pixels: np.ndarray, language: str) -> list[Seen]:
    height = pixels.shape[0]
    lines = [
        line
        for line in engine.read(np.ascontiguousarray(pixels), language)
        if line.confidence >= SURE and sum(map(str.isalnum, line.text)) >= LEAST_SIGNS
    ]
    lines.sort(key=lambda line: (line.box[1], line.box[0]))
    return [
        (
            " ".join(line.text.split()),
            round((line.box[3] - line.box[1]) / height, 4),
            round(line.box[1] / height, 4),
        )
        for line in lines
    ]
