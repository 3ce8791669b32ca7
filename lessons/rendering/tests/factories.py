"""Scripts and sound to render in tests."""

from pathlib import Path

import pymupdf

from lessons.rendering.base import SegmentSpec, Sentence
from project.providers.base import Utterance
from project.providers.embedded.espeak import EspeakSpeech

# From Astronomy by OpenStax, CC BY 4.0, section 15.1. Access for free at openstax.org.
TEXTS = (
    "Earth's air is generally transparent.",
    "But on a smoggy day in many cities, it can become opaque, which prevents us from "
    "seeing through it past a certain point.",
    "This structure of the photosphere is called granulation.",
)


def make_spec(**changes) -> SegmentSpec:
    fields = {
        "teacher": "left",
        "teacher_name": "Ada",
        "heading": "The Solar Photosphere",
        "sentences": tuple(Sentence(text, "527", 540, "atom-1") for text in TEXTS),
        "bullets": ("Here the Sun becomes opaque.", "Granules live some 8 minutes."),
        "source_title": "Astronomy · OpenStax",
        "page_ref": "p. 527",
        "language": "en",
        "voice": "en-US+f3",
        "engine": "espeak-ng 1.52.0",
    }
    return SegmentSpec(**(fields | changes))


def make_figure(width: int = 300, height: int = 200, colour=(0, 160, 0)) -> bytes:
    pixmap = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, width, height), False)
    pixmap.set_rect(pixmap.irect, colour)
    return pixmap.tobytes("png")


class CountingSpeech:
    """The real engine, and how often it was asked."""

    def __init__(self):
        self._engine = EspeakSpeech()
        self.name = self._engine.name
        self.voice = self._engine.voice
        self.asked = 0

    def speak(self, text: str, *, voice: str, to: Path) -> Utterance:
        self.asked += 1
        return self._engine.speak(text, voice=voice, to=to)
