"""A number of the source left out, or computed anew."""

import re
from collections.abc import Iterator

from lessons.artifacts.base import BLANK, Draft, Kind, Reading
from lessons.artifacts.checking import compute
from lessons.artifacts.makers.sentences import clear_sentences, terms_of
from lessons.artifacts.makers.similar import Similar

_NUMBER = re.compile(
    r"(?<![\w.,/×–:-])(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d.,]*\d)(?![\w⁰¹²³⁴⁵⁶⁷⁸⁹/×:])"
)
_SUM = re.compile(
    r"(?P<a>\d[\d,]*(?:\.\d+)?)\s?(?P<sign>[×*÷+−])\s?(?P<b>\d[\d,]*(?:\.\d+)?)"
    r"(?:,? (?:or|which is|is)|\s?=)\s(?P<result>\d[\d,]*(?:\.\d+)?)(?![\d⁰¹²³⁴⁵⁶⁷⁸⁹])"
)
_SIGNS = {"×": "*", "*": "*", "÷": "/", "+": "+", "−": "-"}
_ROUGH = re.compile(
    r"\b(?:about|roughly|nearly|almost|approximately|around|some|more than|over|at least|ungefähr"
    r"|etwa|rund|fast|environ|près de|unos|casi|cerca de)\s*$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\d\s?[–-]\s?\d|\bto \d|\bbetween\b")
_LARGE = "million|billion|trillion|Millionen|Milliarden|millions|millones"
_UNIT = re.compile(
    rf"^\s?(?P<unit>%|°|(?:(?:{_LARGE})\s)?(?:(?:light|cubic|square)[ -])?"
    r"(?:km|m|cm|kg|g|h|s|y|K|AU|h/day|km/s|[^\W\d_]+s|year|degree)\b)"
)
ROUGHLY = 0.05  # of a number that the source calls rough


def numeric(reading: Reading, similar: Similar) -> Iterator[Draft]:
    terms = terms_of(reading)
    for said, worth in clear_sentences(reading, terms):
        if computed := _SUM.search(said.text):
            yield _computed(said, computed, worth)
            continue
        found = [m for m in _NUMBER.finditer(said.text) if not _is_of_a_name(said.text, m)]
        if not 1 <= len(found) <= 2 or _RANGE.search(said.text):
            continue
        match = found[0]
        value = match["digits"].replace(",", "")
        if float(value) in (0, 1) or len({m["digits"] for m in found}) < len(found):
            continue
        before, after = said.text[: match.start()], said.text[match.end() :]
        unit = None if _is_year(value) else _UNIT.match(after)
        rough = _ROUGH.search(before) is not None
        yield Draft(
            Kind.NUMERIC,
            f"{before}{BLANK}{after}",
            said.place,
            f"{value} {unit['unit'] if unit else ''}",
            key={
                "number": _plain(float(value)),
                "tolerance": _plain(round(float(value) * ROUGHLY, 4)) if rough else 0,
                "unit": unit["unit"] if unit else "",
                "expression": "",
            },
            explanation=said.text,
            is_of_sentence=True,
            worth=worth + (0.5 if unit else 0),
        )


def _computed(said, match: re.Match, worth: float) -> Draft:
    a, b, result = (match[name].replace(",", "") for name in ("a", "b", "result"))
    expression = f"{a} {_SIGNS[match['sign']]} {b}"
    stem = said.text[: match.start("result")] + BLANK + said.text[match.end("result") :]
    number = compute(expression)
    return Draft(
        Kind.NUMERIC,
        stem,
        said.place,
        expression,
        key={
            "number": _plain(float(result)),
            "tolerance": 0 if number == float(result) else _plain(abs(float(result)) / 1000),
            "unit": "",
            "expression": expression,
        },
        explanation=said.text,
        is_of_sentence=True,
        difficulty=3,
        points=2,
        worth=worth + 2,
    )


def _is_year(value: str) -> bool:
    return value.isdecimal() and 1000 <= int(value) <= 2100


def _plain(value: float) -> int | float:
    return int(value) if value == int(value) else value


def _is_of_a_name(text: str, match: re.Match) -> bool:
    """ "Table 2.1", "Apollo 11", a day of a month."""
    before = text[: match.start()].rstrip().rsplit(" ", 1)[-1]
    return match.start() > 0 and before[:1].isupper() and before not in ("In", "By", "About", "The")
