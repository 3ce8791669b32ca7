import numpy as np
import pytest

from project.providers.embedded.hashing_embedder import HashingEmbedder
from project.text.extractive import (
    centrality,
    count_words,
    is_speakable,
    is_whole,
    lead,
    select,
    summarise,
)

SENTENCES = [
    "Stars are large balls of hot gas that shine by their own light.",
    "A star shines because nuclear fusion in its core releases energy.",
    "Fusion in the core of a star turns hydrogen into helium.",
    "Have you ever looked up at night?",
    "The hot gas of a star is held together by its own gravity.",
    "My uncle bought a bicycle in Lisbon last summer.",
    "Gravity and the pressure of hot gas keep a star in balance.",
    "a piece of text without",
    "When the hydrogen in its core is used up, the star swells.",
    "In the end the star loses its outer gas and cools slowly.",
]
VECTORS = HashingEmbedder().embed_passages(SENTENCES)


def total(indices):
    return sum(count_words(SENTENCES[i]) for i in indices)


def test_it_works():
    kept = summarise(SENTENCES, VECTORS)
    assert kept == sorted(set(kept))
    assert len(kept) >= 3
    assert 5 not in kept  # the bicycle has nothing to do with stars


def test_never_more_than_the_share_of_the_words():
    for share in (0.05, 0.2, 0.4):
        kept = summarise(SENTENCES, VECTORS, share=share)
        assert total(kept) <= share * total(range(len(SENTENCES)))
    assert total(summarise(SENTENCES, VECTORS, most_words=20)) <= 20


def test_a_share_above_the_limit_is_refused():
    with pytest.raises(ValueError, match=r"at most 0\.4"):
        summarise(SENTENCES, VECTORS, share=0.5)


def test_questions_and_fragments_are_not_taken():
    assert {3, 7}.isdisjoint(summarise(SENTENCES, VECTORS))


def test_sentences_that_must_be_in_are_in_and_counted():
    kept = summarise(SENTENCES, VECTORS, taken=[5], share=0.3)
    assert 5 in kept
    assert total(kept) <= 0.3 * total(range(len(SENTENCES)))
    with pytest.raises(ValueError, match="over the limit"):
        summarise(SENTENCES, VECTORS, taken=[0, 1, 2], most_words=10)


def test_a_part_too_short_to_shorten_gives_nothing():
    assert summarise([], np.zeros((0, 384), np.float32)) == []
    assert summarise(SENTENCES[:1], VECTORS[:1]) == []


def test_centrality_is_a_distribution_that_favours_the_common_subject():
    scores = centrality(VECTORS)
    assert scores.sum() == pytest.approx(1)
    assert (scores > 0).all()
    assert scores.argmin() in (3, 5, 7)
    assert centrality(VECTORS[:0]).shape == (0,)


def test_a_hub_is_the_most_central():
    hub = np.array([[1, 1, 1], [1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32)
    hub /= np.linalg.norm(hub, axis=1, keepdims=True)
    assert centrality(hub).argmax() == 0


def test_a_repetition_is_passed_over_for_something_new():
    vectors = np.array([[1, 0], [1, 0], [0, 1]], np.float32)
    worth = np.array([1.0, 0.9, 0.7])
    assert select(vectors, worth, [5, 5, 5], budget_words=10) == [0, 2]
    assert select(vectors, worth, [5, 5, 5], budget_words=10, novelty=0) == [0, 1]


def test_what_does_not_fit_leaves_room_for_what_does():
    vectors = np.eye(3, dtype=np.float32)
    assert select(vectors, np.array([3.0, 2.0, 1.0]), [90, 8, 9], budget_words=20) == [1, 2]
    assert select(vectors, np.array([3.0, 2.0, 1.0]), [5, 5, 5], budget_words=20, most=1) == [0]


def test_the_first_sentence_has_a_lead():
    assert lead(3).tolist() == pytest.approx([1.5, 1.25, 1 + 0.5 / 3])


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("It's 3.5 well-known words", 4), ("光合作用", 4), ("— … !", 0), ("x² + y", 2)],
)
def test_words_are_counted_as_readers_do(text, words):
    assert count_words(text) == words


def test_whole_and_speakable_sentences():
    assert is_whole("“The end,” he said.")
    assert is_whole("太阳是恒星。")
    assert not is_whole("and so it went on.")
    assert not is_whole("It went on and")
    assert is_speakable("The sun is a star.")
    assert not is_speakable("See above.")
    assert not is_speakable("(See for more on such long days.)")
    assert not is_speakable("The rest is on the page https://example.org/moon.html.")
    assert not is_speakable("Why is the sun a star?")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Figure 2.6 Constellations on the Ecliptic.", False),
        ("Table 3.1: Planets and Their Moons.", False),
        ("Figure 2.6 shows the constellations on the ecliptic.", True),
        ("Table salt is made of two elements.", True),
    ],
)
def test_a_caption_is_no_sentence(sentence, expected):
    assert is_whole(sentence) is expected
