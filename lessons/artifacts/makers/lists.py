"""What a sentence lists, with things that it does not: choose all that are right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lessons.artifacts.base import BLANK, Draft, Kind, Reading, Said, option
from lessons.artifacts.makers.sentences import clear_sentences, terms_of
from lessons.artifacts.makers.similar import Similar
from project.text.stop_words import STOP_WORDS

KEYS = (3, 5)  # things that a list has to name, at least and at most
WORDS = 4  # of one of them, at most
WRONG = 3
# What stands before a list, by language; the rest of the sentence is the list.
_LEADS = {
    "en": r"(?:are|were|include|includes|included|(?:consists?|made up) of|contains?)",
    "de": r"(?:sind|waren|umfasst|umfassen|heißen|enthält|enthalten)",
    "fr": r"(?:sont|étaient|comprend|comprennent|contient|contiennent)",
    "es": r"(?:son|eran|incluye|incluyen|contiene|contienen)",
}
_AND = {"en": "and", "de": "und", "fr": "et", "es": "(?:y|e)"}
LEAD_WORDS = 3  # at least: "Examples include" does not say of what
_DOES = re.compile(r"^\w+(?:ed|ing|ly)\b")  # what is done, and how, is no thing
_ARTICLE = re.compile(r"^(?:the|a|an|der|die|das|le|la|les|l’|el|los|las)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listed:
    """lead: the sentence up to the list. things: as they stand there, without articles."""

    said: Said
    lead: str
    things: tuple[str, ...]


def multiple(reading: Reading, similar: Similar) -> Iterator[Draft]:
    """Wrong are the terms and the listed things of other sentences that never stand beside one of
    the right ones: what does could belong to them as well."""
    terms = terms_of(reading)
    clear = {said.position: worth for said, worth in clear_sentences(reading, terms)}
    found = [listed for said in reading.said if (listed := listed_in(said, reading.language))]
    things = [thing for listed in found for thing in listed.things]
    for listed in found:
        if listed.said.position not in clear:
            continue
        pool = _apart(listed, [*things, *terms.kinds], reading)
        wrong = similar.wrong(listed.things[0], pool, count=WRONG)
        if len(wrong) < 2:
            continue
        yield Draft(
            Kind.MULTIPLE,
            f"{listed.lead} {BLANK}.",
            listed.said.place,
            f"list {listed.said.position}",
            options=[
                *(option(thing, is_key=True) for thing in listed.things),
                *(option(thing, is_key=False) for thing in wrong),
            ],
            explanation=listed.said.text,
            points=2,
            worth=clear[listed.said.position] + 1.0,
            is_of_sentence=True,
        )


def listed_in(said: Said, language: str) -> Listed | None:
    """ "The inner planets are Mercury, Venus, Earth, and Mars." """
    base = language[:2]
    if base not in _LEADS:
        return None
    lead = rf"(?P<lead>[^,;:()]+? {_LEADS[base]}):?"
    last = rf"{_AND[base]} (?P<last>[^,;:()—]+)\."
    match = re.fullmatch(rf"{lead} (?P<list>[^;:()—]+) {last}", said.text)
    if match is None:
        return None
    named = [*match["list"].rstrip(", ").split(","), match["last"]]
    things = tuple(_ARTICLE.sub("", each.strip()) for each in named)
    fits = KEYS[0] <= len(things) <= KEYS[1] and len(set(things)) == len(things)
    is_said = len(match["lead"].split()) >= LEAD_WORDS
    if not fits or not is_said or not all(_is_thing(each, base) for each in things):
        return None
    return Listed(said, match["lead"], things)


def _is_thing(words: str, language: str) -> bool:
    stop = STOP_WORDS.get(language, frozenset())
    first = words.split()[0].lower() if words else ""
    is_short = 1 <= len(words.split()) <= WORDS
    return is_short and first not in stop and _DOES.match(words) is None


def _apart(listed: Listed, candidates: list[str], reading: Reading) -> list[str]:
    """Those that no sentence names together with one of the list."""
    near = " ".join(
        said.text.lower()
        for said in reading.said
        if any(thing.lower() in said.text.lower() for thing in listed.things)
    )
    lead = listed.lead.lower()
    apart = (each for each in candidates if each.lower() not in near and each.lower() not in lead)
    return list(dict.fromkeys(apart))
