"""The box around a line's ink, which tells the size of its print."""

import numpy as np
import pytest

from library.ingestion.recognisers.words import Signs, place_words

HIGH, WIDE = 34, 120  # pixels


def crop(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    """Black boxes on white."""
    picture = np.full((HIGH, WIDE, 3), 255, np.uint8)
    for x0, y0, x1, y1 in boxes:
        picture[y0:y1, x0:x1] = 0
    return picture


@pytest.mark.parametrize(
    ("beside", "top", "bottom"),
    [
        ([(20, 0, 25, 3), (60, 0, 65, 3)], 9, 27),  # feet of letters of the line above
        ([(30, 31, 35, 34)], 9, 27),  # a head of the line below
        ([(45, 4, 49, 7)], 4, 27),  # the dot of a letter of its own
    ],
)
def test_what_is_of_the_lines_beside_it_is_none_of_a_line(beside, top, bottom):
    words, tight = place_words(
        Signs("one two", []), crop((4, 9, 50, 27), (60, 9, 110, 27), *beside)
    )
    assert tight == pytest.approx((4, top, 110, bottom), abs=1)
    assert [(word.text, word.box[1], word.box[3]) for word in words] == [
        ("one", tight[1], tight[3]),
        ("two", tight[1], tight[3]),
    ]
