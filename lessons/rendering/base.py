"""What a lesson's pictures and sound are made from, and the files they end in.

Every time is a whole number of samples at SAMPLE_RATE; seconds are only ever
computed from it, so that nothing drifts however long the lesson is.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _

from project.errors import Invalid

Side = Literal["left", "right"]

SAMPLE_RATE = 22_050
# 12.5 pictures a second, each a whole number of samples.
FRAME_SAMPLES = 1_764
WIDTH, HEIGHT = 1280, 720
MAX_BULLETS = 4

# The product's light colours by token; an organization's branding overrides them.
COLOURS = {
    "desk": "#e9e4d8",
    "paper": "#fffdf8",
    "ink": "#1d2430",
    "ink-2": "#555c66",
    "rule": "#d8d0be",
    "left": "#1f4e8c",
    "left-wash": "#e3ecf7",
    "right": "#a3401f",
    "right-wash": "#f8e6dc",
}

# Goes up with any change to drawings, layout, timing, voices' rate or encoder settings.
TEMPLATE_VERSION = "2"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that is spoken, and where it comes from.

    Only `text` is heard; the rest is for the pages around the lesson and no part of the key.
    """

    text: str
    page_label: str = ""
    page_index: int | None = None
    source_ref: str = ""


@dataclass(frozen=True, slots=True)
class SegmentSpec:
    """Everything that is drawn and spoken while one teacher has the floor.

    others: further headings of the source that it stands for, shown small under its own.
    figure: PNG or JPEG bytes of the page's own figure.
    page_ref: as shown on screen, such as "p. 527" or "section 15.1".
    language: BCP 47; voice and engine as the Speech provider names them.
    branding: colours by token of COLOURS, "#rrggbb"; absent ones keep their default.
    """

    teacher: Side
    teacher_name: str
    heading: str
    sentences: tuple[Sentence, ...]
    bullets: tuple[str, ...]
    source_title: str
    page_ref: str
    language: str
    voice: str
    engine: str
    others: tuple[str, ...] = ()
    figure: bytes | None = None
    figure_caption: str = ""
    branding: dict[str, str] = field(default_factory=dict)
    template_version: str = TEMPLATE_VERSION


def segment_key(spec: SegmentSpec) -> str:
    """SHA-256, in hexadecimal, of everything drawn and spoken.

    Two specs have the same key exactly when their pictures and sound are the same, so a
    sentence's page and source, which are neither, do not count.
    """
    seen_and_heard = {
        "teacher": spec.teacher,
        "teacher_name": spec.teacher_name,
        "heading": spec.heading,
        "others": list(spec.others),
        "sentences": [sentence.text for sentence in spec.sentences],
        "bullets": list(spec.bullets[:MAX_BULLETS]),
        "figure": hashlib.sha256(spec.figure).hexdigest() if spec.figure else None,
        "figure_caption": spec.figure_caption if spec.figure else "",
        "source_title": spec.source_title,
        "page_ref": spec.page_ref,
        "language": spec.language,
        "voice": spec.voice,
        "engine": spec.engine,
        "colours": colours(spec.branding),
        "template_version": spec.template_version,
    }
    canonical = json.dumps(
        seen_and_heard, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def colours(branding: dict[str, str]) -> dict[str, str]:
    """COLOURS with the branding's own in place, in lower case. Raises Invalid."""
    chosen = COLOURS | {
        token: colour.lower() for token, colour in branding.items() if token in COLOURS
    }
    for token, colour in chosen.items():
        if not re.fullmatch("#[0-9a-f]{6}", colour):
            raise Invalid(
                _("“%(colour)s” is not a colour for %(token)s. Write it as #1f4e8c.")
                % {"colour": colour, "token": token}
            )
    return chosen


@dataclass(frozen=True, slots=True)
class SegmentFiles:
    """One segment on disk; `video` is None when it was made for hearing only."""

    audio: Path
    metadata: Path
    video: Path | None = None


@dataclass(frozen=True, slots=True)
class LessonFiles:
    """One lesson on disk. What the modalities did not ask for is None."""

    captions: Path
    chapters: Path
    samples: int
    wav: Path | None = None
    m4a: Path | None = None
    mp4: Path | None = None

    @property
    def duration_s(self) -> float:
        return self.samples / SAMPLE_RATE
