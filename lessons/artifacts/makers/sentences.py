"""Which sentences are worth asking about, and the terms in them. Pure."""

import re
from collections import Counter
from dataclasses import dataclass

from lessons.artifacts.base import Reading, Said
from lessons.artifacts.clear import is_clear
from lessons.artifacts.entries import called_in
from lessons.artifacts.makers.kinds_of_term import type_of_entry, type_of_noun
from lessons.artifacts.makers.people import people_in
from project.text.numbers import MONTH_OF
from project.text.stop_words import STOP_WORDS

_PROPER = re.compile(r"(?<=[a-z,;] )(?:[A-Z][\w’]+)(?:\s[A-Z][\w]+)*")
_SUMMARY = re.compile(r"\b(?:summary|zusammenfassung|résumé|resumen|key concepts)\b", re.IGNORECASE)
_VAGUE = re.compile(
    r"\b(?:might|may|perhaps|probably|seem\w*|many people|some people|sometimes|interesting"
    r"|vielleicht|peut-être|quizás)\b",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r"(?:ic|an|ish|ese|eek|ental|ern)$")
_SOMEBODY = re.compile(r"\b(?:he|she|his|her|him)\b", re.IGNORECASE)
ARTICLES = frozenset(
    "the a an der die das den dem ein eine einen le la les un une el los las una".split()  # noqa: SIM905
)
_OPINION = re.compile(
    r"\b(?:important|interesting|exciting|remarkab\w*|beautiful|straightforward|fun|surprising\w*"
    r"|wonderful|easy|hard|difficult|greatest|powerful|challeng\w*)\b",
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
    whole = " ".join(texts)
    people = people_in(texts)
    kinds = dict.fromkeys(people, "person")
    stop = STOP_WORDS.get(reading.language[:2], frozenset())
    for entry in reading.entries:
        kinds.setdefault(
            entry.term, _use(entry.term, whole, type_of_entry(entry.term, entry.definition))
        )
    for text in texts:
        found = called_in(text, reading.language)
        if found and found["term"].split()[0].lower() not in stop:
            term = found["term"].strip()
            kinds.setdefault(term, _use(term, whole, type_of_noun(term)))
    parts = {part for person in people for part in person.split()}
    names = Counter(name for text in texts for name in map(_bare_name, _PROPER.findall(text)))
    for name, times in names.items():
        if (
            times >= 3
            and name not in kinds
            and not set(name.split()) & parts
            and _names(name, whole)
        ):
            kinds[name] = f"name {_use(name, whole, type_of_noun(name))}"
    return Terms(kinds, people)


def _bare_name(name: str) -> str:
    return re.sub(r"’s?$", "", name)


def _names(name: str, whole: str) -> bool:
    """A name is large wherever it stands, and no month."""
    small = len(re.findall(rf"\b{re.escape(name.lower())}\b", whole))
    large = len(re.findall(rf"\b{re.escape(name)}\b", whole))
    is_month = name.split()[0].lower() in MONTH_OF
    return small * 4 < large and not is_month and _ADJECTIVE.search(name) is None


def _use(term: str, whole: str, kind: str) -> str:
    """The type, with whether it mostly follows an article: those change places without harm."""
    if kind in ("verb", "adjective"):
        return kind
    if term[0].isupper() and len(re.findall(rf"\b(?:in|at) {re.escape(term)}(?!’)\b", whole)) > 1:
        return "place"
    uses = re.findall(rf"(\w+\s)?\b{re.escape(term)}\b", whole, re.IGNORECASE)
    led = sum(use.strip().lower() in ARTICLES for use in uses)
    return f"{kind} with article" if led * 2 > len(uses) else kind


def clear_sentences(reading: Reading, terms: Terms) -> list[tuple[Said, float]]:
    """(sentence, how much it is worth), those that can be asked about away from their page."""
    return [
        (said, _worth(said, terms))
        for said in reading.said
        if is_clear(said.text, reading.language) and _says_who(said.text, terms)
    ]


def _says_who(text: str, terms: Terms) -> bool:
    """ "He" is somebody named before it."""
    found = _SOMEBODY.search(text)
    before = text[: found.start()] if found else ""
    return found is None or any(name.split()[-1] in before for name in terms.people)


def _worth(said: Said, terms: Terms) -> float:
    words = len(said.text.split())
    worth = 1.0 + 0.5 * min(3, len(terms.in_sentence(said.text)))
    worth += 1.0 if _SUMMARY.search(said.heading) else 0.0
    worth -= 1.0 if _VAGUE.search(said.text) else 0.0
    worth -= 1.0 if _OPINION.search(said.text) else 0.0
    worth -= 0.5 if _PRONOUN.search(said.text) else 0.0
    return worth - 0.04 * abs(words - 18)
