"""A Reranker over HTTP, in the forms of Cohere, Jina and Hugging Face's TEI."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from project.providers import pseudonyms
from project.providers.calls import Kind
from project.providers.endpoints import Endpoint, RerankForm
from project.providers.failures import Failure, ProviderFailure
from project.providers.json_call import post_json
from project.providers.retrying import with_tries


class RemoteReranker:
    """A Reranker. Cohere's and Jina's forms are also those of vLLM and llama.cpp."""

    def __init__(self, endpoint: Endpoint):
        self._endpoint = endpoint
        self.name = endpoint.name

    def score(self, query: str, texts: Sequence[str]) -> np.ndarray:
        """(n,) float32, higher is better. Names of people here do not leave with the query."""
        if not texts:
            return np.zeros(0, np.float32)
        query = pseudonyms.without_people(query, texts)
        return with_tries(self._endpoint, lambda: self._ask(query, list(texts)))

    def _ask(self, query: str, texts: list[str]) -> np.ndarray:
        found = post_json(
            self._endpoint,
            Kind.RERANK,
            "rerank",
            self._body(query, texts),
            sent="\n".join([query, *texts]),
        )
        try:
            return self._scores(found, len(texts))
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise ProviderFailure(Failure.INVALID, self.name, "no scores") from error

    def _body(self, query: str, texts: list[str]) -> dict[str, Any]:
        if self._endpoint.form == RerankForm.TEI:
            return {"query": query, "texts": texts, "truncate": True}
        asked = {"query": query, "documents": texts, "top_n": len(texts)}
        bare = {} if self._endpoint.form == RerankForm.COHERE else {"return_documents": False}
        return {"model": self._endpoint.model, **asked, **bare}

    def _scores(self, found: Any, count: int) -> np.ndarray:
        """A text that the server leaves out would be a guess: each has to have a score."""
        is_tei = self._endpoint.form == RerankForm.TEI
        rows = found if is_tei else found["results"]
        key = "score" if is_tei else "relevance_score"
        scores = {row["index"]: float(row[key]) for row in rows}
        if sorted(scores) != list(range(count)) or not np.all(np.isfinite(list(scores.values()))):
            raise ValueError("scores are missing")
        return np.array([scores[number] for number in range(count)], np.float32)
