"""Two diagrams of chapter 2, drawn again for the sample: their pictures are not at hand."""

import math
from collections.abc import Callable
from pathlib import Path

import pymupdf

WIDTH, HEIGHT = 720, 430
INK, FAINT = (0.11, 0.14, 0.19), (0.70, 0.72, 0.76)
BLUE, RED, GOLD = (0.12, 0.31, 0.55), (0.64, 0.25, 0.12), (0.93, 0.70, 0.20)
DARK = (0.08, 0.10, 0.16)


def retrograde(page: pymupdf.Page, font: Path) -> None:
    """Earth overtakes Mars; the line of sight from one through the other meets the stars."""
    sun, unit, wall = (190, HEIGHT / 2), 105, 560
    shape = page.new_shape()
    page.draw_rect((wall - 24, 20, WIDTH - 20, HEIGHT - 20), color=None, fill=DARK)
    for radius in (1, 1.52):
        shape.draw_circle(sun, unit * radius)
    shape.finish(color=BLUE, width=1.2)
    shape.draw_circle(sun, 16)
    shape.finish(color=None, fill=GOLD)
    path = []
    for letter, degrees in zip("ABCDE", (-88, -34, 0, 34, 88), strict=True):
        earth = _on_circle(sun, unit, degrees)
        mars = _on_circle(sun, unit * 1.52, degrees * 0.53)
        slope = (mars[1] - earth[1]) / (mars[0] - earth[0])
        end = (wall, mars[1] + slope * (wall - mars[0]))
        path.append((end[0] + {"B": 66, "D": 14}.get(letter, 40), end[1], letter))
        shape.draw_line(earth, end)
        shape.finish(color=FAINT, width=0.8)
        for place, color, turn, reach in (
            (earth, BLUE, degrees, 0.84),
            (mars, RED, degrees * 0.53 + 3 * (1 if degrees > 0 else -1), 1.67),
        ):
            shape.draw_circle(place, 5)
            shape.finish(color=None, fill=color)
            x, y = _on_circle(sun, unit * reach, turn)
            _write(page, font, (x - 5, y + 5), letter, color)
    _draw_smooth(shape, [pymupdf.Point(x, y) for x, y, _ in path])
    shape.finish(color=(1, 1, 1), width=1.6, closePath=False, lineJoin=1)
    shape.commit()
    for x, y, letter in path:
        page.draw_circle((x, y), 4.5, color=None, fill=(1, 0.75, 0.55))
        _write(page, font, (x + 9, y + (-5 if letter == "C" else 5)), letter, (1, 1, 1))
    _write(page, font, (sun[0] - 11, sun[1] + 34), "Sun", INK)
    _write(page, font, (sun[0] - 86, sun[1] - 30), "Earth", BLUE)
    _write(page, font, (sun[0] - 160, sun[1] - 112), "Mars", RED)
    _write(page, font, (wall - 12, 42), "Path among the stars", (1, 1, 1))


def venus_phases(page: pymupdf.Page, font: Path) -> None:
    """Venus on its orbit; the side that faces the Sun is lit, and Earth sees a part of it."""
    page.draw_rect((0, 0, WIDTH, HEIGHT), color=None, fill=DARK)
    sun, earth, wide, high = (WIDTH / 2, 160), (WIDTH / 2, 385), 240, 110
    page.draw_oval(
        (sun[0] - wide, sun[1] - high, sun[0] + wide, sun[1] + high), color=BLUE, width=1.5
    )
    page.draw_circle(sun, 26, color=None, fill=GOLD)
    page.draw_circle(earth, 13, color=None, fill=(0.35, 0.62, 0.92))
    for degrees in (-15, 44, 72, 108, 136, 195):
        angle = math.radians(degrees)
        place = (sun[0] + wide * math.cos(angle), sun[1] + high * math.sin(angle))
        _draw_phase(page, place, angle)
    white = (1, 1, 1)
    _write(page, font, (sun[0] - 13, sun[1] + 46), "Sun", white)
    _write(page, font, (earth[0] + 20, earth[1] + 5), "Earth", white)
    _write(page, font, (sun[0] + wide + 8, sun[1] - 30), "Venus", white)


def _draw_phase(page: pymupdf.Page, place, angle: float) -> None:
    """The disc as seen from Earth, whose lit share follows from the angle Sun, Venus, Earth.

    The orbit is drawn flat, so the angle is taken from the round one: Venus at 0.72 of Earth's
    distance, Earth straight below the Sun. The lit limb is on the Sun's side.
    """
    radius = 19
    venus = (0.72 * math.cos(angle), 0.72 * math.sin(angle))
    to_sun = math.atan2(-venus[1], -venus[0])
    to_earth = math.atan2(1 - venus[1], -venus[0])
    terminator = math.cos(to_sun - to_earth)  # 1: full, 0: half, -1: new
    side = 1 if venus[0] < 0 else -1
    page.draw_circle(place, radius, color=None, fill=(0.27, 0.29, 0.34))
    steps = [math.pi * n / 40 - math.pi / 2 for n in range(41)]
    limb = [(side * math.cos(a), math.sin(a)) for a in steps]
    inner = [(-side * terminator * math.cos(a), math.sin(a)) for a in reversed(steps)]
    outline = [(place[0] + radius * x, place[1] + radius * y) for x, y in limb + inner]
    page.draw_polyline(outline, color=None, fill=(0.97, 0.92, 0.78), closePath=True)


def _draw_smooth(shape: pymupdf.Shape, points: list[pymupdf.Point]) -> None:
    """A curve through all points (Catmull and Rom, 1974, as cubic Bezier pieces)."""
    padded = [points[0], *points, points[-1]]
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        shape.draw_bezier(start, start + (end - before) / 6, end - (after - start) / 6, end)


def _on_circle(center, radius: float, degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    return center[0] + radius * math.cos(angle), center[1] - radius * math.sin(angle)


def _write(page: pymupdf.Page, font: Path, place, text: str, color) -> None:
    page.insert_text(place, text, fontname="label", fontfile=str(font), fontsize=14, color=color)


def draw(diagram: Callable[[pymupdf.Page, Path], None], font: Path, quality: int) -> bytes:
    """The diagram as a JPEG of 1.5 pixels a point."""
    document = pymupdf.open()
    page = document.new_page(width=WIDTH, height=HEIGHT)
    diagram(page, font)
    return page.get_pixmap(dpi=108).tobytes("jpeg", jpg_quality=quality)
