"""Pure: an item and an answer -> how much of it is right.

An answer, by the kind of the item:
    choice, true_false      the index of the option
    multiple                indexes of options
    cloze, short, question, numeric   what was written
    ordering                for each of `shown_order`, its place from 1, or None
    matching                for each of the pairs, the index in `shown_matches`, or None
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lessons.models import ArtifactItem

Kind = ArtifactItem.Kind
BY_TEACHER = (Kind.SHORT, Kind.QUESTION)
STEP = 0.5  # of a point, in what is suggested
ALIKE = 5  # letters with which two words begin that count as one: granule, granules
EXACT = 1e-9  # of a number: what is lost in floating point is no mistake


@dataclass(frozen=True, slots=True)
class Mark:
    """share: 0 to 1, None where a teacher has to say. suggested: 0 to 1, for them."""

    share: float | None
    suggested: float | None = None


def mark(item: dict, answer: Any) -> Mark:
    """What is not answered is worth nothing, and needs nobody to say so."""
    if answer in (None, "", []):
        return Mark(0.0)
    if item["kind"] in BY_TEACHER:
        accepted = item["key"].get("accepted", [])
        return Mark(None, max((overlap(text, answer) for text in accepted), default=None))
    return Mark(_SHARES[item["kind"]](item, answer))


def mark_json(item: dict, answer: Any) -> dict:
    """As `Attempt.marks` keeps it."""
    found, most = mark(item, answer), item["points"]
    points = None if found.share is None else round(found.share * most, 2)
    suggested = None
    if found.suggested is not None:
        suggested = round(found.suggested * most / STEP) * STEP
    return {"points": points, "suggested": suggested, "by": "rule"}


def shown_order(item: dict) -> list[str]:
    return sorted(item["key"]["order"])


def shown_matches(item: dict) -> list[str]:
    return sorted({pair[1] for pair in item["key"]["pairs"]})


def _one(item: dict, answer: int) -> float:
    return float(item["options"][answer]["is_key"])


def _several(item: dict, answer: list[int]) -> float:
    """Each wrong one takes a right one away."""
    keys = {n for n, option in enumerate(item["options"]) if option["is_key"]}
    chosen = set(answer)
    return max(0.0, (len(chosen & keys) - len(chosen - keys)) / len(keys))


def _written(item: dict, answer: str) -> float:
    return float(plain(answer) in {plain(text) for text in item["key"]["accepted"]})


def plain(text: str) -> str:
    """As it is compared: case, punctuation, spaces and the form of letters do not count."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[^\w\s]", " ", text).split())


def _number(item: dict, answer: str) -> float:
    key = item["key"]
    within = key.get("tolerance", 0) + EXACT * max(1.0, abs(key["number"]))
    return float(any(abs(each - key["number"]) <= within for each in numbers_in(answer)))


_NUMBER = re.compile(
    r"^[^\d+.,-]*([+-]?(?:\d[\d.,' ]*|[.,]\d+))(?:\s*(?:e|[x*×·]\s*10\s*\^?)([+-]?\d+))?"
)


def numbers_in(text: str) -> set[float]:
    """What the written number can mean: 1,234 and 1.234 are two numbers, by country."""
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").lower()
    found = _NUMBER.match(text)
    if found is None:
        return set()
    digits, power = re.sub(r"[' ]", "", found[1]).rstrip(".,"), int((found[2] or "0")[:4])
    readings = {digits.replace(",", ""), digits.replace(".", "").replace(",", ".")}
    if re.fullmatch(r"[+-]?0?\.\d+", digits):
        readings = {digits}
    return {float(each) * 10.0**power for each in readings if _is_number(each)}


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", text) is not None


def _order(item: dict, answer: list[int | None]) -> float:
    order, shown = item["key"]["order"], shown_order(item)
    placed = {place: text for text, place in zip(shown, answer, strict=True) if place}
    return sum(placed.get(n) == text for n, text in enumerate(order, start=1)) / len(order)


def _pairs(item: dict, answer: list[int | None]) -> float:
    pairs, shown = item["key"]["pairs"], shown_matches(item)
    right = (
        chosen is not None and shown[chosen] == pair[1]
        for pair, chosen in zip(pairs, answer, strict=True)
    )
    return sum(right) / len(pairs)


_SHARES: dict[str, Callable[[dict, Any], float]] = {
    Kind.CHOICE: _one,
    Kind.TRUE_FALSE: _one,
    Kind.MULTIPLE: _several,
    Kind.CLOZE: _written,
    Kind.NUMERIC: _number,
    Kind.ORDERING: _order,
    Kind.MATCHING: _pairs,
}


def overlap(key: str, answer: str) -> float:
    """0 to 1: how many of the words of the key that say something the answer has."""
    wanted, said = _telling(key), _telling(answer)
    return len(wanted & said) / len(wanted) if wanted else 0.0


def _telling(text: str) -> set[str]:
    return {word[:ALIKE] for word in plain(text).split() if len(word) > 3 or word.isdigit()}
