"""Pure: of what type a term is, so that a wrong answer is of the key's."""

import re

_VERB = re.compile(r"^to\s", re.IGNORECASE)
_NOUN = re.compile(
    r"^(?:an?|the|any|those|one|points?|today|in|study|der|die|das|ein|eine|le|la|les|l’|une?"
    r"|el|los|las|una?)\b",
    re.IGNORECASE,
)
MANY = re.compile(r"(?<![si])s$", re.IGNORECASE)


def type_of_entry(term: str, definition: str) -> str:
    """ "verb", "one" or "many" for nouns, "adjective"."""
    if _VERB.match(definition):
        return "verb"
    if _NOUN.match(definition) or " " in term:
        return type_of_noun(term)
    return "adjective"


def type_of_noun(term: str) -> str:
    return "many" if MANY.search(term) else "one"
