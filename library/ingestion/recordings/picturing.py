"""A stretch of a recording's picture, upright, with square pixels, as H.264 that browsers play."""

from fractions import Fraction
from pathlib import Path

import av
from av.filter import Graph

from library.ingestion.recordings.base import Picture, Recording
from library.ingestion.recordings.inspecting import PLAIN_LONG, PLAIN_SHORT
from library.ingestion.recordings.opening import THREADS, frames_of, moment, open_recording, seek

TICKS = 90_000  # a second, of every time in the copy
# Two of 30 a second closer than this are of a picture that runs faster: every other one is left out
LEAST_STEP = TICKS // 38
FPS = 30
# No pictures that lean on later ones: stretches are made apart and put together by their packets.
OPTIONS = {
    "preset": "veryfast", "crf": "24", "bf": "0", "g": "90", "threads": str(THREADS),
}  # fmt: skip
TURNS = {1: ["transpose=clock"], 2: ["hflip", "vflip"], 3: ["transpose=cclock"]}
LOOKED_BACK_S = (0.0, 12.0)  # where a file's index leads too far


def encode(path: Path, recording: Recording, begin_s: float, end_s: float, to: Path) -> int:
    """The pictures from begin_s up to end_s into `to`, where times count from begin_s.
    Returns how many; without one there is no file."""
    assert recording.picture is not None
    window = round(begin_s * TICKS), round(end_s * TICKS)
    frames = _window(path, recording, window)
    first = next(frames, None)
    if first is None:
        return 0
    count = 0
    size = target_size(recording.picture)
    with av.open(str(to), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=FPS, options=OPTIONS)
        stream.width, stream.height = size
        stream.pix_fmt, stream.time_base = "yuv420p", Fraction(1, TICKS)
        stream.codec_context.time_base = Fraction(1, TICKS)
        shaper = _Shaper(recording.picture, size)
        for tick, frame in _chained(first, frames):
            shaped = shaper.shape(frame)
            shaped.pts, shaped.time_base = tick - window[0], Fraction(1, TICKS)
            shaped.pict_type = 0
            container.mux(stream.encode(shaped))
            count += 1
        container.mux(stream.encode(None))
    return count


def target_size(picture: Picture) -> tuple[int, int]:
    """Width and height in the copy: as shown, at most 720p, even."""
    width, height = picture.shown
    long, short = max(width, height), min(width, height)
    scale = min(1.0, PLAIN_LONG / long, PLAIN_SHORT / short)
    return max(2, round(width * scale / 2) * 2), max(2, round(height * scale / 2) * 2)


def _chained(first, rest):
    yield first
    yield from rest


def _window(path: Path, recording: Recording, window: tuple[int, int]):
    """(tick, frame) of the pictures in it, not faster than a browser shows them."""
    begin, end = window
    for back_s in LOOKED_BACK_S:
        found = _decoded(path, recording, begin, back_s)
        first = next(found, None)
        if first is None or first[0] <= begin or begin == 0:
            break
    last = None
    if first is None:
        return
    for tick, frame in _chained(first, found):
        if tick >= end:
            return
        if tick >= begin and (last is None or tick - last >= LEAST_STEP):
            last = tick
            yield tick, frame


def _decoded(path: Path, recording: Recording, begin: int, back_s: float):
    assert recording.picture is not None
    step = round(TICKS / (recording.picture.fps or FPS))
    tick = 0
    with open_recording(path) as container:
        stream = container.streams[recording.picture.index]
        if begin:
            seek(container, stream, recording.start_s + begin / TICKS - back_s)
        for frame in frames_of(container, stream):
            at = moment(frame, recording.start_s)
            tick = tick + step if at is None else round(at * TICKS)
            yield tick, frame


class _Shaper:
    """Made anew where the pictures change their size or form in the middle."""

    def __init__(self, picture: Picture, size: tuple[int, int]):
        self.turn = TURNS.get(picture.rotation, [])
        self.size = size
        self.fed: tuple = ()
        self.graph: Graph | None = None

    def shape(self, frame):
        form = (frame.width, frame.height, frame.format.name)
        if self.graph is None or form != self.fed:
            self.graph, self.fed = self._graph(frame), form
        frame.pts = None
        self.graph.push(frame)
        return self.graph.pull()

    def _graph(self, frame) -> Graph:
        width, height = self.size
        deinterlace = ["bwdif=mode=send_frame:parity=auto"] if frame.interlaced_frame else []
        wanted = [
            *deinterlace,
            *self.turn,
            f"scale={width}:{height}:flags=bilinear",
            "setsar=1",
            "format=yuv420p",
        ]
        graph = Graph()
        last = graph.add_buffer(
            width=frame.width,
            height=frame.height,
            format=frame.format.name,
            time_base=Fraction(1, TICKS),
        )
        for step in wanted:
            name, _, arguments = step.partition("=")
            following = graph.add(name, arguments) if arguments else graph.add(name)
            last.link_to(following)
            last = following
        sink = graph.add("buffersink")
        last.link_to(sink)
        graph.configure()
        return graph
