import pytest

from library.retrieval.fusion import mean_z_scores, reciprocal_rank_fusion


def test_it_works():
    assert reciprocal_rank_fusion([[1, 2, 3], [2, 4]]) == [2, 1, 4, 3]
    assert list(mean_z_scores([{1: 9.0, 2: 3.0, 3: 2.0}, {1: 0.7, 2: 0.9, 3: 0.1}])) == [1, 2, 3]


def test_reciprocal_ranks_take_empty_rankings_and_break_ties_by_id():
    assert reciprocal_rank_fusion([]) == []
    assert reciprocal_rank_fusion([[], [7]]) == [7]
    assert reciprocal_rank_fusion([["b"], ["a"]]) == ["a", "b"]


def test_a_small_offset_lets_the_top_weigh_more():
    rankings = [[1, 3, 4, 2], [5, 6, 7, 2]]
    assert reciprocal_rank_fusion(rankings)[0] == 2
    assert reciprocal_rank_fusion(rankings, k=0)[0] == 1


def test_a_negative_offset_is_refused():
    with pytest.raises(ValueError, match="cannot be negative"):
        reciprocal_rank_fusion([[1]], k=-1)


def test_units_do_not_matter():
    words = {1: 12.0, 2: 8.0, 3: 1.0}
    meaning = {1: 0.2, 2: 0.5, 3: 0.4}
    larger = {item: 1000 * score + 7 for item, score in meaning.items()}
    assert mean_z_scores([words, meaning]) == pytest.approx(mean_z_scores([words, larger]))


def test_a_score_that_stands_out_wins_over_two_middling_ones():
    words = {1: 30.0, 2: 6.0, 3: 5.0, 4: 4.0}
    meaning = {1: 0.40, 2: 0.45, 3: 0.44, 4: 0.30}
    assert next(iter(mean_z_scores([words, meaning]))) == 1


def test_an_id_one_scorer_does_not_know_gets_its_lowest_score():
    fused = mean_z_scores([{1: 2.0, 2: 1.0}, {1: 0.5, 3: 0.9}])
    assert fused == mean_z_scores([{1: 2.0, 2: 1.0, 3: 1.0}, {1: 0.5, 2: 0.5, 3: 0.9}])


def test_a_scorer_that_tells_nothing_changes_nothing():
    words = {1: 3.0, 2: 2.0, 3: 1.0}
    assert list(mean_z_scores([words, dict.fromkeys(words, 0.5)])) == [1, 2, 3]
    assert list(mean_z_scores([words, {}])) == [1, 2, 3]
    assert mean_z_scores([]) == {}


def test_a_scorer_counts_for_each_id_as_much_as_it_is_said_to():
    words = {1: 3.0, 2: 2.0, 3: 1.0}
    meaning = {1: 0.1, 2: 0.2, 3: 0.9}
    alone = mean_z_scores([words, meaning], [dict.fromkeys(words, 1.0), dict.fromkeys(words, 0.0)])
    assert alone == pytest.approx(mean_z_scores([words]))
    some = mean_z_scores([words, meaning], [dict.fromkeys(words, 1.0), {1: 1.0, 2: 1.0, 3: 0.0}])
    assert some[3] == pytest.approx(mean_z_scores([words])[3])
    assert some[1] < alone[1]
