"""The proper names, acronyms and addresses in a text."""

import re
import unicodedata
from collections.abc import Collection, Iterator

from project.text.sentences import STARTERS, sentence_spans
from project.text.stop_words import STOP_WORDS
from project.text.terms import terms

ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w.+-]+@[\w-]+\.\w+\S*|\b[\w-]+\.(?:com|org|net)\b\S*"
)
WORD = re.compile(r"[^\W_]+(?:['’.&-][^\W_]+)*")
PARTS = re.compile(r"['’.&-]")
OPENING = re.compile(r"[\"“„«'‘(\[:]\s*$")
# German writes all nouns large: one with a word like these before it, or such an end, is no name.
GERMAN_BEFORE = re.compile(
    r"(?:\b(?:der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|im|am|zum|zur|vom|beim|ins"
    r"|kein|keine|keinen|jede|jeder|jedes|viele|mehr|als|aus|und|oder|mit|ohne|\d+)|\w+(?:e|en|er|es|em))\s+$"
)
GERMAN_NOUN = re.compile(
    r"(?:ung|ungen|heit|keit|keiten|schaft|tion|tionen|tät|nis|tum|chen|ismus|ie|ien)$"
)


def names_in(text: str, language: str) -> list[str]:
    """Words that name: capitals inside a sentence, acronyms, addresses; in the text's order."""
    return [word for word, is_first in _named(text, language) if not is_first]


def missing_names(
    claim: str, evidence: str, language: str, *, common: Collection[str] = ()
) -> list[str]:
    """Names of the claim that the evidence does not hold; endings and accents do not matter.

    A sentence's first word is large anyway: it is taken for a name unless it is one of `common`,
    words in lower case that are known not to name.
    """
    held = _forms(evidence, language)
    return [
        word
        for word, is_first in _named(claim, language)
        if not (is_first and _may_begin(word, common)) and not _parts(word, language) <= held
    ]


def _may_begin(word: str, common: Collection[str]) -> bool:
    plain = word.lower()
    return plain in common or plain in STARTERS or plain.endswith("ly")


def _named(text: str, language: str) -> Iterator[tuple[str, bool]]:
    """(word, whether it only may be a name: it begins a sentence)."""
    code = language.lower()[:2]
    for address in ADDRESS.finditer(text):
        yield address[0].rstrip(".,;)"), False
    plain = ADDRESS.sub(" ", text)
    for start, end in sentence_spans(plain, language):
        sentence, seen = plain[start:end], False
        for found in WORD.finditer(sentence):
            before = sentence[: found.start()]
            is_first, seen = not seen or bool(OPENING.search(before)), True
            if _is_name(found[0], before, is_first, code):
                yield found[0], is_first and not _is_marked(found[0])


def _is_name(word: str, before: str, is_first: bool, code: str) -> bool:
    if _is_marked(word):
        return True
    if not word[0].isupper() or word.lower() in STOP_WORDS.get(code, frozenset()):
        return False
    if code == "de" and not is_first:
        return not (GERMAN_BEFORE.search(before) or GERMAN_NOUN.search(word))
    return len(word) > 1


def _is_marked(word: str) -> bool:
    """NASA, DNA, H2O, McDonald: large letters or digits where no word of prose has them."""
    letters = [c for c in word if c.isalpha()]
    inner = any(c.isupper() for c in word[1:])
    return bool(letters) and (inner or (any(c.isdigit() for c in word) and word[0].isupper()))


def _forms(text: str, language: str) -> set[str]:
    words = [word for found in WORD.findall(text) for word in (found, *PARTS.split(found))]
    addresses = [address[0].rstrip(".,;)") for address in ADDRESS.finditer(text)]
    return {*terms(text, language), *map(_folded, words), *map(_folded, addresses)}


def _parts(name: str, language: str) -> set[str]:
    """In one form that the evidence's are compared in."""
    if ADDRESS.match(name):
        return {_folded(name)}
    return set(terms(name, language)) or {_folded(name)}


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(c for c in plain if not unicodedata.combining(c))
