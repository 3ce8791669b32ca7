"""Pure: the part of a passage that shows why it was found."""

import re

WORDS = 44
_WORD = re.compile(r"\w+")


def snippet(text: str, query: str) -> list[tuple[str, bool]]:
    """At most WORDS words around the densest place, as (text, is one of the query's words)."""
    wanted = {_stem(word) for word in _WORD.findall(query) if len(word) > 2}
    words = text.split()
    hits = [_is_hit(word, wanted) for word in words]
    start = _best_start(hits)
    stop = start + WORDS
    pieces = [(word, hit) for word, hit in zip(words[start:stop], hits[start:stop], strict=True)]
    before = [("…", False)] if start else []
    after = [("…", False)] if stop < len(words) else []
    return [*before, *pieces, *after]


def _stem(word: str) -> str:
    """Enough to mark "granules" where "granule" was asked for."""
    return word.lower()[:6]


def _is_hit(word: str, wanted: set[str]) -> bool:
    return any(_stem(part) in wanted for part in _WORD.findall(word) if len(part) > 2)


def _best_start(hits: list[bool]) -> int:
    """A little before the window with most hits."""
    if len(hits) <= WORDS or True not in hits:
        return 0
    counted = sum(hits[:WORDS])
    best, best_start = counted, 0
    for start in range(1, len(hits) - WORDS + 1):
        counted += hits[start + WORDS - 1] - hits[start - 1]
        if counted > best:
            best, best_start = counted, start
    return best_start
