"""What each kind of artifact is made of, and how its items are chosen among what was made."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from random import Random

from lessons.artifacts.base import Draft, Kind, Reading
from lessons.artifacts.checking import check
from lessons.artifacts.makers import definitions, gaps, lists, numbers, telling, truth, who
from lessons.artifacts.makers.similar import Similar
from lessons.models import Artifact
from lessons.strategies.spec import ItemKind
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
        lists.multiple,
        gaps.chosen,
        definitions.matching,
        numbers.numeric,
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
    Artifact.Kind.SUMMARY: (telling.summary,),
    Artifact.Kind.SLIDES: (telling.slides,),
    Artifact.Kind.DISCUSSION: (telling.discussion,),
    Artifact.Kind.LESSON_PLAN: (telling.plan,),
}
# Who makes the kinds of question that a strategy asks for.
MAKERS: dict[ItemKind, tuple[Maker, ...]] = {
    ItemKind.CLOZE: (gaps.written,),
    ItemKind.CHOICE: (gaps.chosen, who.who_did, lists.multiple),
    ItemKind.TRUE_FALSE: (truth.true_or_false,),
    ItemKind.DEFINITION: (
        definitions.which_term,
        definitions.which_meaning,
        definitions.matching,
    ),
    ItemKind.NUMERIC: (numbers.numeric,),
    ItemKind.ORDERING: (who.in_order_of_birth,),
    ItemKind.SHORT_ANSWER: (definitions.short_meaning,),
}
# These tell all of a part, however many items were asked for.
TELLING = (Artifact.Kind.SUMMARY, Artifact.Kind.SLIDES, Artifact.Kind.LESSON_PLAN)
MOST_TOLD = 60
LEAST_MAKERS = 5  # that share the items, where each has enough
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
    mix: Mapping[ItemKind, int] | None = None,
    refused: Callable[[Draft], bool] = lambda draft: False,
) -> list[Draft]:
    """At most `count` drafts without problems, in the order of the source.

    taken: (kind of item, page index, start) of places that items stand for already.
    seed: of the order of options; the same gives the same items.
    mix: how many of each kind come first; with none, the recipe's turns alone decide.
    refused: drafts that are not to be taken.
    """
    if kind in TELLING:
        count = max(count, MOST_TOLD)
    similar = Similar(embedder, reading.language)
    piles: dict[Maker, deque[Draft]] = {}
    first = [maker for each in mix or () for maker in MAKERS[each]]
    for maker in dict.fromkeys([*first, *RECIPES[kind]]):
        drafts = [
            draft
            for draft in maker(reading, similar)
            if not refused(draft) and not check(draft, page_text, reading.language)
        ]
        piles[maker] = deque(drafts if kind in TELLING else _spread(drafts))
    choice = _Choice(set(taken))
    _take_mix(mix or {}, piles, count, choice)
    chosen = _take_turns(RECIPES[kind], piles, count, choice)
    if kind == Artifact.Kind.GLOSSARY:
        chosen.sort(key=lambda draft: draft.stem.lower())
    elif kind != Artifact.Kind.LESSON_PLAN:
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


def _take_mix(
    mix: Mapping[ItemKind, int],
    piles: dict[Maker, deque[Draft]],
    count: int,
    choice: "_Choice",
) -> None:
    """So many of each kind, as far as the source gives them; its makers by turns. The rarest kind
    chooses first: a sentence is asked about once."""
    there = {kind: sum(len(piles[maker]) for maker in MAKERS[kind]) for kind in mix}
    for kind in sorted(mix, key=lambda each: there[each]):
        missing, is_over = mix[kind], False
        while missing and not is_over:
            is_over = True
            for maker in MAKERS[kind]:
                has_room = missing and len(choice.chosen) < count
                if has_room and choice.take_from(piles[maker], MOST_ABOUT_ONE):
                    choice.given[maker] += 1
                    missing -= 1
                    is_over = False


def _take_turns(
    makers: tuple[Maker, ...],
    piles: dict[Maker, deque[Draft]],
    count: int,
    choice: "_Choice",
) -> list[Draft]:
    """First what nothing else asks for, then a second way of asking; at last, whatever is left
    of the makers that have had their share."""
    share = -(-count // LEAST_MAKERS)
    for most, at_most in ((1, share), (MOST_ABOUT_ONE, share), (MOST_ABOUT_ONE, count)):
        is_over = False
        while not is_over and len(choice.chosen) < count:
            is_over = True
            for maker in makers:
                has_room = len(choice.chosen) < count and choice.given[maker] < at_most
                if has_room and choice.take_from(piles[maker], most):
                    choice.given[maker] += 1
                    is_over = False
    return choice.chosen


class _Choice:
    """What was chosen, and what that rules out."""

    def __init__(self, taken: set[tuple[str, int, int]]):
        self.chosen: list[Draft] = []
        self.given: Counter[Maker] = Counter()
        self._taken = {(page, start) for _kind, page, start in taken}
        self._about: dict[str, int] = defaultdict(int)

    def take_from(self, pile: deque[Draft], most: int) -> bool:
        """The first that fits, if one does. most: items that ask for the same."""
        for draft in pile:
            place = (draft.place.page_index, draft.place.start)
            if self._about[draft.about] >= most or (draft.is_of_sentence and place in self._taken):
                continue
            pile.remove(draft)
            self.chosen.append(draft)
            self._about[draft.about] += 1
            self._taken.add(place)
            return True
        return False


def _shuffle(draft: Draft, random: Random) -> None:
    if draft.kind in (Kind.CHOICE, Kind.MULTIPLE, Kind.ORDERING):
        random.shuffle(draft.options)
