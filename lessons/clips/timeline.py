"""Where the parts of a film stand in it. Pure; times in encoder.TIME_BASE."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """What is written on a still picture."""

    heading: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A clip (its file), or a card; a clip without pictures is heard over its card."""

    length: int
    path: str = ""
    card: Card | None = None
    has_sound: bool = False

    @property
    def is_clip(self) -> bool:
        return bool(self.path)


@dataclass(frozen=True, slots=True)
class Placed:
    """fade_in, fade_out: how long it crosses with the part before and after it."""

    part: Part
    start: int
    fade_in: int = 0
    fade_out: int = 0

    @property
    def body(self) -> tuple[int, int]:
        """Of the part, what is seen alone."""
        return self.fade_in, self.part.length - self.fade_out

    @property
    def end(self) -> int:
        return self.start + self.part.length


def place(parts: Sequence[Part], fade: int = 0) -> list[Placed]:
    """Two clips that follow one another cross for `fade`, or for a third of the shorter one."""
    placed: list[Placed] = []
    start, before = 0, 0
    for number, part in enumerate(parts):
        after = _crossing(part, parts[number + 1], fade) if number + 1 < len(parts) else 0
        placed.append(Placed(part, start - before, before, after))
        start, before = placed[-1].end, after
    return placed


def _crossing(one: Part, other: Part, fade: int) -> int:
    return min(fade, one.length // 3, other.length // 3) if one.is_clip and other.is_clip else 0
