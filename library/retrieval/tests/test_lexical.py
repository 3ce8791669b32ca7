import pytest

from library.retrieval import lexical
from library.retrieval.lexical import (
    candidate_terms,
    document_weights,
    query_weights,
    term_id,
    terms,
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


def test_candidates_are_the_terms_of_at_most_one_in_twenty():
    frequency = frequencies(star=4000, quasar=12, redshift=500, energy=501)
    found = ["star", "redshift", "quasar", "energy", "quasar", "unheard"]
    assert candidate_terms(found, frequency, 10_000) == ["quasar", "redshift"]


def test_where_all_terms_are_common_the_two_rarest_are_taken():
    frequency = frequencies(star=4000, energy=900, light=2000)
    assert candidate_terms(["star", "light", "energy"], frequency, 10_000) == ["energy", "light"]
    frequency = frequencies(star=4000, quasar=3, light=2000)
    assert candidate_terms(["star", "light", "quasar"], frequency, 10_000) == ["quasar", "light"]


def test_a_small_scope_takes_every_term_it_holds():
    frequency = frequencies(star=300, light=20)
    assert candidate_terms(["star", "light", "x"], frequency, 400) == ["light", "star"]
