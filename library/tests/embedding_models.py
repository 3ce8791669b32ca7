"""A model of other dimensions than the one in use, and rows to try models on."""

import numpy as np

from library.embeddings import indexes
from project.providers.embedded.hashing_embedder import HashingEmbedder
from project.providers.registry import EMBEDDERS, _embedded_embedder

SMALL = "small-96"


class SmallEmbedder(HashingEmbedder):
    """As near and far as its big brother, in fewer dimensions."""

    name = SMALL
    dimensions = 96
    asked: list[str] = []

    def embed_passages(self, texts) -> np.ndarray:
        self.asked.extend(texts)
        return super().embed_passages(texts)


class BadEmbedder(HashingEmbedder):
    """To it, all texts are alike but for their length."""

    name = "bad-2"
    dimensions = 2

    def embed_query(self, text: str) -> np.ndarray:
        return np.array([0.0, 1.0], np.float32)

    def embed_passages(self, texts) -> np.ndarray:
        return np.array([[0.0, -1.0]] * len(texts), np.float32).reshape(-1, 2)


def offer(monkeypatch) -> None:
    """Both can be added, in this test."""
    SmallEmbedder.asked = []
    for each in (SmallEmbedder, BadEmbedder):
        monkeypatch.setitem(EMBEDDERS, each.name, f"{__name__}.{each.__name__}")
    _embedded_embedder.cache_clear()
    make = indexes._run

    def within_a_test(sql, *values):
        """No index is made while the transaction, which a test is, has checks that wait."""
        make("SET CONSTRAINTS ALL IMMEDIATE")
        make("SET CONSTRAINTS ALL DEFERRED")
        make(sql, *values)

    monkeypatch.setattr(indexes, "_run", within_a_test)
