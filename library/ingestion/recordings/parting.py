"""Pure: where scenes begin -> the scenes."""

from dataclasses import dataclass
from typing import Any

LEAST_S = 1.0  # that a scene lasts; a shorter one belongs to the one before
MOST = 3_000  # of a recording
SLIDE_TAIL_S, TAIL_S = 0.25, 0.5


@dataclass(frozen=True, slots=True)
class Scene:
    """is_slide: a picture that stands still."""

    begin_s: float
    end_s: float
    is_slide: bool = False

    @property
    def shown_s(self) -> float:
        """When it is best looked at: a slide when all of it is there, a film in its middle."""
        length = self.end_s - self.begin_s
        if self.is_slide:
            return max(self.begin_s, self.end_s - min(SLIDE_TAIL_S, length / 4))
        return self.begin_s + length / 2


def scenes(changes: dict[str, list[list[Any]]], duration_s: float) -> list[Scene]:
    """changes: of each stretch [seconds, whether a slide ends and another begins], by its name."""
    moments = [(0.0, False)]
    for name in sorted(changes):
        for at, is_slide in changes[name]:
            if at - moments[-1][0] >= LEAST_S and duration_s - at >= LEAST_S / 2:
                moments.append((float(at), bool(is_slide)))
    moments = moments[:MOST]
    ends = [*(at for at, _ in moments[1:]), duration_s]
    # One slide is known by the change to the next, or by that from the one before.
    after = [*(is_slide for _, is_slide in moments[1:]), False]
    return [
        Scene(round(at, 3), round(end, 3), is_slide or next_is)
        for (at, is_slide), end, next_is in zip(moments, ends, after, strict=True)
    ]
