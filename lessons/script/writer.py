"""Choose the sentences that carry each topic, and let a strategy give them to the teachers."""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from lessons.script.base import Topic, Turn
from lessons.script.phrases import phrases_for
from lessons.script.standing import stands_alone
from lessons.script.topics import MAX_WORDS, join_bare
from lessons.strategies.checking import Failing, check, offending
from lessons.strategies.performing import Strategy
from lessons.strategies.spec import Spec, When
from project.providers.base import Embedder
from project.text.extractive import (
    MOST_OF_SOURCE,
    centrality,
    count_words,
    is_speakable,
    summarise,
)

SHARE = 0.28  # of the words; with what a strategy repeats it stays below the 0.4 promised
MOST_SENTENCES = 100  # of a topic that are compared: a whole book's would take minutes
WORDS_A_TOPIC = 75  # half a minute: then the other teacher goes on


class Script(NamedTuple):
    """failing: what of its strategy it does not keep."""

    turns: list[Turn]
    failing: list[Failing]


def write_script(
    topics: list[Topic],
    *,
    title: str,
    language: str,
    strategy: Strategy,
    embedder: Embedder,
    words_a_topic: int = WORDS_A_TOPIC,
) -> Script:
    """Written, checked against its strategy, and where that fails written once more without the
    sentences that it failed by. The better one of the two."""
    how: dict[str, Any] = {
        "title": title,
        "language": language,
        "strategy": strategy,
        "embedder": embedder,
        "words_a_topic": words_a_topic,
    }
    first = _checked(topics, **how)
    without = offending(first.failing)
    if not without:
        return first
    second = _checked(_without(topics, without), **how)
    return min(first, second, key=lambda script: len(script.failing))


def _checked(topics: list[Topic], *, strategy: Strategy, **how: Any) -> Script:
    turns = write_turns(topics, strategy=strategy, **how)
    told = sum(bool(turn.covers) for turn in turns)
    return Script(turns, check(turns, strategy.spec, topics=told))


def _without(topics: list[Topic], sentences: set[str]) -> list[Topic]:
    """A topic that has no others keeps them: it has to be told."""
    left = [[each for each in t.sentences if each.text not in sentences] for t in topics]
    return [
        replace(topic, sentences=rest or topic.sentences)
        for topic, rest in zip(topics, left, strict=True)
    ]


def write_turns(
    topics: list[Topic],
    *,
    title: str,
    language: str,
    strategy: Strategy,
    embedder: Embedder,
    words_a_topic: int = WORDS_A_TOPIC,
) -> list[Turn]:
    """The whole script, turn by turn; the teachers alternate by position."""
    words = sum(map(_words, topics))
    most = strategy.spec.language.max_words
    chosen = choose(
        topics,
        language=language,
        embedder=embedder,
        longest=most,
        words_a_topic=words_a_topic,
    )
    told = join_bare(chosen) or chosen  # a heading alone is no turn, where there is another
    turns = strategy.turns(title, told, phrases_for(language))
    within = _repeat_less(turns, strategy.spec, most_words=MOST_OF_SOURCE * words)
    return [turn for turn in within if turn.lines]


def choose(
    topics: list[Topic],
    *,
    language: str,
    embedder: Embedder,
    longest: int = MAX_WORDS,
    words_a_topic: int = WORDS_A_TOPIC,
) -> list[Topic]:
    """Each topic with the sentences that say the most of it, in the book's order.

    longest: of a sentence, in words; a topic that has only longer ones keeps them.

    All together at most SHARE of the words. What long topics leave goes to topics too short
    for a sentence of their own.
    """
    words = [_words(topic) for topic in topics]
    topics = [_short_enough(_that_stand(topic, language), longest) for topic in topics]
    texts = [[sentence.text for sentence in topic.sentences] for topic in topics]
    vectors = _vectors(texts, embedder)
    kept = [
        summarise(each, vector, most_words=int(min(words_a_topic, SHARE * count)))
        for each, vector, count in zip(texts, vectors, words, strict=True)
    ]
    left = SHARE * sum(words) - sum(
        count_words(each[i]) for each, indices in zip(texts, kept, strict=True) for i in indices
    )
    for number, indices in enumerate(kept):
        best = None if indices else _best(texts[number], vectors[number], left)
        if best is not None:
            kept[number] = [best]
            left -= count_words(texts[number][best])
    return [
        replace(topic, sentences=[topic.sentences[i] for i in indices])
        for topic, indices in zip(topics, kept, strict=True)
    ]


def most_central(topic: Topic, *, language: str, embedder: Embedder) -> Topic:
    """With the one sentence that says the most of it, however short it all is; none where none can
    be heard by itself."""
    standing = _that_stand(topic, language)
    texts = [sentence.text for sentence in standing.sentences]
    best = _best(texts, embedder.embed_passages(texts), float("inf")) if texts else None
    return replace(topic, sentences=[] if best is None else [standing.sentences[best]])


def _words(topic: Topic) -> int:
    return sum(count_words(sentence.text) for sentence in topic.sentences)


def _repeat_less(turns: list[Turn], spec: Spec, *, most_words: float) -> list[Turn]:
    """Leave out what is said beside the telling, until the limit holds: first what is repeated at
    each topic, then the rest, the last first."""
    said = [line.origin for turn in turns for line in turn.lines if line.origin]
    over = sum(count_words(origin.text) for origin in said) - most_words
    at_topics = {phase.name for phase in spec.phases_at(When.TOPIC)}
    beside = [turn for turn in reversed(turns) if not turn.covers]
    for turn in sorted(beside, key=lambda turn: turn.phase not in at_topics):
        for line in reversed(list(turn.lines)):
            if line.origin and over > 0 and said.count(line.origin) > 1:
                turn.lines.remove(line)
                said.remove(line.origin)
                over -= count_words(line.text)
    return turns


def _that_stand(topic: Topic, language: str) -> Topic:
    """Only what can be heard by itself; of a very long topic an even sample of it."""
    standing = [each for each in topic.sentences if stands_alone(each.text, language)]
    step = -(-len(standing) // MOST_SENTENCES) or 1
    return replace(topic, sentences=standing[::step])


def _short_enough(topic: Topic, longest: int) -> Topic:
    short = [each for each in topic.sentences if count_words(each.text) <= longest]
    return replace(topic, sentences=short or topic.sentences)


def _vectors(texts: list[list[str]], embedder: Embedder) -> list[np.ndarray]:
    """All in one call, which sorts by length, then cut apart again."""
    rows = embedder.embed_passages([text for each in texts for text in each])
    return np.split(rows, np.cumsum([len(each) for each in texts])[:-1])


def _best(texts: list[str], vectors: np.ndarray, words_left: float) -> int | None:
    """The most central sentence that can be spoken and still fits."""
    fitting = [
        i for i, text in enumerate(texts) if is_speakable(text) and count_words(text) <= words_left
    ]
    if not fitting:
        return None
    worth = centrality(vectors)
    return max(fitting, key=lambda i: worth[i])
