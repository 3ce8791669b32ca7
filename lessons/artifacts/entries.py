"""Pure: the terms that a source explains, in its glossary and in its sentences."""

import re
from collections.abc import Callable

from project.text.stop_words import STOP_WORDS

MOST_WORDS = 4  # of a term
_MARKED = re.compile(
    r"^(?P<term>[^:.;()]{2,60}?)(?:\s*\([^()]*\))?\s*(?::|\s[–—]\s)\s*(?P<rest>.+)$", re.S
)
_BRACKET = re.compile(r"^\s*\([^()]*\)\s*")
# How a definition begins where nothing stands between it and its term.
_BEGINS = re.compile(r"^(?:an?|the|any|those|to|one of|today,)\s", re.IGNORECASE)

CALLED = {
    "en": re.compile(
        r"\b(?:is|are|was|were)\s+(?:sometimes\s|often\s|usually\s|commonly\s|generally\s)?"
        r"(?:called|known\sas|termed|referred\sto\sas)\s+(?:an?\s|the\s)?[“\"]?(?P<term>[\w’ -]+?)"
        r"(?=[”\",.;:(—–]|\s(?:and|but|because|which|that|who|after|by|in|for|if|when|of|from)\b|$)"
    ),
    "de": re.compile(
        r"\b(?:heißt|heißen|nennt\sman|bezeichnet\sman\sals)\s+(?:die\s|der\s|das\s|ein\w*\s)?[„\"]?"
        r"(?P<term>[\w -]+?)(?=[“\",.;:(–]|$)"
    ),
    "fr": re.compile(
        r"\b(?:est|sont)\s+appelée?s?\s+(?:une?\s|le\s|la\s|les\s|l’)?[«\"]?\s?(?P<term>[\w’ -]+?)"
        r"(?=\s?[»\",.;:(–]|$)"
    ),
    "es": re.compile(
        r"\bse\s(?:llaman?|denominan?|conocen?\scomo)\s+(?:una?\s|el\s|la\s|los\s|las\s)?[«“\"]?"
        r"(?P<term>[\w -]+?)(?=[»”\",.;:(–]|$)"
    ),
}


def split_entry(text: str, language: str, count_of: Callable[[str], int]) -> tuple[str, str] | None:
    """(term, definition) of one paragraph or line of a glossary; None where it is neither.

    count_of: how often the words, in lower case, stand in the text of the source: with nothing
        between term and definition, a term is the longest beginning that is used elsewhere.
    """
    plain = " ".join(text.split())
    if marked := _MARKED.match(plain):
        return marked["term"].strip(), marked["rest"].strip()
    words, found = plain.split(), None
    for length in range(1, min(MOST_WORDS, len(words) - 2) + 1):
        term, rest = " ".join(words[:length]), " ".join(words[length:])
        bare = _BRACKET.sub("", rest)
        if words[length - 1].lower().strip(",;.") in STOP_WORDS.get(language[:2], frozenset()):
            break
        if any(mark in term for mark in "(),;:"):
            break
        begins = _BEGINS.match(bare) is not None
        if count_of(term.lower()) >= 2 or begins:
            found = (term, bare)
        if begins:
            break
    return found


def called_in(sentence: str, language: str) -> re.Match | None:
    """The match of the first term that a sentence introduces, as its group "term"."""
    pattern = CALLED.get(language.split("-")[0].lower())
    found = pattern.search(sentence) if pattern else None
    if found is None or not 1 <= len(found["term"].split()) <= MOST_WORDS:
        return None
    return found
