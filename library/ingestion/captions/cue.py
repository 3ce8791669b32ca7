"""What a caption is, before and after it is cleaned."""

from dataclasses import dataclass, field

from ..parsers.base import Time


@dataclass(frozen=True, slots=True)
class RawCue:
    """As the file has it: the lines that are shown at once. start, end: seconds, None without."""

    lines: tuple[str, ...]
    start: float | None = None
    end: float | None = None
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """time: None in a transcript without times."""

    text: str
    time: Time | None = None
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    time: Time


@dataclass(slots=True)
class Transcript:
    """language: BCP 47, empty where the file does not say. warnings: for people."""

    cues: list[Cue]
    language: str = ""
    warnings: list[str] = field(default_factory=list)
