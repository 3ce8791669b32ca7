"""Rules that are printed on a page, as around the cells of a table."""

import cv2
import numpy as np

from library.ingestion.parsers.base import Box
from library.ingestion.recognisers.pictures import Sheet

SHORTEST = 30.0  # points; the strokes of letters are shorter
THICKEST = 2.5  # points; thicker is a bar, a frame's shadow, the edge of the sheet
LEAN = 1.5  # points, by which a rule may leave its line over the shortest length
DARKER = 14  # of 255, than the paper beside it
MOST_INK = 0.25  # of what stands closely beside a rule; more is the foot of a line of letters


def find_rules(sheet: Sheet) -> tuple[list[Box], list[Box]]:
    """Those across and those down, in points of the upright page."""
    grey = cv2.cvtColor(np.ascontiguousarray(sheet.pixels), cv2.COLOR_RGB2GRAY)
    across = _across(grey, sheet.scale)
    down = _across(np.ascontiguousarray(grey.T), sheet.scale)
    return across, [(y0, x0, y1, x1) for x0, y0, x1, y1 in down]


def _across(grey: np.ndarray, scale: float) -> list[Box]:
    thickest, lean = (max(2, round(points * scale)) for points in (THICKEST, LEAN))
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, _bar(1, 2 * thickest))
    thin = (cv2.subtract(paper, grey) > DARKER).astype(np.uint8)
    near = cv2.dilate(thin, _bar(1, lean))
    runs = cv2.morphologyEx(near, cv2.MORPH_OPEN, _bar(round(SHORTEST * scale), 1))
    count, _, stats, _ = cv2.connectedComponentsWithStats(runs)
    boxes = [
        (x, y, x + width, y + height)
        for x, y, width, height, _area in stats[1:count].tolist()
        if height <= thickest + 2 * lean and _stands_free(thin, x, y, width, height, thickest)
    ]
    return [
        (x0 / scale, (y0 + y1) / 2 / scale, x1 / scale, (y0 + y1) / 2 / scale)
        for x0, y0, x1, y1 in boxes
    ]


def _stands_free(ink: np.ndarray, x: int, y: int, width: int, height: int, reach: int) -> bool:
    sides = (ink[max(0, y - reach) : y, x : x + width], ink[y + height :, x : x + width][:reach])
    return all(not side.size or float(side.mean()) < MOST_INK for side in sides)


def _bar(width: int, height: int) -> np.ndarray:
    return cv2.getStructuringElement(cv2.MORPH_RECT, (width, height))
