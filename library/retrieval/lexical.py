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

from project.text.terms import terms

__all__ = ["candidate_terms", "document_weights", "query_weights", "term_id", "terms"]

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

# A term found in more of the scope than this brings in too many rows to rank, and
# hardly one that the rarer terms do not bring: on SQuAD 6.8% of the rows are left, and
# hit@1, @3 and @10 are those of all rows.
COMMON_SHARE = 0.05
RAREST_KEPT = 2
# So few rows are cheap to rank whole, and 5% of them would be too few to count by.
SMALL_SCOPE = 1_000


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


def candidate_terms(
    found: Sequence[str], document_frequency: Mapping[int, int], documents: int
) -> list[str]:
    """The query's terms by which rows are taken for ranking, rarest first, each once.

    Those found in at most 5% of the scope's documents; where these are fewer than two,
    the two rarest. In a small scope, all that it holds. The other terms
    still weigh in the score of the rows that these bring.
    """
    frequency = {term: document_frequency.get(_cached_id(term), 0) for term in found}
    held = sorted((count, term) for term, count in frequency.items() if count)
    if documents <= SMALL_SCOPE:
        return [term for _, term in held]
    rare = [term for count, term in held if count <= COMMON_SHARE * documents]
    return rare if len(rare) >= RAREST_KEPT else [term for _, term in held[:RAREST_KEPT]]


def _rarity(frequency: int, documents: int) -> float:
    # Never negative, as Lucene has it: a term that all documents hold weighs nearly nothing.
    return math.log(1 + max(documents - frequency + 0.5, 0.5) / (frequency + 0.5))


_cached_id = lru_cache(maxsize=200_000)(term_id)
