"""What each kind of artifact is made of, and how its items are chosen among what was made."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from random import Random

from lessons.artifacts.base import Draft, Kind, Reading
from lessons.artifacts.checking import check
from lessons.artifacts.makers import definitions, gaps, numbers, truth, who
from lessons.artifacts.makers.similar import Similar
from lessons.models import Artifact
from project.providers.base import Embedder

Maker = Callable[[Reading, Similar], Iterator[Draft]]
# In this order a round takes one of each; what comes twice is taken twice a round.
RECIPES: dict[str, tuple[Maker, ...]] = {
    Artifact.Kind.QUIZ: (
        definitions.which_term,
        gaps.chosen,
        numbers.numeric,
        who.who_did,
        truth.true_or_false,
        definitions.which_meaning,
        gaps.chosen,
        definitions.matching,
        truth.true_or_false,
        who.in_order_of_birth,
    ),
    Artifact.Kind.WORKSHEET: (
        gaps.written,
        definitions.short_meaning,
        numbers.numeric,
        gaps.written,
        definitions.matching,
        who.in_order_of_birth,
    ),
    Artifact.Kind.FLASHCARDS: (definitions.cards, gaps.cards),
    Artifact.Kind.GLOSSARY: (definitions.cards, gaps.cards),
}
MOST_ABOUT_ONE = 2  # items that ask for the same, in different ways


def make(
    kind: str,
    reading: Reading,
    *,
    count: int,
    embedder: Embedder,
    page_text: Callable[[str, int], str | None],
    taken: Iterable[tuple[str, int, int]] = (),
    seed: str = "",
) -> list[Draft]:
    """At most `count` drafts without problems, in the order of the source.

    taken: (kind of item, page index, start) of places that items stand for already.
    seed: of the order of options; the same gives the same items.
    """
    similar = Similar(embedder, reading.language)
    piles: dict[Maker, deque[Draft]] = {}
    for maker in dict.fromkeys(RECIPES[kind]):
        drafts = [d for d in maker(reading, similar) if not check(d, page_text, reading.language)]
        piles[maker] = deque(_spread(drafts))
    chosen = _take_turns(RECIPES[kind], piles, count, set(taken))
    if kind == Artifact.Kind.GLOSSARY:
        chosen.sort(key=lambda draft: draft.stem.lower())
    else:
        chosen.sort(key=lambda draft: (draft.place.page_index, draft.place.start))
    random = Random(seed)  # the order of options, no secret
    for draft in chosen:
        _shuffle(draft, random)
    return chosen


def _spread(drafts: list[Draft]) -> list[Draft]:
    """The best of each stretch of the source first, then the second best of each, …"""
    stretches: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        stretches[draft.place.page_index // 3].append(draft)
    for stretch in stretches.values():
        stretch.sort(key=lambda draft: -draft.worth)
    ranked = [
        (rank - draft.worth, draft)
        for stretch in stretches.values()
        for rank, draft in enumerate(stretch)
    ]
    return [draft for _rank, draft in sorted(ranked, key=lambda pair: pair[0])]


def _take_turns(
    makers: tuple[Maker, ...],
    piles: dict[Maker, deque[Draft]],
    count: int,
    taken: set[tuple[str, int, int]],
) -> list[Draft]:
    chosen: list[Draft] = []
    sentences = {(page, start) for _kind, page, start in taken}
    about: dict[str, int] = defaultdict(int)
    while len(chosen) < count and any(piles.values()):
        for maker in makers:
            draft = _next(piles[maker], taken, sentences, about)
            if draft is None or len(chosen) == count:
                continue
            chosen.append(draft)
            about[draft.about] += 1
            taken.add(_key(draft))
            if draft.options or draft.kind in (Kind.NUMERIC, Kind.CLOZE):
                sentences.add(_key(draft)[1:])
    return chosen


def _next(pile: deque[Draft], taken, sentences, about) -> Draft | None:
    """A sentence is asked about once; a term that is explained in each way once."""
    while pile:
        draft = pile.popleft()
        is_sentence = draft.explanation and draft.explanation in " ".join(draft.place.quote.split())
        if _key(draft) in taken or about[draft.about] >= MOST_ABOUT_ONE:
            continue
        if is_sentence and draft.kind != Kind.SHORT and _key(draft)[1:] in sentences:
            if draft.about != _term_of(draft):
                continue
        return draft
    return None


def _term_of(draft: Draft) -> str:
    """What a glossary's entry is about stands first in it."""
    start = " ".join(draft.place.quote.split()).lower()
    return draft.about if start.startswith(draft.about) else ""


def _key(draft: Draft) -> tuple[str, int, int]:
    form = "meaning" if draft.stem.endswith("?") and len(draft.stem.split()) < 8 else ""
    return f"{draft.kind}{form}", draft.place.page_index, draft.place.start


def _shuffle(draft: Draft, random: Random) -> None:
    if draft.kind in (Kind.CHOICE, Kind.MULTIPLE, Kind.ORDERING):
        random.shuffle(draft.options)
