"""Which sentences are worth asking about, and the terms in them. Pure."""

import re
from collections import Counter
from dataclasses import dataclass

from lessons.artifacts.base import Reading, Said
from lessons.artifacts.clear import is_clear
from lessons.artifacts.entries import called_in
from lessons.artifacts.makers.kinds_of_term import type_of_noun
from lessons.artifacts.makers.people import people_in
from project.text.stop_words import STOP_WORDS

_PROPER = re.compile(r"(?<=[a-z,;] )(?:[A-Z][\w’]+)(?:\s[A-Z][\w]+)*")
_SUMMARY = re.compile(r"\b(?:summary|zusammenfassung|résumé|resumen|key concepts)\b", re.IGNORECASE)
_VAGUE = re.compile(
    r"\b(?:might|may|perhaps|probably|seem\w*|many people|some people|sometimes|interesting"
    r"|vielleicht|peut-être|quizás)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:it|its|they|their|them|he|his|she|her)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Terms:
    """kinds: what is asked for -> its type; only the same type stands beside it."""

    kinds: dict[str, str]
    people: list[str]

    def in_sentence(self, text: str) -> list[str]:
        """The longest that stand there, none within another."""
        found: list[str] = []
        for term in sorted(self.kinds, key=len, reverse=True):
            if any(term.lower() in other.lower() for other in found):
                continue
            if re.search(rf"(?<![\w-]){re.escape(term)}(?![\w-])", text, _case_of(term)):
                found.append(term)
        return found


def _case_of(term: str) -> int:
    return 0 if term[0].isupper() else re.IGNORECASE


def terms_of(reading: Reading) -> Terms:
    """Of glossary, of sentences that name something, and names that come again."""
    texts = [said.text for said in reading.said]
    people = people_in(texts)
    kinds = dict.fromkeys(people, "person")
    stop = STOP_WORDS.get(reading.language[:2], frozenset())
    for entry in reading.entries:
        kinds.setdefault(entry.term, type_of_noun(entry.term))
    for text in texts:
        found = called_in(text, reading.language)
        if found and found["term"].split()[0].lower() not in stop:
            kinds.setdefault(found["term"].strip(), type_of_noun(found["term"].strip()))
    names = Counter(name for text in texts for name in _PROPER.findall(text))
    for name, times in names.items():
        whole = [part for person in people for part in person.split()]
        if times >= 3 and name not in kinds and not set(name.split()) & set(whole):
            kinds[name] = "name"
    return Terms(kinds, people)


def clear_sentences(reading: Reading, terms: Terms) -> list[tuple[Said, float]]:
    """(sentence, how much it is worth), those that can be asked about away from their page."""
    return [
        (said, _worth(said, terms))
        for said in reading.said
        if is_clear(said.text, reading.language)
    ]


def _worth(said: Said, terms: Terms) -> float:
    words = len(said.text.split())
    worth = 1.0 + 0.5 * min(3, len(terms.in_sentence(said.text)))
    worth += 1.0 if _SUMMARY.search(said.heading) else 0.0
    worth -= 1.0 if _VAGUE.search(said.text) else 0.0
    worth -= 0.5 if _PRONOUN.search(said.text) else 0.0
    return worth - 0.04 * abs(words - 18)
