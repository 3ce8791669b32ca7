"""The first places once more, by a closer look than the whole scope can be given.

By default the sentences of the best ten are looked at: a passage of 350 words that holds the words
of a question in one sentence, next to each other, answers it more likely than one that holds them
here and there. Measured: docs/retrieval.md. A cross-encoder takes its place where one is set.
"""

import logging
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from project.errors import ProviderError
from project.providers.base import Reranker
from project.text.sentences import split_sentences
from project.text.terms import terms

log = logging.getLogger(__name__)

TOP = 10  # passages looked at
# Of one standard deviation of the fused scores; the best of 16 pairs on 2,000 SQuAD questions.
COVERAGE_SHARE = 0.2
PAIRS_SHARE = 0.2


def closeness(
    query: Sequence[str], rarity: Mapping[str, float], text: str, language: str
) -> tuple[float, float]:
    """How well the best sentence of a text holds a query: each 0 to 1, of the query's weight.

    query: its terms in order. rarity: term -> what it tells; one that is missing tells nothing.
    First: the terms that one sentence holds. Second: pairs of neighbouring terms that stand
    side by side in one, each as much as the less telling of the two.
    """
    wanted = {term: rarity[term] for term in query if term in rarity}
    whole = sum(wanted.values())
    if not whole:
        return 0.0, 0.0
    pairs = {pair: min(wanted.get(term, 0.0) for term in pair) for pair in pairwise(query)}
    coverage = together = 0.0
    for found, beside in _sentences(text, language):
        if held := wanted.keys() & found:
            coverage = max(coverage, sum(wanted[term] for term in held))
            together = max(together, sum(pairs[pair] for pair in pairs.keys() & beside))
    return coverage / whole, together / whole


@lru_cache(maxsize=2_000)  # some 30 MB: what is asked about is asked about again
def _sentences(text: str, language: str) -> list[tuple[frozenset, frozenset]]:
    """The terms of each sentence, and the pairs of those that stand side by side."""
    found = (terms(sentence, language) for sentence in split_sentences(text, language))
    return [(frozenset(each), frozenset(pairwise(each))) for each in found]


def by_sentences(fused: Sequence[float], close: Sequence[tuple[float, float]]) -> list[float]:
    """New scores of the first places. fused: their scores as standard deviations."""
    coverage, pairs = (_standard([each[i] for each in close]) for i in (0, 1))
    return [
        score + COVERAGE_SHARE * covered + PAIRS_SHARE * paired
        for score, covered, paired in zip(fused, coverage, pairs, strict=True)
    ]


def by_model(model: Reranker, query: str, texts: Sequence[str]) -> list[float] | None:
    """A cross-encoder's scores; None where it fails: the order stays as it was."""
    try:
        return [float(score) for score in model.score(query, texts)]
    except ProviderError as error:
        log.warning("reranker %s failed, passages stay in their order: %s", model.name, error)
        return None


def _standard(values: list[float]) -> list[float]:
    column = np.asarray(values)
    deviation = column.std()
    return list((column - column.mean()) / deviation) if deviation else [0.0] * len(values)
