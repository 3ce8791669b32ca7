"""Captions, and what people paste as a transcript: text in, stretches of a recording out. Pure.

    decoding -> blocks or pasted -> rolling -> timing -> stretches

Whatever a file says of its times, what comes out goes forward and lies within the recording; what
was mended or left out is told in `Transcript.warnings`.
"""

from .clock import clock, fine_clock, seconds
from .cue import Chapter, Cue, Transcript
from .decoding import decode
from .reading import read_chapters, read_transcript
from .stretches import outline_of, stretches
from .writing import webvtt

__all__ = [
    "Chapter",
    "Cue",
    "Transcript",
    "clock",
    "decode",
    "fine_clock",
    "outline_of",
    "read_chapters",
    "read_transcript",
    "seconds",
    "stretches",
    "webvtt",
]
