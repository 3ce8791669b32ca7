"""Finding words again in a new edition, by what they say and what stood around them. Pure.

Each page's text is cut into words; runs of three point to where they stand. A quote with its
context votes for places, and the best of these are compared word by word.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

WORD = re.compile(r"\w+")
RUN = 3  # words that point to a place
COMMON = 200  # places of a run from which on it points nowhere
CANDIDATES = 6  # places that are compared
SLACK = 24  # words that an edit may have added around or inside a quote
# From the fixture of lessons/tests/test_new_edition.py: nothing wrong is placed, and what a
# small edit changed is found.
SURE, SURE_CONTEXT, SURE_ALONE = 0.75, 0.4, 8
LIKELY = 0.4
MARGIN = 0.08  # by which the best has to be better than the next
QUOTE_WORDS = 1000  # more of a quote are not compared


@dataclass(frozen=True, slots=True)
class Match:
    """A place in the new edition. score: share of the quote's words found there, 0 to 1.

    is_sure: it may go there by itself.
    """

    page: int
    start: int
    stop: int
    score: float
    context: float
    is_sure: bool = False


Words = list[tuple[str, int, int]]  # word as it is compared, where it begins and ends


def words_of(text: str) -> Words:
    return [
        (unicodedata.normalize("NFKC", found[0]).casefold(), found.start(), found.end())
        for found in WORD.finditer(text)
    ]


class Edition:
    """The pages of an edition. texts: page index -> text."""

    def __init__(self, texts: dict[int, str]):
        self.texts = texts
        self.words = {page: words_of(text) for page, text in texts.items()}

    @cached_property
    def runs(self) -> dict[tuple[str, ...], list[tuple[int, int]]]:
        """Run of words -> (page, number of its first word), of all its places."""
        found = defaultdict(list)
        for page, words in self.words.items():
            for number in range(len(words) - RUN + 1):
                found[tuple(word for word, _s, _e in words[number : number + RUN])].append(
                    (page, number)
                )
        return found

    def find(self, exact: str, *, prefix: str = "", suffix: str = "") -> Match | None:
        """The best place for a quote, or None where nothing is like it."""
        quote = [word for word, _s, _e in words_of(exact)][:QUOTE_WORDS]
        before = [word for word, _s, _e in words_of(prefix)]
        after = [word for word, _s, _e in words_of(suffix)]
        if not quote:
            return None
        sought = before + quote + after
        found = [
            self._compare(page, offset, sought, len(before), len(quote), exact)
            for page, offset in self._candidates(sought)
        ]
        ranked = sorted((match for match in found if match), key=_rank, reverse=True)
        if not ranked or ranked[0].score < LIKELY:
            return None
        best = ranked[0]
        others = [match for match in ranked[1:] if not _is_same_place(match, best)]
        is_clear = not others or _rank(best) - _rank(others[0]) >= MARGIN
        is_sure = is_clear and _is_sure(best, len(quote), bool(before or after))
        return Match(best.page, best.start, best.stop, best.score, best.context, is_sure)

    def _candidates(self, sought: list[str]) -> list[tuple[int, int]]:
        """(page, number of the word where `sought` would begin), those with most votes first."""
        votes: Counter[tuple[int, int]] = Counter()
        for number in range(len(sought) - RUN + 1):
            places = self.runs.get(tuple(sought[number : number + RUN]), [])
            if len(places) > COMMON:
                continue
            # Nearby votes are for the same place: an edit moves what follows by some words.
            votes.update((page, (first - number) // SLACK) for page, first in places)
        return [(page, step * SLACK) for (page, step), _n in votes.most_common(CANDIDATES)]

    def _compare(
        self, page: int, offset: int, sought: list[str], lead: int, length: int, exact: str
    ) -> Match | None:
        words = self.words[page]
        first = max(offset - SLACK, 0)
        window = words[first : max(offset, 0) + len(sought) + 2 * SLACK]
        matcher = SequenceMatcher(None, sought, [word for word, _s, _e in window], autojunk=False)
        pairs = list(_pairs(matcher))
        inside = [there for here, there in pairs if lead <= here < lead + length]
        around = [here for here, _there in pairs if not lead <= here < lead + length]
        if not inside:
            return None
        start, stop = window[inside[0]][1], window[inside[-1]][2]
        start, stop = self._literal(page, exact, start, stop)
        count = inside[-1] - inside[0] + 1
        return Match(
            page,
            start,
            stop,
            score=len(inside) / max(length, count),
            context=len(around) / max(len(sought) - length, 1),
        )

    def _literal(self, page: int, exact: str, start: int, stop: int) -> tuple[int, int]:
        """With the signs around the words, where they are as they were."""
        text = self.texts[page]
        at = text.find(exact, max(start - len(exact), 0), stop + len(exact))
        if at >= 0 and at <= start and at + len(exact) >= stop:
            return at, at + len(exact)
        if exact[-1:] and not exact[-1].isalnum() and text[stop : stop + 1] == exact[-1]:
            stop += 1
        return start, stop


def _pairs(matcher: SequenceMatcher) -> Iterator[tuple[int, int]]:
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            yield block.a + step, block.b + step


def _rank(match: Match) -> float:
    return match.score + 0.5 * match.context


def _is_same_place(one: Match, other: Match) -> bool:
    return one.page == other.page and one.start < other.stop and other.start < one.stop


def _is_sure(match: Match, length: int, has_context: bool) -> bool:
    if match.score == 1 and (length >= SURE_ALONE or not has_context):
        return length >= RUN
    needed = 1.0 if length < RUN else SURE
    return match.score >= needed and match.context >= SURE_CONTEXT
