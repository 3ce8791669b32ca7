"""Pure: what is wrong with an item. One with a problem is not used; nothing here asks a model.

A key has to follow from the span that the item cites: its words stand there, its numbers too, and
where it is computed the sum is done again. A wrong option must not stand there.
"""

import ast
import operator
import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from lessons.artifacts.base import BLANK, Draft, Kind
from lessons.script.standing import stands_alone
from project.text.names import missing_names
from project.text.negations import disagree
from project.text.numbers import missing_numbers, numbers_in
from project.text.quoting import find_quote, is_same
from project.text.terms import terms

TEXTS = (Kind.TEXT, Kind.SLIDE)
WITH_OPTIONS = (Kind.CHOICE, Kind.MULTIPLE, Kind.TRUE_FALSE)
LEAST_SHARED = 0.6  # of the words of what is claimed, that its span has to hold
# Opposites that make a sentence false where one takes the other's place.
OPPOSITES = {
    "en": """larger/smaller largest/smallest greater/smaller farther/nearer farthest/nearest
        brighter/dimmer brightest/dimmest faster/slower fastest/slowest hotter/cooler
        higher/lower above/below before/after east/west eastern/western north/south
        northern/southern increases/decreases increase/decrease rises/sets always/never
        positive/negative positively/negatively outer/inner expanding/contracting
        clockwise/counterclockwise attracts/repels older/younger""",
    "de": """größer/kleiner größte/kleinste mehr/weniger heller/dunkler schneller/langsamer
        heißer/kälter höher/tiefer vor/nach immer/nie östlich/westlich nördlich/südlich""",
    "fr": """supérieur/inférieur plus/moins avant/après toujours/jamais augmente/diminue""",
    "es": """mayor/menor más/menos antes/después siempre/nunca aumenta/disminuye""",
}


class Problem(StrEnum):
    NO_STEM = "no_stem"
    HANGS = "hangs"
    FEW_OPTIONS = "few_options"
    SAME_OPTIONS = "same_options"
    NO_KEY = "no_key"
    MANY_KEYS = "many_keys"
    UNSUPPORTED = "unsupported"
    WRONG_KEY = "wrong_key"
    ALSO_RIGHT = "also_right"
    WRONG_NUMBER = "wrong_number"
    NO_PLACE = "no_place"


def check(item, page_text: Callable[[str, int], str | None], language: str) -> list[Problem]:
    """The problems of an item or a draft, each once, in the order of the enum.

    page_text: (source id, page index) -> `Page.text`, or None where there is no such page.
    """
    found = set(_of_form(item, language))
    citation = item.citation() if isinstance(item, Draft) else item.citation
    if not citation:
        found.add(Problem.NO_PLACE)
    else:
        places = [citation, *citation.get("also", ())]
        if all(_stands(place, page_text) for place in places):
            evidence = " ".join(" ".join(place["quote"].split()) for place in places)
            found |= set(_of_key(item, evidence, language))
        else:
            found.add(Problem.UNSUPPORTED)
    return [problem for problem in Problem if problem in found]


def _stands(place: dict, page_text: Callable[[str, int], str | None]) -> bool:
    text = page_text(place["source_id"], place["page_index"])
    return text is not None and text[place["start"] : place["end"]] == place["quote"] != ""


def _of_form(item, language: str):
    stem = item.stem.strip()
    if not stem:
        yield Problem.NO_STEM
    elif _hangs(item, stem, language):
        yield Problem.HANGS
    if item.kind in WITH_OPTIONS:
        yield from _of_options(item, language)
    if item.kind in (Kind.CLOZE, Kind.SHORT, Kind.CARD, *TEXTS) and not _accepted(item):
        yield Problem.NO_KEY
    if item.kind == Kind.CLOZE and BLANK not in stem:
        yield Problem.NO_STEM
    if item.kind == Kind.ORDERING and _has_twins(item.key.get("order", []), language):
        yield Problem.SAME_OPTIONS
    if item.kind == Kind.MATCHING:
        for side in zip(*item.key.get("pairs", []), strict=True):
            if _has_twins(list(side), language):
                yield Problem.SAME_OPTIONS
    rows = item.key.get("order") if item.kind == Kind.ORDERING else item.key.get("pairs")
    if item.kind in (Kind.ORDERING, Kind.MATCHING) and len(rows or []) < 3:
        yield Problem.FEW_OPTIONS


