"""What was found of a video, and how a child process says it to the worker, and a file keeps it."""

import math
from dataclasses import dataclass, field
from typing import Any

from project.text.storable import storable

MOST_TRACKS = 200
MOST_CUES = 60_000  # of a day of talk, a cue each second and a half
MOST_CHAPTERS = 1_000
MOST_TEXT = 2_000  # signs of a cue
MOST_TITLE = 300
MOST_SECONDS = 7 * 24 * 3600.0

Cue = tuple[float, float, str]  # seconds from and to, words


@dataclass(frozen=True, slots=True)
class Track:
    """Captions in one language. code: BCP 47. is_generated: by YouTube, from the sound."""

    code: str
    name: str
    is_generated: bool = False

    @property
    def key(self) -> str:
        """ "en", or "a.en" where it was generated: there may be both."""
        return f"a.{self.code}" if self.is_generated else self.code


@dataclass(slots=True)
class Video:
    """length_s: 0 where it is not told. chapters: (second, title). licence: a name, or empty.

    tracks: those there are; key: of the one whose cues these are, empty where there are none.
    trouble: one of `troubles`, empty where captions were found; said: YouTube's own words on it.
    """

    video_id: str
    title: str = ""
    channel: str = ""
    length_s: float = 0.0
    licence: str = ""
    chapters: list[tuple[float, str]] = field(default_factory=list)
    tracks: list[Track] = field(default_factory=list)
    key: str = ""
    cues: list[Cue] = field(default_factory=list)
    trouble: str = ""
    said: str = ""

    @property
    def track(self) -> Track | None:
        """The one whose cues these are."""
        return next((track for track in self.tracks if track.key == self.key), None)


def pack(video: Video) -> dict[str, Any]:
    plain = {name: getattr(video, name) for name in Video.__dataclass_fields__}
    return plain | {"tracks": [[t.code, t.name, t.is_generated] for t in video.tracks]}


def unpack(value: dict[str, Any]) -> Video:
    """Raises ValueError, TypeError, KeyError or AttributeError if the value is no video."""
    return Video(
        video_id=str(value["video_id"])[:11],
        title=_text(value["title"], MOST_TITLE),
        channel=_text(value["channel"], MOST_TITLE),
        length_s=_seconds(value["length_s"]),
        licence=_text(value["licence"], MOST_TITLE),
        chapters=[
            (_seconds(at), _text(title, MOST_TITLE))
            for at, title in value["chapters"][:MOST_CHAPTERS]
        ],
        tracks=[
            Track(str(code)[:35], _text(name, MOST_TITLE), bool(is_generated))
            for code, name, is_generated in value["tracks"][:MOST_TRACKS]
        ],
        key=str(value["key"])[:40],
        cues=[
            (_seconds(start), _seconds(end), _text(words, MOST_TEXT))
            for start, end, words in value["cues"][:MOST_CUES]
        ],
        trouble=str(value["trouble"])[:40],
        said=_text(value["said"], MOST_TITLE),
    )


def _text(value: Any, most: int) -> str:
    return " ".join(storable(str(value))[: most * 2].split())[:most]


def _seconds(value: Any) -> float:
    """Between 0 and a week. Raises ValueError or TypeError."""
    seconds = float(value)
    if math.isnan(seconds):
        raise ValueError("no time")
    return min(max(seconds, 0.0), MOST_SECONDS)
