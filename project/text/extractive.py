"""Choosing the sentences that say the most: pure functions over sentences and their vectors.

vectors = embedder.embed_passages(sentences)
kept = summarise(sentences, vectors)        # indices, in reading order
"""

import re
from collections.abc import Collection, Sequence

import numpy as np

# A script may hold this much of its source's words: a lesson, and not a copy.
MOST_OF_SOURCE = 0.4
UNRELATED = 0.1  # cosines up to here say nothing in sentence vectors; LexRank's threshold
DAMPING = 0.85
SETTLED = 1e-6
SHORTEST, LONGEST = 5, 60  # words of a sentence that reads well aloud
# "Figure 2.6 Constellations on the Ecliptic."; but not "Figure 2.6 shows …".
CAPTION = re.compile(
    r"(?:Figure|Fig\.?|Table|Box|Exhibit|Abbildung|Abb\.?|Tabelle|Tab\.?|Figura|Tabla|Tableau)"
    r"\s+\w*\d[\w.]*[.:]?\s+[^\W\d_a-zà-ÿ]"
)
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]|[^\W_]+(?:[-'’.,][^\W_]+)*")


def count_words(text: str) -> int:
    """Words as a reader counts them; each character of Chinese and Japanese is one."""
    return sum(1 for _ in WORD.finditer(text))


def centrality(vectors: np.ndarray, *, damping: float = DAMPING) -> np.ndarray:
    """How much each sentence shares with all others, as the chance to come upon it.

    vectors: (n, dim) float32, unit length. Takes about 12 n² bytes for a moment: give a chapter,
      not a book (5,000 sentences are 300 MB).
    Returns (n,) float64, positive, adding up to 1.
    Source: Erkan and Radev, JAIR 22, 2004 (continuous LexRank).
    """
    count = len(vectors)
    if count == 0:
        return np.zeros(0)
    similar = vectors @ vectors.T
    similar[similar < UNRELATED] = 0
    # Without links to itself a sentence like no other ends last; with them, in the middle.
    np.fill_diagonal(similar, 0)
    links = similar.sum(axis=1, keepdims=True)
    similar = np.divide(similar, links, out=np.full_like(similar, 1 / count), where=links > 0)
    chance = np.full(count, 1 / count)
    for _ in range(100):
        step = damping * (chance @ similar) + (1 - damping) / count
        change, chance = np.abs(step - chance).sum(), step
        if change < SETTLED:
            break
    return chance / chance.sum()


def select(
    vectors: np.ndarray,
    worth: np.ndarray,
    words: Sequence[int],
    *,
    budget_words: float,
    most: int | None = None,
    novelty: float = 0.4,
    taken: Collection[int] = (),
) -> list[int]:
    """Choose sentences worth the most that do not repeat each other, while they fit.

    vectors: (n, dim) float32, unit length. worth: (n,), any scale; a sentence of
      minus infinity is never chosen. words: length of each.
    budget_words: what the chosen may add up to, those of `taken` included.
    most: how many sentences may be added at most.
    novelty: 0 to 1; 0 looks at worth alone.
    taken: sentences that are in already, whatever they are worth.
    Returns indices in the order of the text, those of `taken` included.
    Source: Carbonell and Goldstein, SIGIR 1998 (maximal marginal relevance).
    """
    chosen = list(taken)
    open_ = np.isfinite(worth)
    open_[chosen] = False
    value = (1 - novelty) * _from_zero_to_one(worth)
    closest = vectors @ vectors[chosen].T if chosen else np.zeros((len(vectors), 1), np.float32)
    closest = closest.max(axis=1)
    left = budget_words - sum(words[i] for i in chosen)
    lengths = np.asarray(words)
    while most is None or len(chosen) - len(taken) < most:
        open_ &= lengths <= left
        if not open_.any():
            break
        best = int(np.where(open_, value - novelty * closest, -np.inf).argmax())
        chosen.append(best)
        open_[best] = False
        left -= words[best]
        closest = np.maximum(closest, vectors @ vectors[best])
    return sorted(chosen)


def summarise(
    sentences: Sequence[str],
    vectors: np.ndarray,
    *,
    share: float = MOST_OF_SOURCE,
    most_words: int | None = None,
    taken: Collection[int] = (),
) -> list[int]:
    """Indices of the sentences that together say what a part is about, in reading order.

    sentences: one part of a source (a section, a chapter), in reading order.
    vectors: (n, dim) float32, unit length, of the sentences.
    share: how much of the part's words may be kept, at most 0.4.
    most_words: a further limit. taken: sentences that must be in.
    Never more than the limits, so a part of one sentence gives none. What
    cannot be said alone (`is_speakable`) is left out, unless there is nothing else.
    Raises ValueError for a share above 0.4, or where `taken` alone is over the limits.
    """
    if not 0 < share <= MOST_OF_SOURCE:
        raise ValueError(f"share is above 0 and at most {MOST_OF_SOURCE}")
    words = [count_words(sentence) for sentence in sentences]
    budget = share * sum(words)
    if most_words is not None:
        budget = min(budget, most_words)
    if sum(words[i] for i in taken) > budget:
        raise ValueError("the sentences that must be in are over the limit of words")
    worth = centrality(vectors) * lead(len(sentences))
    speakable = np.array([is_speakable(sentence) for sentence in sentences], bool)
    if speakable.any():
        worth = np.where(speakable, worth, -np.inf)
    return select(vectors, worth, words, budget_words=budget, taken=taken)


def lead(count: int) -> np.ndarray:
    """(count,) float64: 1.5 for the first sentence, falling to 1: texts open with the point."""
    return 1 + 0.5 / (1 + np.arange(count))


def is_speakable(sentence: str) -> bool:
    """Whether it can be said alone: whole, not too short or long, no question, aside or link."""
    text = sentence.strip()
    return (
        SHORTEST <= count_words(text) <= LONGEST
        and is_whole(text)
        and text[0] not in "([（"
        and "://" not in text
        and text.rstrip("\"'”’»)]")[-1:] not in ("?", "？", "؟")
    )


def is_whole(sentence: str) -> bool:
    """Whether it begins and ends as a sentence does, and is no piece of one, nor a caption."""
    text = sentence.strip()
    if CAPTION.match(text):
        return False
    first = text.lstrip("\"'“‘«„([¿¡—–- ")[:1]
    last = text.rstrip("\"'”’»›)]」』）】")[-1:]
    return bool(first) and not first.islower() and last in set(".!?…。！？｡।॥۔؟")


def _from_zero_to_one(worth: np.ndarray) -> np.ndarray:
    finite = worth[np.isfinite(worth)]
    if not finite.size or np.ptp(finite) == 0:
        return np.where(np.isfinite(worth), 1.0, 0.0)
    scaled = (worth - finite.min()) / np.ptp(finite)
    return np.where(np.isfinite(worth), scaled, 0.0)
