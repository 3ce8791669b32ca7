"""Which other terms, names and definitions of the same book could be taken for the right one."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from project.providers.base import Embedder
from project.text.terms import terms

TOO_CLOSE = 0.86  # cosine of two texts from which on both may be right
# Cosines below which nobody takes one for the other: of names a type is not known, and "Big Bang"
# beside "Sun" gives the answer away. Read off chapters of Astronomy, with the embedder of here.
ANY_NAME, ANY_TERM = 0.4, 0.3


def least_like(kind: str) -> float:
    """kind: of a term, as `makers.sentences.Terms` has it. People are alike enough."""
    if kind == "person":
        return -1.0
    return ANY_NAME if kind.startswith("name") else ANY_TERM


def _overlap(one: set[str], other: set[str]) -> bool:
    """Whether one of the two is the other with something added: "Copernicus", "pole"."""
    return one <= other or other <= one


class Similar:
    """Vectors of short texts, each embedded once. Call `know` before, for all at once."""

    def __init__(self, embedder: Embedder, language: str):
        self.embedder, self._language = embedder, language
        self._vectors: dict[str, np.ndarray] = {}

    def know(self, texts: Iterable[str]) -> None:
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors.update(zip(new, self.embedder.embed_passages(new), strict=True))

    def cosine(self, one: str, other: str) -> float:
        self.know((one, other))
        return float(self._vectors[one] @ self._vectors[other])

    def wrong(
        self,
        key: str,
        pool: Sequence[str],
        *,
        count: int = 3,
        least: float = -1.0,
        refused: Callable[[str], bool] = lambda text: False,
    ) -> list[str]:
        """The nearest of the pool that are surely something else; may be fewer than `count`.

        least: the cosine that each has with the key.
        """
        self.know((key, *pool))
        mine = set(terms(key, self._language))
        found: list[str] = []
        for text in sorted(pool, key=lambda text: -self.cosine(key, text)):
            words = set(terms(text, self._language))
            taken = [set(terms(each, self._language)) for each in found]
            if not words or _overlap(words, mine) or any(_overlap(words, t) for t in taken):
                continue
            if least <= self.cosine(key, text) < TOO_CLOSE and not refused(text):
                found.append(text)
            if len(found) == count:
                break
        return found
