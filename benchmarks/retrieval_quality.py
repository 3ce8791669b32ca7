"""How often the right passage is found: `python -m benchmarks.retrieval_quality FOLDER`.

FOLDER holds SQuAD 1.1's development set as squad-dev.passages.jsonl.gz
({passage_id, title, text}) and squad-dev.questions-2000.jsonl.gz ({question,
passage_id}). All is in memory: this measures the methods, not the database, which
`manage.py evaluate_retrieval` does.
"""

import argparse
import gzip
import json
from collections import Counter
from pathlib import Path

import numpy as np

from library.retrieval import fusion, lexical
from project.providers import registry

CUTS = (1, 3, 10)


class Corpus:
    """Passages with their BM25 weights and vectors."""

    def __init__(self, texts: list[str], embedder, **bm25):
        self.size = len(texts)
        self.documents = [lexical.document_weights(lexical.terms(t, "en"), **bm25) for t in texts]
        self.frequency = Counter(place for weights in self.documents for place in weights)
        self.postings: dict[int, list[tuple[int, float]]] = {}
        for row, weights in enumerate(self.documents):
            for place, weight in weights.items():
                self.postings.setdefault(place, []).append((row, weight))
        self.vectors = embedder.embed_passages(texts) if embedder else None

    def bm25(self, question: str, *, candidates_only: bool = False) -> np.ndarray:
        """(size,) float64; with `candidates_only`, -1 for rows no candidate term brings."""
        found = lexical.terms(question, "en")
        scores = np.zeros(self.size)
        for place, weight in lexical.query_weights(found, self.frequency, self.size).items():
            for row, document_weight in self.postings[place]:
                scores[row] += weight * document_weight
        if candidates_only:
            scores[~self.candidates(found)] = -1
        return scores

    def candidates(self, found: list[str]) -> np.ndarray:
        taken = np.zeros(self.size, bool)
        for term in lexical.candidate_terms(found, self.frequency):
            taken[[row for row, _ in self.postings[lexical.term_id(term)]]] = True
        return taken


def best(scores: np.ndarray, count: int = fusion.TOP) -> list[int]:
    top = np.argsort(-scores, kind="stable")[:count]
    return [int(row) for row in top if scores[row] > -1]


def rankings(corpus: Corpus, question: str, vector: np.ndarray) -> dict[str, list[int]]:
    words, taken = corpus.bm25(question), corpus.bm25(question, candidates_only=True)
    meaning = corpus.vectors @ vector
    tops = [best(taken), best(meaning)]
    union = set().union(*tops)
    own = [
        {row: float(s[row]) for row in top} for s, top in zip((words, meaning), tops, strict=True)
    ]
    full = [{row: float(scores[row]) for row in union} for scores in (words, meaning)]
    return {
        "BM25, all rows": best(words),
        "BM25, rows of candidate terms": tops[0],
        "vectors": tops[1],
        "reciprocal ranks": fusion.reciprocal_rank_fusion(tops),
        "mean z-scores, own top 50 scored": list(fusion.mean_z_scores(own)),
        "mean z-scores, union scored": list(fusion.mean_z_scores(full)),
    }


def read(path: Path) -> list[dict]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--embedder", default="all-minilm-l6-v2-int8")
    options = parser.parse_args()
    passages = read(options.folder / "squad-dev.passages.jsonl.gz")
    questions = read(options.folder / "squad-dev.questions-2000.jsonl.gz")
    embedder = registry.embedder(options.embedder)
    corpus = Corpus([passage["text"] for passage in passages], embedder)
    rows = {passage["passage_id"]: row for row, passage in enumerate(passages)}
    vectors = embedder.embed_passages([question["question"] for question in questions])
    hits: dict[str, Counter] = {}
    taken = 0
    for question, vector in zip(questions, vectors, strict=True):
        gold = rows[question["passage_id"]]
        taken += corpus.candidates(lexical.terms(question["question"], "en")).sum()
        for name, ranking in rankings(corpus, question["question"], vector).items():
            places = ranking[: max(CUTS)]
            rank = places.index(gold) + 1 if gold in places else None
            hits.setdefault(name, Counter()).update(c for c in CUTS if rank and rank <= c)
    print(f"{len(questions)} questions, {len(passages)} passages, {embedder.name}")
    print(f"rows brought by candidate terms: {taken / len(questions) / corpus.size:.1%}")
    for name, counts in hits.items():
        figures = "  ".join(f"@{cut} {counts[cut] / len(questions):.4f}" for cut in CUTS)
        print(f"{name:34} {figures}")


if __name__ == "__main__":
    main()
