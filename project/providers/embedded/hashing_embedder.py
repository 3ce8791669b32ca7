"""Vectors by hashing words and their parts: no model, no meaning, and very quick."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

WORD = re.compile(r"\w+")
PART = 3  # characters: "photosynthesis" and "photosynthetic" share most of theirs
PART_WEIGHT = 0.3  # a word has about five parts: together they weigh as much as the word


class HashingEmbedder:
    """An Embedder for tests: texts that share words, or parts of words, are close.

    The same in every process. Source: Weinberger et al., ICML 2009 (feature hashing).
    """

    name = "hashing-384"
    dimensions = 384
    window_tokens = 1_000_000  # it reads a text whole
    languages: frozenset[str] | None = None  # it compares letters

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        """(n, 384) float32, unit length."""
        return np.array([self.embed_query(text) for text in texts], np.float32).reshape(
            -1, self.dimensions
        )

    def embed_query(self, text: str) -> np.ndarray:
        """(384,) float32, unit length."""
        vector = np.zeros(self.dimensions, np.float32)
        for feature, count in Counter(_features(text)).items():
            place, sign = _place(feature, self.dimensions)
            weight = PART_WEIGHT if len(feature) > 1 and feature[0] == "<" else 1.0
            vector[place] += sign * weight * np.log1p(count)
        norm = float(np.linalg.norm(vector))
        if norm == 0:  # no words, or words that cancel out: all such texts are alike
            vector[0] = norm = 1.0
        return vector / norm


def _features(text: str) -> Iterator[str]:
    for word in WORD.findall(text.lower()):
        yield word
        for start in range(len(word) - PART + 1):
            yield "<" + word[start : start + PART]


@lru_cache(maxsize=100_000)
def _place(feature: str, dimensions: int) -> tuple[int, int]:
    number = int.from_bytes(hashlib.blake2b(feature.encode(), digest_size=8).digest())
    return number % dimensions, 1 if number >> 63 else -1
