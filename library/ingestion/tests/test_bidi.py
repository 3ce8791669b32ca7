"""Lines from right to left in the order in which they are read, whatever the file's order."""

import random

import pytest

from library.ingestion.parsers.bidi import Sign, in_reading_order, is_mostly_right_to_left


def printed(visual: str) -> list[Sign]:
    """As it stands on paper, from the left."""
    return [Sign(sign, 10.0 * at, 10.0 * at + 9) for at, sign in enumerate(visual)]


def backwards(text: str) -> str:
    return text[::-1]


@pytest.mark.parametrize(
    ("visual", "read"),
    [
        (backwards("השמש היא כוכב."), "השמש היא כוכב."),
        ("." + "3.14 " + backwards("הוא פאי "), "הוא פאי  3.14."),
        ("Hello, world " + backwards("אמר "), "אמר  Hello, world"),
        ("http://example.org/34" + backwards("1 ראו "), "1 ראו http://example.org/34"),
        (backwards("אור (חום) וצל"), "אור (חום) וצל"),
        (backwards("אור )חום( וצל"), "אור (חום) וצל"),
    ],
)
def test_it_works(visual, read):
    signs = printed(visual)
    random.Random(5).shuffle(signs)
    assert in_reading_order(signs) == read


def test_marks_stay_with_their_letter_and_a_ligature_is_turned_around():
    kamatz = [Sign("ש", 20, 29), Sign("\u05b8", 24, 24), Sign("ם", 10, 19)]
    assert in_reading_order(kamatz) == "שָׁם".replace("\u05c1", "")
    lam_alef = [Sign("ا", 21, 23), Sign("أ", 21, 21), Sign("ل", 16.3, 21), Sign("ر", 12, 16.3)]
    assert in_reading_order(lam_alef) == "الأر"


def test_a_word_in_a_line_of_another_script_turns_nothing():
    assert not is_mostly_right_to_left("The Hebrew word אור means light.")
    assert is_mostly_right_to_left("המילה light היא אור.")
