"""Answers in the sources' own sentences: no language model, and nothing made up."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from project.errors import ProviderError
from project.providers.base import Embedder, Passage, Quote, Schema, Statement, Turn
from project.providers.embedded.sentence_vectors import SentenceVectors
from project.text.asides import without_objectives
from project.text.extractive import is_whole
from project.text.follow_up import stand_alone
from project.text.sentences import split_sentences
from project.text.terms import terms

MOST_STATEMENTS = 4
# Weights and thresholds were chosen on 1,000 SQuAD questions with five passages each, by
# benchmarks/extractive_answers.py; its figures are on another 2,000.
TERM_WEIGHT = 0.5  # of the question's terms that the sentence holds
PASSAGE_WEIGHT = 0.2  # of those that its passage holds
RANK_WEIGHT = 0.02  # for each place that retrieval put its passage lower
PIECE_WEIGHT = 0.1  # against a sentence that a passage's edge cuts
# Below it, a sentence does not answer: 0.75 answers 94% of the questions whose passage is
# given, and 10% of those whose whole article is not (0.7: 96% and 14%; 0.8: 90% and 7%).
LEAST_RELEVANCE = 0.75
# Sentences that follow may be this much less relevant than the best.
RELEVANCE_RANGE = 0.3
SAME_MEANING = 0.9  # cosine from which two sentences say the same
# As many are embedded for a question, those with the most of its terms; fewer than 30
# begin to lose answers.
MOST_EMBEDDED = 32
KEPT_PASSAGES = 1_000  # split already, of one process: some 10 MB


@dataclass
class Sentence:
    text: str
    terms: frozenset[str]
    passage: int  # the first that holds it: its place in retrieval's order
    position: int  # in that passage
    passage_ids: list[str] = field(default_factory=list)


class ExtractiveChatModel:
    """A ChatModel. Repeats the sentences that are closest to the question, and cites them."""

    name = "extractive"
    passage_tokens = 0  # more sentences to choose from find no better one
    says_all_at_once = True
    notice = gettext_noop("No language model is configured: this text is taken from the sources.")
    # Where one is, and this text is none of its.
    notice_beside = gettext_noop("No language model wrote this: it is taken from the sources.")

    def __init__(self, embedder: Embedder):
        self._embedder = embedder
        self._vectors = SentenceVectors(embedder)

    def answer(
        self,
        question: str,
        passages: Sequence[Passage],
        *,
        language: str,
        history: Sequence[Turn] = (),
    ) -> Iterator[Statement]:
        """Up to four sentences, or none where no sentence is close to the question.

        passages: best first, as retrieval ranks them.
        The passage of the most relevant sentence comes first; within a passage
        the order is the source's. A sentence that overlapping passages share
        comes once and cites them all.
        """
        sentences = _sentences(passages, language)
        asked = frozenset(terms(question, language))
        if not sentences or not question.strip():
            return
        sentences, word_scores = _most_alike_in_words(sentences, asked)
        vectors = self._vectors.of([sentence.text for sentence in sentences])
        scores = word_scores + vectors @ self._embedder.embed_query(question)
        for i in _in_order(_chosen(scores, vectors), sentences):
            text = sentences[i].text
            yield Statement(text, tuple(Quote(id, text) for id in sentences[i].passage_ids))

    def rewrite(self, question: str, history: Sequence[Turn], *, language: str) -> str:
        return stand_alone(question, [turn.question for turn in history], language)

    def complete(
        self, task: str, schema: type[Schema], *, passages: Sequence[Passage] = ()
    ) -> Schema:
        """Sentences are found, not written: always ProviderError."""
        raise ProviderError(
            _("This needs a language model, and none is set up. Ask whoever runs Lectern here."),
            retryable=False,
        )


def _sentences(passages: Sequence[Passage], language: str) -> list[Sentence]:
    """Each distinct sentence once; a piece of another one is left out, and what only asks or
    says what a learner shall do."""
    found: dict[str, Sentence] = {}
    for number, passage in enumerate(passages):
        for position, (text, words) in enumerate(_stated(passage.text, language)):
            if _asks(text):
                continue
            if text not in found:
                found[text] = Sentence(text, words, number, position)
            if passage.id not in found[text].passage_ids:
                found[text].passage_ids.append(passage.id)
    whole = "\n".join(text for text in found if is_whole(text))
    return [s for text, s in found.items() if s.terms and (is_whole(text) or text not in whole)]


@lru_cache(maxsize=KEPT_PASSAGES)
def _stated(text: str, language: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Its sentences that say something, with their terms."""
    stated = without_objectives(split_sentences(text, language))
    return tuple((sentence, frozenset(terms(sentence, language))) for sentence in stated)


def _asks(sentence: str) -> bool:
    return sentence.rstrip("\"'”’»›)]」』）】").endswith(("?", "？", "؟"))


def _most_alike_in_words(
    sentences: list[Sentence], asked: frozenset[str]
) -> tuple[list[Sentence], np.ndarray]:
    """The sentences worth embedding, and the part of each one's relevance that words give."""
    rarity = _rarity(asked, [sentence.terms for sentence in sentences])
    whole = sum(rarity.values()) or 1.0
    passage_terms: dict[int, set[str]] = {}
    for sentence in sentences:
        passage_terms.setdefault(sentence.passage, set()).update(sentence.terms & asked)

    def share(held: Iterable[str]) -> float:
        return sum(rarity[term] for term in held) / whole

    scores = np.array(
        [
            TERM_WEIGHT * share(sentence.terms & asked)
            + PASSAGE_WEIGHT * share(passage_terms[sentence.passage])
            - RANK_WEIGHT * sentence.passage
            - (0 if is_whole(sentence.text) else PIECE_WEIGHT)
            for sentence in sentences
        ]
    )
    best = np.sort(np.argsort(-scores, kind="stable")[:MOST_EMBEDDED])
    return [sentences[i] for i in best], scores[best]


def _rarity(asked: frozenset[str], held: Sequence[frozenset[str]]) -> dict[str, float]:
    """BM25's inverse document frequency, over the sentences: a term in none weighs the most."""
    rarity = {}
    for term in asked:
        count = sum(term in words for words in held)
        rarity[term] = math.log(1 + (len(held) - count + 0.5) / (count + 0.5))
    return rarity


def _chosen(scores: np.ndarray, vectors: np.ndarray) -> list[int]:
    least = max(LEAST_RELEVANCE, float(scores.max()) - RELEVANCE_RANGE)
    chosen: list[int] = []
    for i in np.argsort(-scores, kind="stable"):
        if scores[i] < least or len(chosen) == MOST_STATEMENTS:
            break
        if all(vectors[i] @ vectors[other] < SAME_MEANING for other in chosen):
            chosen.append(int(i))
    return chosen


def _in_order(chosen: list[int], sentences: list[Sentence]) -> list[int]:
    """chosen: best first. Passages in the order of their best sentence, then as they read."""
    places: dict[int, int] = {}
    for i in chosen:
        places.setdefault(sentences[i].passage, len(places))
    return sorted(chosen, key=lambda i: (places[sentences[i].passage], sentences[i].position))