def _hangs(item, stem: str, language: str) -> bool:
    """A question asks, and a card is read with its other side: those may begin as they do."""
    if item.kind in (*TEXTS, Kind.CARD, Kind.QUESTION) or stem.endswith("?"):
        return False
    return not (stem.startswith(BLANK) or stands_alone(stem, language))


def _of_options(item, language: str):
    texts = [each["text"] for each in item.options]
    keys = sum(bool(each["is_key"]) for each in item.options)
    if len(texts) < (2 if item.kind == Kind.TRUE_FALSE else 3) or not all(map(str.strip, texts)):
        yield Problem.FEW_OPTIONS
    if _has_twins(texts, language):
        yield Problem.SAME_OPTIONS
    if not keys:
        yield Problem.NO_KEY
    elif keys > 1 and item.kind != Kind.MULTIPLE:
        yield Problem.MANY_KEYS


def _has_twins(texts: list[str], language: str) -> bool:
    """Whether two say the same, but for case, spaces, articles and endings."""
    known = [tuple(terms(text, language)) or (text.strip().casefold(),) for text in texts]
    return len(set(known)) < len(known)


def _accepted(item) -> list[str]:
    return [word for word in item.key.get("accepted", []) if str(word).strip()]


def _of_key(item, evidence: str, language: str):
    match item.kind:
        case Kind.TRUE_FALSE:
            yield from _of_truth(item, evidence, language)
        case Kind.CHOICE | Kind.MULTIPLE:
            yield from _of_choice(item, evidence, language)
        case Kind.NUMERIC:
            yield from _of_number(item, evidence, language)
        case Kind.ORDERING:
            yield from _of_order(item, evidence, language)
        case Kind.MATCHING:
            for pair in item.key.get("pairs", []):
                if not all(_holds(evidence, each, language) for each in pair):
                    yield Problem.UNSUPPORTED
        case Kind.QUESTION:
            return
        case _:
            if not all(_holds(evidence, each, language) for each in _accepted(item)):
                yield Problem.UNSUPPORTED
            elif item.kind == Kind.CLOZE and not _fits(item.stem, _accepted(item)[:1], evidence):
                yield Problem.WRONG_KEY


def _of_choice(item, evidence: str, language: str):
    for each in item.options:
        is_said = _holds(evidence, each["text"], language)
        if each["is_key"] and not is_said:
            yield Problem.UNSUPPORTED
        if not each["is_key"] and find_quote(each["text"], evidence):
            yield Problem.ALSO_RIGHT
    if BLANK in item.stem:
        keys = [each["text"] for each in item.options if each["is_key"]]
        if keys and not _fits(item.stem, keys, evidence):
            yield Problem.WRONG_KEY


def _fits(stem: str, keys: list[str], evidence: str) -> bool:
    """Whether the stem with a key in its gap is what the source says, aside from what was cut."""
    said = _letters(evidence)
    return any(
        all(part in said for part in map(_letters, stem.replace(BLANK, key).split(" … ")))
        for key in keys
    ) or _most_words(stem.replace(BLANK, keys[0]), evidence)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()


def _most_words(claim: str, evidence: str) -> bool:
    """Nothing is added: each word of the claim stands in the evidence, in its order."""
    said = iter(_letters(evidence).split())
    return all(word in said for word in _letters(claim).split())


def _of_truth(item, evidence: str, language: str):
    key = next((each["text"] for each in item.options if each["is_key"]), "")
    if not item.options or not key:
        return
    says_true = is_same(key, item.options[0]["text"])  # true stands first
    if says_true != _most_words(item.stem, evidence):
        yield Problem.WRONG_KEY
    elif not says_true and not _is_against(item.stem, evidence, language):
        yield Problem.UNSUPPORTED


