import numpy as np
import pytest

from library.retrieval.rerank import by_sentences, closeness

RARITY = {"sun": 2.0, "surfac": 3.0, "hot": 1.0}
QUERY = ["hot", "surfac", "sun"]


def close(text: str) -> tuple[float, float]:
    return closeness(QUERY, RARITY, text, "en")


def test_it_works():
    assert close("The hot surface of the Sun.") == (1.0, pytest.approx(3 / 6))


def test_words_count_where_one_sentence_holds_them():
    together = close("The Sun has a surface. It rains.")
    apart = close("The Sun shines. A table has a surface.")
    assert together[0] == pytest.approx(5 / 6)
    assert apart[0] == pytest.approx(3 / 6)


def test_neighbours_count_in_the_order_of_the_question():
    assert close("a hot surface")[1] > 0
    assert close("a surface is hot")[1] == 0


@pytest.mark.parametrize("text", ["", "Nothing of it.", "..."])
def test_a_text_without_the_words_is_not_close(text):
    assert close(text) == (0.0, 0.0)


def test_a_query_that_tells_nothing_is_close_to_nothing():
    assert closeness(["x"], {}, "x", "en") == (0.0, 0.0)


def test_sentences_move_what_is_nearly_as_good_and_not_what_is_far_below():
    fused = [1.0, 0.9, -2.0]
    scores = by_sentences(fused, [(0.2, 0.0), (1.0, 0.5), (1.0, 0.5)])
    assert list(np.argsort([-score for score in scores])) == [1, 0, 2]


def test_where_all_are_as_close_nothing_moves():
    assert by_sentences([1.0, 0.5], [(0.5, 0.0), (0.5, 0.0)]) == [1.0, 0.5]
