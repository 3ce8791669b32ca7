"""An Embedder over `/embeddings` of OpenAI's protocol."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from project.providers import pseudonyms
from project.providers.calls import Kind
from project.providers.endpoints import Endpoint
from project.providers.failures import Failure, ProviderFailure
from project.providers.json_call import post_json
from project.providers.retrying import with_tries
from project.tokens import decode, encode


class RemoteEmbedder:
    """Has no chain: vectors of another model mean nothing to those that are stored."""

    def __init__(self, endpoint: Endpoint):
        self._endpoint = endpoint
        self.name = endpoint.name
        self.dimensions = endpoint.dimensions
        self.languages = endpoint.taught
        self.window_tokens = endpoint.window_tokens

    def embed_passages(self, texts: Sequence[str]) -> np.ndarray:
        """(n, dimensions) float32, unit length; a long text is the mean of its windows."""
        windows, owners = [], []
        for owner, text in enumerate(texts):
            for window in self._windows(text):
                windows.append(window)
                owners.append(owner)
        sums = np.zeros((len(texts), self.dimensions), np.float32)
        for start in range(0, len(windows), self._endpoint.batch):
            end = start + self._endpoint.batch
            np.add.at(sums, owners[start:end], self._batch(windows[start:end]))
        return _unit(sums)

    def embed_query(self, text: str) -> np.ndarray:
        """(dimensions,) float32, unit length. Names of people here do not leave with it."""
        return self.embed_passages([pseudonyms.without_people(text)])[0]

    def _windows(self, text: str) -> list[str]:
        """About equal parts; counted as OpenAI counts, so a window is better set too small."""
        tokens = encode(text)
        if len(tokens) <= self.window_tokens:
            return [text or " "]  # some servers refuse an empty one
        parts = -(-len(tokens) // self.window_tokens)
        edges = [len(tokens) * number // parts for number in range(parts + 1)]
        return [decode(tokens[a:b]) for a, b in pairwise(edges)]

    def _batch(self, texts: list[str]) -> np.ndarray:
        return with_tries(self._endpoint, lambda: self._ask(texts))

    def _ask(self, texts: list[str]) -> np.ndarray:
        body = {"model": self._endpoint.model, "input": texts, "encoding_format": "float"}
        found = post_json(self._endpoint, Kind.EMBEDDING, "embeddings", body, sent="\n".join(texts))
        try:
            return _unit(self._vectors(found, len(texts)))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise ProviderFailure(Failure.INVALID, self.name, "no vectors") from error

    def _vectors(self, found: Any, count: int) -> np.ndarray:
        """In the order of their index, whatever order they came in."""
        rows = sorted(found["data"], key=lambda row: row["index"])
        vectors = np.array([row["embedding"] for row in rows], np.float32)
        expected = [row["index"] for row in rows] == list(range(count))
        if not expected or vectors.shape != (count, self.dimensions):
            raise ValueError(f"vectors of shape {vectors.shape}")
        return vectors


def _unit(vectors: np.ndarray) -> np.ndarray:
    """Raises ValueError for what has no direction."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.all(np.isfinite(norms)) or np.any(norms == 0):
        raise ValueError("a vector without a direction")
    return vectors / norms
