"""Vectors of sentences are computed once, and no more are held than said."""

import numpy as np
import pytest

from project.providers.embedded.sentence_vectors import SentenceVectors
from project.providers.registry import embedder

SUN, MOON, MARS = "The Sun is a star.", "The Moon is a satellite.", "Mars is a planet."


class Counting:
    """An embedder that remembers what it was asked."""

    def __init__(self):
        self._real = embedder("hashing-384")
        self.dimensions = self._real.dimensions
        self.asked: list[str] = []

    def embed_passages(self, texts):
        self.asked += texts
        return self._real.embed_passages(texts)


@pytest.fixture
def counting():
    return Counting()


def test_it_works(counting):
    vectors = SentenceVectors(counting).of([SUN, MOON, SUN])
    assert vectors.shape == (3, counting.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, embedder("hashing-384").embed_passages([SUN, MOON, SUN]), atol=1e-3)


def test_each_sentence_is_embedded_once(counting):
    vectors = SentenceVectors(counting)
    vectors.of([SUN, MOON, SUN])
    vectors.of([MARS, MOON])
    assert counting.asked == [SUN, MOON, MARS]


def test_the_oldest_are_let_go(counting):
    vectors = SentenceVectors(counting, kept=2)
    vectors.of([SUN, MOON])
    vectors.of([SUN])  # the Moon is the oldest now
    vectors.of([MARS])
    vectors.of([SUN])
    assert counting.asked == [SUN, MOON, MARS]
    vectors.of([MOON])
    assert counting.asked[-1] == MOON


def test_more_at_once_than_are_held(counting):
    assert len(SentenceVectors(counting, kept=1).of([SUN, MOON, MARS])) == 3


def test_nothing_gives_nothing(counting):
    assert SentenceVectors(counting).of([]).shape == (0, counting.dimensions)
