"""What is known of a recording. Times are seconds from where its picture or sound begins."""

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(slots=True)
class Picture:
    """width, height: as stored, in pixels. rotation: clockwise quarter turns that set it upright.

    stretch: how much wider than high one of its pixels is shown. fps: pictures a second, about.
    is_plain: one that browsers show as it is, and not a large one.
    """

    index: int
    codec: str
    width: int
    height: int
    rotation: int = 0
    stretch: float = 1.0
    fps: float = 0.0
    is_variable: bool = False
    is_plain: bool = False

    @property
    def shown(self) -> tuple[int, int]:
        """Width and height as people see it."""
        width, height = round(self.width * self.stretch), self.height
        return (height, width) if self.rotation % 2 else (width, height)


@dataclass(slots=True)
class Sound:
    """language: as BCP 47 begins, or empty. rate: samples a second."""

    index: int
    codec: str
    rate: int
    channels: int
    language: str = ""
    is_plain: bool = False


@dataclass(slots=True)
class Captions:
    """A track of captions within the file."""

    index: int
    language: str = ""


@dataclass(slots=True)
class Chapter:
    start_s: float
    title: str


@dataclass(slots=True)
class Recording:
    """start_s: the file's own time at which it begins. cover: the stream of a picture beside it.

    said_s: how long the file says it is, where it ends before that; else 0.
    """

    duration_s: float
    start_s: float = 0.0
    picture: Picture | None = None
    sound: Sound | None = None
    captions: list[Captions] = field(default_factory=list)
    chapters: list[Chapter] = field(default_factory=list)
    cover: int | None = None
    title: str = ""
    author: str = ""
    said_s: float = 0.0
    other_sounds: list[str] = field(default_factory=list)  # languages

    @property
    def language(self) -> str:
        return self.sound.language if self.sound else ""


def pack(recording: Recording) -> dict[str, Any]:
    return asdict(recording)


def unpack(value: dict[str, Any]) -> Recording:
    """Raises TypeError, ValueError or KeyError where the value is no recording."""
    picture, sound = value["picture"], value["sound"]
    return Recording(
        duration_s=float(value["duration_s"]),
        start_s=float(value["start_s"]),
        picture=_picture(picture) if picture else None,
        sound=_sound(sound) if sound else None,
        captions=[Captions(int(c["index"]), str(c["language"])) for c in value["captions"]],
        chapters=[Chapter(float(c["start_s"]), str(c["title"])) for c in value["chapters"]],
        cover=None if value["cover"] is None else int(value["cover"]),
        title=str(value["title"]),
        author=str(value["author"]),
        said_s=float(value["said_s"]),
        other_sounds=[str(language) for language in value["other_sounds"]],
    )


def _picture(value: dict[str, Any]) -> Picture:
    return Picture(
        *(int(value["index"]), str(value["codec"]), int(value["width"]), int(value["height"])),
        rotation=int(value["rotation"]),
        stretch=float(value["stretch"]),
        fps=float(value["fps"]),
        is_variable=bool(value["is_variable"]),
        is_plain=bool(value["is_plain"]),
    )


def _sound(value: dict[str, Any]) -> Sound:
    return Sound(
        *(int(value["index"]), str(value["codec"]), int(value["rate"]), int(value["channels"])),
        language=str(value["language"]),
        is_plain=bool(value["is_plain"]),
    )
