"""What is in a recording: its picture, its sound, and how long it really is."""

import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import av
from av.container import InputContainer
from av.stream import Disposition

from library.ingestion.recordings.base import Captions, Chapter, Picture, Recording, Sound
from library.ingestion.recordings.languages import base_of
from library.ingestion.recordings.opening import frames_of, open_recording, packets_of
from project.errors import UnreadableSource
from project.sentences import gettext as _
from project.sentences import grouped

MAX_HOURS = 6
MAX_S = MAX_HOURS * 3600.0
MAX_PIXELS = 4096 * 2304  # of one picture: 4K
MAX_RATE = 384_000  # samples a second
MAX_TRACKS = 64
LOOKED_S = 15.0  # by the clock, of walking through a file; then its header is believed
COUNTED_PICTURES = 500  # by which its rate is told
SHORT_SHARE = 0.95  # of what the header says; less means that the file was cut off
PLAIN_LONG, PLAIN_SHORT = 1280, 720  # pixels of the sides
PLAIN_BITS = 4_000_000  # a second, all together
PLAIN_CONTAINERS = ("mov", "matroska")  # whose packets an MP4 takes as they are
MAX_CHAPTERS, MAX_TITLE = 500, 200


def inspect(path: Path) -> Recording:
    """Raises UnreadableSource for what is no recording, too long or too large."""
    with open_recording(path) as container:
        if len(container.streams) > MAX_TRACKS:
            raise UnreadableSource(_too_many_tracks(len(container.streams)), code="damaged")
        pictures = [s for s in container.streams.video if not _is_cover(s)]
        sounds = [s for s in container.streams.audio if s.codec_context is not None]
        pictures = [s for s in pictures if s.codec_context is not None and s.codec_context.width]
        if not pictures and not sounds:
            raise UnreadableSource(_nothing_in_it(), code="empty")
        picture = pictures[0] if pictures else None
        sound = _best(sounds)
        for stream in (picture, sound):
            _check_size(stream)
        walk = _Walk(container, [s for s in (picture, sound) if s is not None])
        said_s = _said_s(container, picture, sound)
        duration_s = walk.end_s - walk.start_s if walk.is_whole else said_s
        if duration_s > MAX_S:
            raise UnreadableSource(_too_long(duration_s), code="too_long")
        if not duration_s > 0:
            raise UnreadableSource(_nothing_in_it(), code="empty")
        is_short = walk.is_whole and duration_s < SHORT_SHARE * min(said_s, MAX_S)
        found = Recording(
            duration_s=round(duration_s, 3),
            start_s=walk.start_s,
            picture=_picture(container, picture, walk) if picture else None,
            sound=_sound(container, sound) if sound else None,
            captions=_captions(container),
            chapters=_chapters(container, walk.start_s),
            cover=next((s.index for s in container.streams.video if _is_cover(s)), None),
            title=_said(container, "title"),
            author=_said(container, "artist") or _said(container, "author"),
            said_s=round(min(said_s, MAX_S), 3) if is_short else 0.0,
            other_sounds=[base_of(s.language) for s in sounds if s is not sound],
        )
    if found.picture is not None:
        found.picture.rotation = _rotation(path, found.picture.index)
        if found.picture.rotation:
            found.picture.is_plain = False
    return found


class _Walk:
    """Through a file's packets without decoding: where it begins and ends, and at what rate.

    is_whole: whether the end was reached within LOOKED_S.
    """

    def __init__(self, container: InputContainer, streams: list):
        self.is_whole = True
        starts: dict[int, float] = {}
        ends: dict[int, float] = {}
        self.moments: list[float] = []
        until = time.monotonic() + LOOKED_S
        for packet in packets_of(container, *streams):
            if packet.pts is None or packet.time_base is None or not packet.size:
                continue
            at = float(packet.pts * packet.time_base)
            length = float((packet.duration or 0) * packet.time_base)
            stream = packet.stream
            starts[stream.index] = min(at, starts.get(stream.index, at))
            ends[stream.index] = max(at + length, ends.get(stream.index, at))
            if stream.type == "video" and len(self.moments) < COUNTED_PICTURES:
                self.moments.append(at)
            if time.monotonic() > until:
                self.is_whole = False
                break
        # What a stream says of itself leaves out the packets that only prime its decoder.
        for stream in streams:
            if stream.index in starts and stream.start_time is not None:
                said = float(stream.start_time * stream.time_base)
                starts[stream.index] = max(said, starts[stream.index])
        self.start_s = min(starts.values(), default=0.0)
        self.end_s = max(ends.values(), default=0.0)

    def steps(self) -> list[float]:
        return [b - a for a, b in pairwise(sorted(self.moments)) if b > a]


def _best(sounds: list):
    """The one that the file marks; of several the longest."""

    def weight(stream) -> tuple[bool, float]:
        is_default = bool(stream.disposition & Disposition.default)
        return is_default, float((stream.duration or 0) * (stream.time_base or 0))

    return max(sounds, key=weight, default=None)


