"""Pure: which words of a text it explains itself, and in which sentence.

By how definitions are worded, in each language that has a pattern; a text in another, or one
that defines nothing, has none.
"""

import re
from collections.abc import Iterable

from lessons.script.base import SourceSentence, Topic

_TERM = r"(?P<term>[^\W\d_][\w’'-]*(?: [\w’'-]+){0,2})"
_ARTICLE = (
    r"(?:the |an? |der |die |das |den |ein |eine |le |la |l’|les |un |une |el |los |las |una )?"
)
_DEFINING = re.compile(
    r"\b(?:is|are) (?:called|known as|defined as|termed) " + _ARTICLE + _TERM
    + r"|\bcalls? [^,.;]{3,80} (?:the|an?) " + _TERM.replace("term", "call") + r"(?=[.,;])"
    + r"|\b(?:heißt|heißen|nennt man|bezeichnet man als) " + _ARTICLE + _TERM.replace("term", "de")
    + r"|\bs[’']appellent? " + _ARTICLE + _TERM.replace("term", "fr")
    + r"|\bse (?:llama|llaman|denomina|denominan) " + _ARTICLE + _TERM.replace("term", "es")
    + r"|^(?:the |an? )?" + _TERM.replace("term", "head") + r" (?:is|are) (?:an?|the) \w",
    re.IGNORECASE,
)  # fmt: skip
_ENDS = re.compile(
    r" (?:and|or|of|in|by|because|since|as|for|to|that|which|und|oder|et|ou|y|o|when|is|are)\b.*$",
    re.IGNORECASE,
)


def glosses(topics: Iterable[Topic], *, most: int) -> list[tuple[str, SourceSentence]]:
    """(word, the sentence that says what it is), in the text's order, each word once."""
    found: dict[str, tuple[str, SourceSentence]] = {}
    for topic in topics:
        for sentence in topic.sentences:
            if (word := defined_in(sentence.text)) and word.casefold() not in found:
                found[word.casefold()] = (word, sentence)
    return list(found.values())[:most]


def defined_in(sentence: str) -> str:
    """ "Dark regions are called sunspots." defines sunspots; "" where nothing is defined."""
    match = _DEFINING.search(sentence)
    if match is None:
        return ""
    return _ENDS.sub("", match[match.lastgroup or "term"]).strip(" -’'")
