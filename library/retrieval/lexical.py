"""Words of a text as search terms, and what they weigh: BM25 as an inner product.

A document's saturated term weights are stored as a sparse vector; a query's are
its terms' inverse document frequencies. Their inner product is the BM25 score, so
a database that can order by inner product can rank by BM25.
Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and
Beyond", 2009.
"""

import hashlib
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from project.text.terms import terms

__all__ = [
    "candidate_terms",
    "document_weights",
    "query_weights",
    "term_id",
    "terms",
    "weights_by_term",
]

TERM_SPACE = 1_000_000_000  # the most dimensions a pgvector sparsevec can have

# Best of k1 0.9 to 1.5 and b 0.4 to 0.75 on 2,000 SQuAD questions other than those of
# the benchmark: hit@1 0.797, where the worst pair gives 0.779
# (both with an average length of 200).
K1 = 0.9
B = 0.75
# Terms of an atom of 512 tokens, stop words left out (a textbook's: 216 to 246 for four
# in five). A constant, and not the average of what is stored: that would differ between
# tenants, and each new source would make all stored weights out of date.
AVERAGE_LENGTH = 230

# Reading and ranking a row costs 3 µs; the rarest terms bring nearly all rows that common ones do.
# What is lost by it: docs/retrieval.md.
MOST_CANDIDATES = 3_000


def term_id(term: str) -> int:
    """A term's place in the sparse vector: 1 to 1,000,000,000, the same everywhere.

    Counted from one, as PostgreSQL writes a sparsevec; pgvector's Python class
    counts from zero: give it `term_id(term) - 1`. Two of a book's 10,000 terms share a
    place in about one book of twenty, and are then one term.
    """
    digest = hashlib.blake2b(term.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest) % TERM_SPACE + 1


def document_weights(
    found: Sequence[str],
    *,
    k1: float = K1,
    b: float = B,
    average_length: float = AVERAGE_LENGTH,
) -> dict[int, float]:
    """How much a document is about each of its terms, by term id; 0 to k1 + 1.

    found: what `terms` gave for the document.
    k1: how late repeats stop to count. b: 0 to 1, how much length counts.
    """
    longer = k1 * (1 - b + b * len(found) / average_length)
    counts = Counter(map(_cached_id, found))
    return {place: count * (k1 + 1) / (count + longer) for place, count in counts.items()}


def query_weights(
    found: Sequence[str], document_frequency: Mapping[int, int], documents: int
) -> dict[int, float]:
    """How much each term of a query tells, by term id: the more, the rarer it is in the scope.

    document_frequency: term id -> documents of the scope that hold it; only the
      query's terms are looked up. documents: how many the scope holds.
    Terms that the scope does not hold are left out.
    """
    counts = Counter(map(_cached_id, found))
    return {
        place: count * _rarity(document_frequency[place], documents)
        for place, count in counts.items()
        if document_frequency.get(place, 0) > 0
    }


def candidate_terms(found: Sequence[str], document_frequency: Mapping[int, int]) -> list[str]:
    """The query's terms by which rows are taken for ranking, rarest first, each once.

    The rarest, and those after it as long as all together bring at most 3,000 rows. The other
    terms still weigh in the score of the rows that these bring.
    """
    frequency = {term: document_frequency.get(_cached_id(term), 0) for term in found}
    held = sorted((count, term) for term, count in frequency.items() if count)
    rows = accumulate(count for count, _ in held)
    return [
        term
        for place, ((_, term), total) in enumerate(zip(held, rows, strict=True))
        if place == 0 or total <= MOST_CANDIDATES
    ]


def weights_by_term(found: Sequence[str], weights: Mapping[int, float]) -> dict[str, float]:
    """What each term of a query tells, once; one that the scope does not hold is left out."""
    counts = Counter(found)
    places = {term: _cached_id(term) for term in counts}
    return {term: weights[at] / counts[term] for term, at in places.items() if at in weights}


def _rarity(frequency: int, documents: int) -> float:
    # Never negative, as Lucene has it: a term that all documents hold weighs nearly nothing.
    return math.log(1 + max(documents - frequency + 0.5, 0.5) / (frequency + 0.5))


_cached_id = lru_cache(maxsize=200_000)(term_id)
