"""The contract of an engine that recognises text."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from library.ingestion.parsers.base import Box


@dataclass(slots=True)
class SeenWord:
    """box: x0, y0, x1, y1 in pixels of the picture."""

    text: str
    box: Box


@dataclass(slots=True)
class SeenLine:
    """A line as it is printed, its words from left to right. confidence: 0 to 1.

    box: around its letters, in pixels of the picture.
    """

    text: str
    box: Box
    confidence: float
    words: list[SeenWord] = field(default_factory=list)


class Engine(Protocol):
    """picture: (height, width, 3) uint8, red, green and blue."""

    def find_turn(self, picture: np.ndarray) -> int:
        """How many quarter turns clockwise set its text upright, 0 to 3."""
        ...

    def find_skew(self, picture: np.ndarray) -> float:
        """By how many degrees its lines fall to the right, of a picture that stands upright."""
        ...

    def read(self, picture: np.ndarray, language: str) -> list[SeenLine]:
        """Its lines, upright and straight. language: as BCP 47 begins ("de"), or empty."""
        ...
