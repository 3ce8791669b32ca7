"""Pure: in which stretches a recording's copy is made, and what of it is taken as it is."""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from library.ingestion.recordings.base import Recording

LISTENED_S = 600.0
SOUND_PACKETS = 12_000  # of 1,024 samples: four minutes and a half
PACKET = 1024
PICTURE_S, LEAST_PICTURE_S = 40.0, 4.0  # of 720p, and of 4K
PIXELS = 1280 * 720
SCENES_S = 120.0
OURS = (44_100, 48_000)  # samples a second of a copy


@dataclass(frozen=True, slots=True)
class Step:
    """do: "listen", "sound", "picture", "join" or "poster". begin, end: seconds; of "sound"
    samples. number: among its like."""

    do: str
    number: int = 0
    begin: float = 0.0
    end: float = 0.0

    @property
    def name(self) -> str:
        return f"{self.do}-{self.number:05}"


def steps(recording: Recording) -> list[Step]:
    """In order. They follow from what is in the file alone."""
    found: list[Step] = []
    if recording.sound is not None:
        found += _stretches("listen", recording.duration_s, LISTENED_S)
        rate = rate_of(recording.sound.rate)
        end = ceil(recording.duration_s * rate)
        found += _stretches("sound", end, SOUND_PACKETS * PACKET)
    if recording.picture is not None and not recording.picture.is_plain:
        pixels = recording.picture.width * recording.picture.height
        length = max(LEAST_PICTURE_S, PICTURE_S * min(1.0, PIXELS / pixels))
        found += _stretches("picture", recording.duration_s + 0.001, length)
    return [*found, Step("join"), Step("poster")]


def scene_stretches(duration_s: float) -> list[Step]:
    return _stretches("changes", duration_s + 0.001, SCENES_S)


def rate_of(rate: int) -> int:
    return rate if rate in OURS else OURS[-1]


def takes_sound(recording: Recording, gain_db: float) -> bool:
    """Whether its sound is copied as it is."""
    return recording.sound is not None and recording.sound.is_plain and not gain_db


def _stretches(do: str, end: float, length: float) -> list[Step]:
    count = max(1, ceil(end / length))
    edges = [*(n * length for n in range(count)), end]
    return [Step(do, n, a, b) for n, (a, b) in enumerate(pairwise(edges))]
