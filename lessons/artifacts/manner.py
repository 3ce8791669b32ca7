"""A quiz or a sheet against the spec of its strategy. Pure.

The tone of a spec is told to a language model; what of it can be held against words are the words
that it forbids.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from lessons.artifacts.base import Kind
from lessons.models import Artifact
from lessons.strategies.forbidding import found_in
from lessons.strategies.spec import ItemKind, Spec
from project.text.extractive import count_words
from project.text.sentences import sentence_spans

# Of which kind of question an item is; one that is chosen may ask for a meaning.
COUNTS_AS: Mapping[str, tuple[ItemKind, ...]] = {
    Kind.CLOZE: (ItemKind.CLOZE,),
    Kind.CHOICE: (ItemKind.CHOICE, ItemKind.DEFINITION),
    Kind.MULTIPLE: (ItemKind.CHOICE,),
    Kind.TRUE_FALSE: (ItemKind.TRUE_FALSE,),
    Kind.MATCHING: (ItemKind.DEFINITION,),
    Kind.NUMERIC: (ItemKind.NUMERIC,),
    Kind.ORDERING: (ItemKind.ORDERING,),
    Kind.SHORT: (ItemKind.SHORT_ANSWER, ItemKind.DEFINITION),
}
WITH_MIX = (Artifact.Kind.QUIZ, Artifact.Kind.WORKSHEET)


class Rule(StrEnum):
    MIX = "mix"  # the source gave fewer of a kind than the strategy asks for
    BESIDE = "beside"  # of a kind for which it does not ask
    FORBIDDEN = "forbidden"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Failing:
    """position: of the item, 0 where it is of none. detail: the kind of question, the forbidden
    words, or the number of words. there, wanted: items of the kind, of MIX."""

    rule: Rule
    position: int
    detail: str
    there: int = 0
    wanted: int = 0


def wanted(spec: Spec, count: int) -> dict[ItemKind, int]:
    """How many of each kind, together `count`: by the largest remainders."""
    exact = {kind: count * share / 100 for kind, share in spec.items.items() if share}
    found = {kind: int(number) for kind, number in exact.items()}
    rest = sorted(exact, key=lambda kind: found[kind] - exact[kind])
    for kind in rest[: count - sum(found.values())]:
        found[kind] += 1
    return found


def check(kind: str, items: Iterable, spec: Spec, *, language: str) -> list[Failing]:
    """What of the spec the items do not keep. items: ordered, with position or without."""
    rows = list(items)
    failing = [
        each for n, item in enumerate(rows, start=1) for each in said(item, n, spec, language)
    ]
    return failing + (_of_mix(rows, spec) if kind in WITH_MIX else [])


def said(item, position: int, spec: Spec, language: str) -> list[Failing]:
    """What one item says that the spec does not let anybody say."""
    asked = [item.stem, *(each["text"] for each in item.options)]
    failing = []
    for text in [*asked, item.explanation]:
        if words := found_in(text, spec):
            failing.append(Failing(Rule.FORBIDDEN, position, words))
    for text in asked:
        spans = sentence_spans(text, language)
        longest = max((count_words(text[start:end]) for start, end in spans), default=0)
        if longest > spec.language.max_words:
            failing.append(Failing(Rule.LENGTH, position, str(longest)))
    return failing


def _of_mix(items: list, spec: Spec) -> list[Failing]:
    left = wanted(spec, len(items))
    goal = dict(left)
    there: Counter[ItemKind] = Counter()
    beside = []
    for number, item in sorted(enumerate(items, start=1), key=lambda row: len(_kinds(row[1]))):
        fits = [kind for kind in _kinds(item) if left.get(kind)]
        asked_for = [kind for kind in _kinds(item) if kind in goal]
        if fits:
            left[fits[0]] -= 1
            there[fits[0]] += 1
        elif not asked_for:
            beside.append(Failing(Rule.BESIDE, number, str(_kinds(item)[0])))
    short = [
        Failing(Rule.MIX, 0, str(kind), there[kind], goal[kind]) for kind in goal if left[kind]
    ]
    return sorted(beside, key=lambda each: each.position) + short


def _kinds(item) -> tuple[ItemKind, ...]:
    return COUNTS_AS.get(item.kind, (ItemKind.SHORT_ANSWER,))
