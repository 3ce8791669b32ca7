import pytest

from library.retrieval.evaluation import Asking, figures


def asking(found: str, relevant: str, took_ms: float = 1.0) -> Asking:
    return Asking(list(found), set(relevant), took_ms)


def test_it_works():
    said = figures([asking("abcd", "a"), asking("abcd", "d"), asking("abcd", "x")])
    assert (said["hit@1"], said["hit@3"], said["hit@5"]) == (0.3333, 0.3333, 0.6667)
    assert said["precision@3"] == 0.1111
    assert said["mrr"] == round((1 + 1 / 4) / 3, 4)


def test_of_several_relevant_ones_recall_and_gain_count_each():
    said = figures([asking("abc", "ac")])
    assert (said["recall@10"], said["precision@3"]) == (1.0, 0.6667)
    assert said["ndcg@10"] == round((1 + 1 / 2) / (1 + 0.6309), 4)
    assert figures([asking("abc", "ax")])["recall@10"] == 0.5


def test_below_the_tenth_place_nothing_counts():
    said = figures([asking("abcdefghijK", "K")])
    assert (said["hit@10"], said["mrr"], said["ndcg@10"], said["recall@10"]) == (0, 0, 0, 0)


def test_times_are_those_of_the_middle_and_of_the_slowest():
    said = figures([asking("a", "a", float(ms)) for ms in range(1, 102)])
    assert (said["p50_ms"], said["p95_ms"]) == (51.0, 96.0)
    assert figures([asking("a", "a", 7.0)])["p95_ms"] == 7.0


def test_no_question_is_an_error():
    with pytest.raises(ValueError, match="no question"):
        figures([])
