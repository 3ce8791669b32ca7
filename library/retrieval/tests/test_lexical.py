import pytest

from library.retrieval import lexical
from library.retrieval.lexical import (
    candidate_terms,
    document_weights,
    query_weights,
    term_id,
    terms,
    weights_by_term,
)


def test_it_works():
    found = terms("The planets orbit the Sun.", "en")
    assert set(document_weights(found)) == {term_id(term) for term in ("planet", "orbit", "sun")}


def test_term_ids_are_the_same_everywhere_and_in_range():
    assert term_id("star") == 796210739
    ids = {term_id(f"term{i}") for i in range(2000)}
    assert len(ids) == 2000
    assert min(ids) >= 1
    assert max(ids) <= lexical.TERM_SPACE


def test_repeats_count_ever_less_and_length_counts_against():
    once, twice, often = (
        document_weights(["star"] * n + ["x"] * (100 - n))[term_id("star")] for n in (1, 2, 50)
    )
    assert 0 < once < twice < often < lexical.K1 + 1
    assert twice - once < once
    assert document_weights(["star"] + ["x"] * 300)[term_id("star")] < once


def test_the_inner_product_is_the_bm25_score():
    # By hand: k1 1.2, b 0.75, 4 documents, "star" in 1, twice in one of average length.
    weights = document_weights(["star", "star", "sun"], k1=1.2, b=0.75, average_length=3)
    query = query_weights(["star"], {term_id("star"): 1}, 4)
    score = sum(weights[place] * weight for place, weight in query.items())
    assert score == pytest.approx(1.2039728 * 2 * 2.2 / 3.2)


def test_rare_terms_weigh_more_and_unknown_ones_nothing():
    frequency = {term_id("quasar"): 2, term_id("star"): 90}
    query = query_weights(["quasar", "star", "unheard"], frequency, 100)
    assert set(query) == {term_id("quasar"), term_id("star")}
    assert query[term_id("quasar")] > 10 * query[term_id("star")] > 0


def frequencies(**counts):
    return {term_id(term): count for term, count in counts.items()}


def test_candidates_are_the_rarest_terms_that_bring_few_rows_together():
    frequency = frequencies(star=4000, quasar=12, redshift=1500, energy=1400, light=1600)
    found = ["star", "light", "redshift", "quasar", "energy", "quasar", "unheard"]
    assert candidate_terms(found, frequency) == ["quasar", "energy", "redshift"]


def test_the_rarest_term_is_taken_however_common():
    assert candidate_terms(["star", "energy"], frequencies(star=9000, energy=5000)) == ["energy"]
    assert candidate_terms(["unheard"], frequencies(star=1)) == []


def test_what_a_term_tells_is_said_once_however_often_it_is_asked():
    frequency = frequencies(star=3, sun=2)
    weights = query_weights(["star", "star", "sun", "x"], frequency, 10)
    once = query_weights(["star"], frequency, 10)[term_id("star")]
    told = weights_by_term(["star", "star", "sun", "x"], weights)
    assert told == {"star": pytest.approx(once), "sun": weights[term_id("sun")]}
