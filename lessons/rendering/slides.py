"""One slide: a sheet of paper on a desk, a teacher in each margin.

The page's text comes from slide_layout.py; here it is laid on its paper, with the
teachers beside it, and what moves is cut out as patches. A picture is an array
(HEIGHT, WIDTH, 3) uint8, RGB.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import pymupdf

from lessons.rendering.base import HEIGHT, WIDTH, SegmentSpec, Side, colours
from lessons.rendering.slide_layout import PAPER, SPEAKING, draw_page
from lessons.rendering.teachers import EYES_BOX, MOUTH_BOX, MOUTHS, SIZE, Ink, teacher_svg
from lessons.rendering.typography import MUPDF

# Where the one who listens stands: left, top and width of the square of a drawing, in pixels.
LISTENING = {"left": (60, 80, 108), "right": (1112, 80, 108)}
# How much of the desk's colour lies over the one who is not speaking.
_STEPPED_BACK = 0.5


@dataclass(frozen=True, slots=True)
class Patch:
    """A piece of the picture that moves: its place (even pixels) and its looks, by state."""

    x: int
    y: int
    looks: tuple[np.ndarray, ...]


def draw_slide(spec: SegmentSpec) -> np.ndarray:
    """The whole picture with both teachers, eyes open and mouths shut. Raises Invalid."""
    palette = colours(spec.branding)
    picture = _desk(palette["desk"], palette["paper"]).copy()
    _blend(picture, _pixels(draw_page(spec, palette)), 0, 0)
    for side in ("left", "right"):
        x, y, _width = _place(side, spec.teacher)
        _blend(picture, _portrait(side, spec, palette), x, y)
    return picture


def blank_sheet(palette: dict[str, str]) -> np.ndarray:
    """A sheet on the desk, to write on."""
    return _desk(palette["desk"], palette["paper"]).copy()


def lay(picture: np.ndarray, drawn: pymupdf.Pixmap) -> None:
    """Over the whole picture, in place. drawn: RGBA."""
    _blend(picture, _pixels(drawn), 0, 0)


def mouth_patch(spec: SegmentSpec, picture: np.ndarray) -> Patch:
    """The speaker's mouth over `picture`, one look for each step of openness."""
    return _patch(spec, picture, spec.teacher, MOUTH_BOX, [(step, True) for step in range(MOUTHS)])


def eyes_patch(spec: SegmentSpec, picture: np.ndarray, side: Side) -> Patch:
    """A teacher's eyes over `picture`: shut, open."""
    return _patch(spec, picture, side, EYES_BOX, [(0, False), (0, True)])


def mouth_rect(side: Side) -> tuple[int, int, int, int]:
    """Where the mouth of a speaking teacher is in the picture: x, y, width, height."""
    return _even_box(SPEAKING[side], MOUTH_BOX)


def _place(side: Side, speaking: Side) -> tuple[int, int, int]:
    return (SPEAKING if side == speaking else LISTENING)[side]


def _even_box(place: tuple[int, int, int], box: tuple[int, int, int, int]):
    """A box of the drawing in pixels of the picture, grown to even edges (4:2:0 needs them)."""
    scale = place[2] / SIZE
    left, top = int(place[0] + box[0] * scale) & ~1, int(place[1] + box[1] * scale) & ~1
    right = int(np.ceil((place[0] + (box[0] + box[2]) * scale) / 2)) * 2
    bottom = int(np.ceil((place[1] + (box[1] + box[3]) * scale) / 2)) * 2
    return left, top, right - left, bottom - top


def _patch(spec, picture, side: Side, box, states: list[tuple[int, bool]]) -> Patch:
    palette = colours(spec.branding)
    place = _place(side, spec.teacher)
    x, y, width, height = _even_box(place, box)
    looks = []
    for mouth, eyes_open in states:
        drawn = picture[y : y + height, x : x + width].copy()
        face = _portrait(side, spec, palette, mouth=mouth, eyes_open=eyes_open)
        top, left = y - place[1], x - place[0]
        _blend(drawn, face[top : top + height, left : left + width], 0, 0)
        looks.append(drawn)
    return Patch(x, y, tuple(looks))


def _portrait(side: Side, spec: SegmentSpec, palette, *, mouth=0, eyes_open=True) -> np.ndarray:
    shades = [palette[side], palette[f"{side}-wash"], palette["paper"]]
    if side != spec.teacher:
        shades = [_mixed(shade, palette["desk"], _STEPPED_BACK) for shade in shades]
    width = _place(side, spec.teacher)[2]
    return _rasterised(teacher_svg(side, Ink(*shades), mouth=mouth, eyes_open=eyes_open), width)


@lru_cache(maxsize=128)
def _rasterised(svg: str, width: int) -> np.ndarray:
    """(width, width, 4) uint8, premultiplied RGBA."""
    with MUPDF, pymupdf.open(stream=svg.encode(), filetype="svg") as drawing:
        zoom = width / SIZE
        return _pixels(drawing[0].get_pixmap(matrix=pymupdf.Matrix(zoom, zoom), alpha=True))


def _pixels(pixmap: pymupdf.Pixmap) -> np.ndarray:
    flat = np.frombuffer(pixmap.samples, np.uint8)
    return flat.reshape(pixmap.height, pixmap.width, pixmap.n).copy()


def _blend(picture: np.ndarray, layer: np.ndarray, x: int, y: int) -> None:
    """Lay a premultiplied RGBA layer over part of an RGB picture, in place."""
    part = picture[y : y + layer.shape[0], x : x + layer.shape[1]]
    seen_through = 255 - layer[..., 3:].astype(np.uint16)
    part[:] = layer[..., :3] + ((part * seen_through + 127) // 255).astype(np.uint8)


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def _mixed(colour: str, other: str, share: float) -> str:
    return "#" + "".join(
        f"{round(a * (1 - share) + b * share):02x}"
        for a, b in zip(_rgb(colour), _rgb(other), strict=True)
    )


@cache
def _desk(desk: str, paper: str) -> np.ndarray:
    """The empty sheet on the desk, with its one soft shadow."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    left, top, right, bottom = PAPER
    # Distance in pixels from a rectangle set a little lower than the paper.
    across = np.maximum(np.maximum(left + 8 - columns, columns - (right - 9)), 0)
    down = np.maximum(np.maximum(top + 22 - rows, rows - (bottom - 1)), 0)
    shadow = 0.2 * np.exp(-(across**2 + down**2) / (2 * 13.0**2))
    picture = (
        np.array(_rgb(desk)) * (1 - shadow[..., None])
        + np.array((60, 48, 30)) * (shadow[..., None])
    )
    picture[top:bottom, left:right] = _rgb(paper)
    return np.round(picture).astype(np.uint8)
