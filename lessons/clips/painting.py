"""Pictures of a film that are made and not copied: fitted to its size, crossed, written on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from lessons.clips.encoder import TIME_BASE, Size
from lessons.clips.footage import frames, open_stretch
from lessons.rendering.pictures import to_yuv
from lessons.rendering.typography import fit, is_right_to_left, typeset

Shown = tuple[int, np.ndarray]  # time, (height * 3 / 2, width) uint8: Y, U and V below each other
_TICK = TIME_BASE.denominator // 25
_STILL = TIME_BASE.denominator // 5  # players find their place in a still by these
_CAPTION_SIZES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
_INK, _GROUND = "#ffffff", "#14171c"


@dataclass(frozen=True, slots=True)
class Cue:
    """A caption in the picture. start, end: in TIME_BASE, of the film."""

    start: int
    end: int
    lines: tuple[str, ...]


def read(path: Path, start: int, end: int, size: Size) -> Iterator[Shown]:
    """A stretch of a clip, times from its start, fitted to a size."""
    stretch = open_stretch(path, start, end)
    fitter = _Fitter(size)
    if stretch is None:
        return
    for pts, frame in frames(path, stretch.first, stretch.stop):
        yield stretch.time_of(pts), fitter.fit(frame)


def hold(picture: np.ndarray, length: int, size: Size) -> Iterator[Shown]:
    """A still. picture: (height, width, 3) uint8, RGB."""
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
    fitted = _Fitter(size).fit(frame)
    for time in range(0, length, _STILL):
        yield time, fitted


def cross(one: Iterator[Shown], other: Iterator[Shown], length: int) -> Iterator[Shown]:
    """From one to the other, 25 pictures a second."""
    first, second = list(one), list(other)
    for time in range(0, length, _TICK):
        share = (time + _TICK) / (length + _TICK)
        a, b = _at(first, time), _at(second, time)
        if a is None or b is None:
            continue
        yield time, np.round(a * (1 - share) + b * share).astype(np.uint8)


def captioned(
    shown: Iterator[Shown], cues: Sequence[Cue], *, at: int, length: int, size: Size, language: str
) -> Iterator[Shown]:
    """With its captions; at: where the stretch begins in the film."""
    painter = _Captions(cues, size, language)
    changes = sorted({t - at for cue in cues for t in (cue.start, cue.end) if at < t < at + length})
    before: Shown | None = None
    for time, picture in _and_then(shown, length):
        while before is not None and changes and changes[0] < time:
            moment = changes.pop(0)
            if moment > before[0]:
                yield moment, painter.paint(before[1], at + moment)
        if picture is not None:
            before = (time, picture)
            yield time, painter.paint(picture, at + time)


def as_frames(shown: Iterator[Shown]) -> Iterator[tuple[int, av.VideoFrame]]:
    """Each time once and rising, as an encoder wants them."""
    last = -1
    for time, planes in shown:
        if time > last:
            frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            frame.color_range, frame.colorspace = 1, 1
            yield time, frame
            last = time


def _and_then(shown: Iterator[Shown], length: int) -> Iterator[tuple[int, np.ndarray | None]]:
    yield from shown
    yield length, None


def _at(shown: list[Shown], time: int) -> np.ndarray | None:
    found = [picture for moment, picture in shown if moment <= time]
    return found[-1] if found else (shown[0][1] if shown else None)


class _Fitter:
    """Any picture into the middle of one of the film's size."""

    def __init__(self, size: Size):
        self._size = size
        self._graph: av.filter.Graph | None = None
        self._of: tuple | None = None

    def fit(self, frame: av.VideoFrame) -> np.ndarray:
        kind = (frame.width, frame.height, frame.format.name)
        if self._graph is None or self._of != kind:
            self._graph, self._of = self._made(frame), kind
        frame.pts = None
        self._graph.push(frame)
        return self._graph.pull().to_ndarray()

    def _made(self, frame: av.VideoFrame) -> av.filter.Graph:
        width, height = self._size.width, self._size.height
        graph = av.filter.Graph()
        source = graph.add_buffer(
            width=frame.width,
            height=frame.height,
            format=frame.format,
            time_base=Fraction(1, 1000),
        )
        steps = [
            source,
            graph.add(
                "scale",
                f"{width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2"
                ":out_color_matrix=bt709:out_range=tv",
            ),
            graph.add("pad", f"{width}:{height}:(ow-iw)/2:(oh-ih)/2"),
            graph.add("format", "yuv420p"),
            graph.add("buffersink"),
        ]
        graph.link_nodes(*steps)
        graph.configure()
        return graph


class _Captions:
    """Draws each cue once, on a dark ground of its own."""

    def __init__(self, cues: Sequence[Cue], size: Size, language: str):
        self._cues, self._size, self._language = cues, size, language
        self._drawn: tuple[Cue, list[np.ndarray], int, int] | None = None

    def paint(self, picture: np.ndarray, time: int) -> np.ndarray:
        cue = next((cue for cue in self._cues if cue.start <= time < cue.end), None)
        if cue is None:
            return picture
        if self._drawn is None or self._drawn[0] != cue:
            self._drawn = (cue, *self._draw(cue))
        _cue, planes, x, y = self._drawn
        painted, height = picture.copy(), self._size.height
        box_height, box_width = planes[0].shape
        painted[y : y + box_height, x : x + box_width] = planes[0]
        half = painted[height:].reshape(2, height // 2, self._size.width // 2)
        for chroma, plane in zip(half, planes[1:], strict=True):
            chroma[y // 2 : (y + box_height) // 2, x // 2 : (x + box_width) // 2] = plane
        return painted

    def _draw(self, cue: Cue) -> tuple[list[np.ndarray], int, int]:
        """Y, U, V of the box, and its place: even pixels."""
        width = int(self._size.width * 0.86) & ~1
        usual = self._size.height / 20
        direction = "rtl" if is_right_to_left(self._language) else "ltr"
        css = f"""p {{margin: 0; font-family: Atkinson; line-height: 1.3; text-align: center;
            color: {_INK};}}"""
        text = [line.replace("&", "&amp;").replace("<", "&lt;") for line in cue.lines]

        def build(size: float, _share: float) -> str:
            return f'<p dir="{direction}" style="font-size: {size}px">{"<br/>".join(text)}</p>'

        sizes = [usual * share for share in _CAPTION_SIZES]
        fitted = fit(build, css, (width - 24, self._size.height * 0.24), sizes)
        height = (int(fitted.height) + 22) & ~1
        with typeset(
            [(fitted.body, css, (12, 8, width - 12, height + 4))], (width, height)
        ) as document:
            pixmap = document[0].get_pixmap(alpha=True)
        layer = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width, 4)
        ground = np.array(list(bytes.fromhex(_GROUND[1:])), np.float32)
        through = 1 - layer[..., 3:].astype(np.float32) / 255
        box = np.round(layer[..., :3] + ground * through).astype(np.uint8)[:height, :width]
        x = (self._size.width - width) // 4 * 2
        y = (self._size.height - height - self._size.height // 24) & ~1
        return to_yuv(box), x, y
