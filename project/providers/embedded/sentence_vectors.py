"""Vectors of sentences that were asked about before: a class asks about the same pages."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from project.providers.base import Embedder

KEPT = 20_000  # sentences of one process: 15 MB in 16 bits, those of some three textbooks


class SentenceVectors:
    """An embedder's vectors, the latest `kept` of them held in memory; safe in threads.

    16 bits change a cosine by less than 0.001.
    """

    def __init__(self, embedder: Embedder, *, kept: int = KEPT):
        self._embedder = embedder
        self._kept = kept
        self._held: OrderedDict[str, np.ndarray] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> np.ndarray:
        """(n, dimensions) float32, unit length, in the order given; embeds what is not held."""
        with self._lock:
            found = {text: self._held[text] for text in texts if text in self._held}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing:
            rows = self._embedder.embed_passages(missing).astype(np.float16)
            found |= dict(zip(missing, rows, strict=True))
        self._keep(found)
        if not found:
            return np.zeros((0, self._embedder.dimensions), np.float32)
        return np.stack([found[text] for text in texts]).astype(np.float32)

    def _keep(self, found: dict[str, np.ndarray]) -> None:
        with self._lock:
            for text, row in found.items():
                self._held[text] = row
                self._held.move_to_end(text)
            while len(self._held) > self._kept:
                self._held.popitem(last=False)