def _is_against(claim: str, evidence: str, language: str) -> bool:
    """Whether it says otherwise: another number, name or term, an opposite, or a denial."""
    if missing_numbers(claim, evidence, language) or missing_names(claim, evidence, language):
        return True
    claimed, said = set(_letters(claim).split()), set(_letters(evidence).split())
    if disagree(claim, evidence, language):
        return True
    new, gone = claimed - said, said - claimed
    if any(word in gone for each in new for word in opposites_of(each, language)):
        return True
    shared = len(claimed & said) / max(1, len(claimed))
    return bool(new) and shared >= LEAST_SHARED  # a term took another's place


def opposites_of(word: str, language: str) -> list[str]:
    pairs = [pair.split("/") for pair in OPPOSITES.get(language.split("-")[0], "").split()]
    return [b if word == a else a for a, b in pairs if word in (a, b)]


def _of_number(item, evidence: str, language: str):
    try:
        number = Decimal(str(item.key["number"]))
        tolerance = Decimal(str(item.key.get("tolerance") or 0))
    except (KeyError, InvalidOperation):
        yield Problem.NO_KEY
        return
    if expression := item.key.get("expression"):
        result = compute(expression)
        if result is None or abs(result - number) > max(tolerance, abs(number) / 1000):
            yield Problem.WRONG_NUMBER
    stated = [each.value for each in numbers_in(evidence, language)] + _digits(evidence)
    if number not in stated:
        yield Problem.UNSUPPORTED
    elif BLANK in item.stem and not _fills(item.stem, number, evidence):
        yield Problem.WRONG_KEY


def _fills(stem: str, number: Decimal, evidence: str) -> bool:
    """Whether the number stands in the evidence where the gap is: after the same words."""
    if not _most_words(stem.replace(BLANK, " "), evidence):
        return False
    before = _letters(stem.split(BLANK)[0]).split()[-2:]
    for found in _DIGITS.finditer(evidence):
        if _value(found[0]) == number:
            words = _letters(evidence[: found.start()]).split()[-2:]
            if words == before or not before:
                return True
    return False


_DIGITS = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")


def _digits(text: str) -> list[Decimal]:
    return [value for found in _DIGITS.findall(text) if (value := _value(found)) is not None]


def _value(digits: str) -> Decimal | None:
    try:
        return Decimal(digits.replace(",", ""))
    except InvalidOperation:
        return None


_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def compute(expression: str) -> Decimal | None:
    """Of "50 * 5000" 250000; None where it is no sum of numbers."""
    try:
        return _computed(ast.parse(expression, mode="eval").body)
    except (SyntaxError, ValueError, ArithmeticError, KeyError, RecursionError):
        return None


def _computed(node: ast.AST) -> Decimal:
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_computed(node.left), _computed(node.right))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_computed(node.operand)
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return Decimal(str(node.value))
    raise ValueError(ast.dump(node))


def _of_order(item, evidence: str, language: str):
    order, values = item.key.get("order", []), item.key.get("values", [])
    if not all(_holds(evidence, each, language) for each in order):
        yield Problem.UNSUPPORTED
    if values:
        numbers = [Decimal(str(value)) for value in values]
        if len(values) != len(order) or numbers != sorted(numbers):
            yield Problem.WRONG_KEY
        if not all(abs(number) in _digits(evidence) for number in numbers):
            yield Problem.UNSUPPORTED
    elif sorted(places := [_place_of(each, evidence) for each in order]) != places:
        yield Problem.WRONG_KEY


def _place_of(text: str, evidence: str) -> int:
    found = find_quote(text, evidence)
    return found[0] if found else -1


def _holds(evidence: str, text: str, language: str) -> bool:
    """Whether these words stand there: one after the other, or cut short as on a slide."""
    if find_quote(text, evidence):
        return True
    return len(text.split()) > 3 and _most_words(text.replace("…", ""), evidence)
