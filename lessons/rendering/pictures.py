"""A segment's pictures as H.264: one slide, over which only mouth and eyes change.

Every segment is encoded with the same settings, so that their packets can follow one
another in one file. Pictures that equal the one before are not encoded.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import chain, groupby, pairwise
from pathlib import Path

import av
import numpy as np

from lessons.rendering.base import FRAME_SAMPLES, HEIGHT, SAMPLE_RATE, WIDTH, SegmentSpec, Side
from lessons.rendering.packets import time_of
from lessons.rendering.slides import Patch, draw_slide, eyes_patch, mouth_patch

# Times of pictures are counted in samples of the sound.
TIME_BASE = Fraction(1, SAMPLE_RATE)
MP4_OPTIONS = {"video_track_timescale": str(SAMPLE_RATE), "movflags": "+faststart"}
# A fixed number of threads: x264's output depends on it. A still picture with a small moving
# part needs no look ahead and no B-frames (which would also make joining harder).
ENCODER_THREADS = 2
_ENCODER: dict[str, object] = {
    "preset": "veryfast",
    "crf": "21",
    "x264-params": "bframes=0:rc-lookahead=0:sync-lookahead=0:scenecut=0:mbtree=0:weightp=0"
    ":keyint=125:min-keyint=125:subme=1:me=dia:ref=1",
}
# In pictures: a blink lasts two of them and comes every 3 to 6 seconds.
_BLINK, _BLINK_EVERY = 2, (38, 75)

State = tuple[int, bool, bool]  # mouth's step, speaker's eyes open, listener's eyes open


def encode_pictures(spec: SegmentSpec, steps: Sequence[int], to: Path) -> bytes:
    """Write an MP4 of len(steps) pictures; returns the codec's extradata. Raises Invalid.

    steps: the mouth's step in each picture.
    """
    return write_pictures(picture_frames(spec, steps), len(steps) * FRAME_SAMPLES, to)


def write_pictures(frames: Iterable[av.VideoFrame], end: int, to: Path) -> bytes:
    """Write an MP4 of pictures that each last until the next, the last one until `end`.

    Returns the codec's extradata, which is the same for all that is written here.
    """
    with av.open(str(to), "w", format="mp4", options=MP4_OPTIONS) as container:
        stream = container.add_stream("libx264", rate=Fraction(SAMPLE_RATE, FRAME_SAMPLES))
        configure(stream)
        packets = chain.from_iterable(stream.encode(frame) for frame in chain(frames, [None]))
        for packet, following in pairwise(chain(packets, [None])):
            assert packet is not None  # only the last is
            until = time_of(following) if following else end
            packet.duration = until - time_of(packet)
            container.mux(packet)
        if stream.codec_context.extradata is None:
            raise RuntimeError("the encoder wrote no header")
        return bytes(stream.codec_context.extradata)


def configure(stream: av.VideoStream) -> None:
    """The one setting of the encoder that all segments share."""
    stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    stream.options = _ENCODER
    context = stream.codec_context
    context.time_base = TIME_BASE
    context.thread_count = ENCODER_THREADS
    context.color_range, context.colorspace = 1, 1  # limited range, BT.709
    context.color_primaries = context.color_trc = 1


def states(steps: Sequence[int]) -> Iterator[tuple[int, State]]:
    """(picture's number, what it shows), for each picture that differs from the one before."""
    speaker, listener = _blinks(len(steps), 1), _blinks(len(steps), 2)
    shown = zip(steps, (~speaker).tolist(), (~listener).tolist(), strict=True)
    number = 0
    for state, same in groupby(shown):
        yield number, state
        number += len(list(same))


def _blinks(pictures: int, seed: int) -> np.ndarray:
    """(pictures,) bool: eyes shut. The same for the same length and seed."""
    random = np.random.default_rng(seed)
    shut = np.zeros(pictures, bool)
    at = int(random.integers(*_BLINK_EVERY))
    while at + _BLINK < pictures:
        shut[at : at + _BLINK] = True
        at += int(random.integers(*_BLINK_EVERY))
    return shut


def picture_frames(spec: SegmentSpec, steps: Sequence[int]) -> Iterator[av.VideoFrame]:
    """The pictures that differ from the one before, each with its time. Raises Invalid."""
    picture = draw_slide(spec)
    other: Side = "right" if spec.teacher == "left" else "left"
    patches = [
        mouth_patch(spec, picture),
        eyes_patch(spec, picture, spec.teacher),
        eyes_patch(spec, picture, other),
    ]
    planes = to_yuv(picture)
    looks = [(patch, [to_yuv(look) for look in patch.looks]) for patch in patches]
    for number, state in states(steps):
        for (patch, yuv), shown in zip(looks, state, strict=True):
            _paste(planes, patch, yuv[int(shown)])
        frame = _to_frame(planes)
        frame.pts, frame.time_base = number * FRAME_SAMPLES, TIME_BASE
        yield frame


def to_yuv(picture: np.ndarray) -> list[np.ndarray]:
    """(h, w, 3) uint8 RGB, even sides, to planes Y (h, w), U and V (h/2, w/2), uint8.

    BT.709, limited range. Source: Rec. ITU-R BT.709-6, 3.2 to 3.5.
    """
    red, green, blue = np.moveaxis(picture.astype(np.float32) / 255, -1, 0)
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    planes = [luma * 219 + 16]
    for colour, scale in ((blue, 1.8556), (red, 1.5748)):
        chroma = (colour - luma) / scale * 224 + 128
        height, width = chroma.shape
        planes.append(chroma.reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3)))
    return [np.round(plane).astype(np.uint8) for plane in planes]


def _paste(planes: list[np.ndarray], patch: Patch, look: list[np.ndarray]) -> None:
    for plane, part, shift in zip(planes, look, (0, 1, 1), strict=True):
        y, x = patch.y >> shift, patch.x >> shift
        plane[y : y + part.shape[0], x : x + part.shape[1]] = part


def _to_frame(planes: list[np.ndarray]) -> av.VideoFrame:
    flat = np.concatenate([plane.reshape(-1) for plane in planes])
    frame = av.VideoFrame.from_ndarray(flat.reshape(HEIGHT * 3 // 2, WIDTH), format="yuv420p")
    frame.color_range, frame.colorspace = 1, 1
    return frame
