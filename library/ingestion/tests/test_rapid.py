"""The built-in engine, on pictures drawn here."""

import cv2
import numpy as np
import pytest

from library.ingestion.recognisers import engines


def drawn(text: str) -> np.ndarray:
    picture = np.full((160, 240, 3), 255, np.uint8)
    cv2.putText(picture, text, (20, 90), cv2.FONT_HERSHEY_SIMPLEX, 1.4, (0, 0, 0), 3)
    return picture


@pytest.fixture(scope="module")
def engine():
    return engines.load("rapidocr")


def read(engine, text: str) -> list[str]:
    return [line.text for line in engine.read(drawn(text), "en")]


def test_a_picture_is_never_taken_for_the_one_before_it(engine):
    """Each is gone when the next is made, which so stands where it stood."""
    for _ in range(2):
        assert read(engine, "") == []
        assert read(engine, "Galaxy") == ["Galaxy"]