def _is_cover(stream) -> bool:
    return bool(stream.disposition & Disposition.attached_pic)


def _check_size(stream) -> None:
    if stream is None:
        return
    context = stream.codec_context
    if stream.type == "video" and context.width * context.height > MAX_PIXELS:
        raise UnreadableSource(_too_large(context.width, context.height), code="too_large")
    if stream.type == "audio" and not 0 < context.sample_rate <= MAX_RATE:
        raise UnreadableSource(_no_sound(context.sample_rate), code="damaged")


def _said_s(container: InputContainer, *streams) -> float:
    lengths = [float(s.duration * s.time_base) for s in streams if s is not None and s.duration]
    if container.duration:
        lengths.append(container.duration / av.time_base)
    return max(lengths, default=0.0)


def _picture(container: InputContainer, stream, walk: _Walk) -> Picture:
    context = stream.codec_context
    ratio = stream.sample_aspect_ratio or context.sample_aspect_ratio
    stretch = float(ratio) if ratio else 1.0
    stretch = stretch if 0.1 <= stretch <= 10 else 1.0
    steps = walk.steps()
    usual = Counter(round(step, 4) for step in steps).most_common(1)
    unlike = sum(abs(step - usual[0][0]) > 0.1 * usual[0][0] for step in steps) if usual else 0
    rate = 1 / usual[0][0] if usual and usual[0][0] else float(stream.average_rate or 0)
    long, short = max(context.width, context.height), min(context.width, context.height)
    bits = container.bit_rate or 0
    is_plain = (
        context.name == "h264"
        and context.pix_fmt == "yuv420p"
        and abs(stretch - 1) < 0.01
        and long <= PLAIN_LONG
        and short <= PLAIN_SHORT
        and bits <= PLAIN_BITS
        and container.format.name.split(",")[0] in PLAIN_CONTAINERS
        and bool(context.extradata)
    )
    return Picture(
        *(stream.index, context.name, context.width, context.height),
        stretch=stretch,
        fps=round(rate, 3),
        is_variable=unlike > 0.05 * len(steps),
        is_plain=is_plain,
    )


def _rotation(path: Path, index: int) -> int:
    """Of its first picture: only decoded it says so."""
    with open_recording(path) as container:
        for frame in frames_of(container, container.streams[index]):
            return round(-frame.rotation / 90) % 4
    return 0


def _sound(container: InputContainer, stream) -> Sound:
    context = stream.codec_context
    is_plain = (
        context.name == "aac"
        and context.channels <= 2
        and container.format.name.split(",")[0] in PLAIN_CONTAINERS
        and bool(context.extradata)
    )
    language = base_of(stream.language)
    return Sound(
        *(stream.index, context.name, context.sample_rate, context.channels), language, is_plain
    )


def _captions(container: InputContainer) -> list[Captions]:
    text = ("mov_text", "subrip", "srt", "ass", "ssa", "webvtt", "text")
    return [
        Captions(stream.index, base_of(stream.language))
        for stream in container.streams.subtitles
        if stream.codec_context is not None and stream.codec_context.name in text
    ]


def _chapters(container: InputContainer, start_s: float) -> list[Chapter]:
    found = []
    for chapter in container.chapters()[:MAX_CHAPTERS]:
        at = float(chapter["start"] * (chapter["time_base"] or 0)) - start_s
        title = " ".join(str(chapter["metadata"].get("title", "")).split())[:MAX_TITLE]
        if title:
            found.append(Chapter(max(0.0, round(at, 3)), title))
    return sorted(found, key=lambda chapter: chapter.start_s)


def _said(container: InputContainer, name: str) -> str:
    values = {key.lower(): value for key, value in container.metadata.items()}
    return " ".join(values.get(name, "").split())[:MAX_TITLE]


def _nothing_in_it() -> str:
    return _(
        "There is neither a picture nor a sound in this file that can be read. Open it in a "
        "player to see whether it is whole, and save it again as MP4 or MP3."
    )


def _too_long(seconds: float) -> str:
    said = _(
        "This recording lasts %(hours)s hours by what it says of itself, and at most %(limit)s "
        "hours can be read. Split it into parts and add those."
    )
    return said % {"hours": grouped(seconds / 3600), "limit": MAX_HOURS}


def _too_large(width: int, height: int) -> str:
    said = _(
        "This video is %(width)s by %(height)s pixels large; the most that can be read is 4K (4096 "
        "by 2304). Save it smaller (1280 by 720 is enough here) and add that."
    )
    return said % {"width": width, "height": height}


def _no_sound(rate: int) -> str:
    said = _(
        "The sound of this file has %(rate)s samples a second, which no player plays. Save it "
        "again with 48,000, and add that."
    )
    return said % {"rate": grouped(rate)}


def _too_many_tracks(count: int) -> str:
    said = _(
        "This file has %(count)s tracks; the most that can be read is %(limit)s. Save the one that "
        "you want to use by itself."
    )
    return said % {"count": grouped(count), "limit": MAX_TRACKS}
