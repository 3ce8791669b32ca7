"""Finding quoted words in a text, however either of them was set.

What a typesetter or a keyboard changes does not matter: ligatures and other compatibility
forms, soft hyphens, a word broken at a line's end, white space, the shape of quotes and dashes,
and the case of the first letter. Every word does.
"""

import re
import unicodedata
from array import array
from functools import lru_cache

INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), "")
SHAPES = INVISIBLE | {
    **dict.fromkeys(map(ord, "‘’‚‛′`´"), "'"),
    **dict.fromkeys(map(ord, "“”„‟″«»"), '"'),
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
}
SPACES = re.compile(r"\s+")
# The letters of one word that a line's end, or a hyphen, parts.
BROKEN = re.compile(r"(?<=[^\W\d_])-\s*(?=[^\W\d_])")
# Scripts that set no space between words: one begins anywhere.
UNSPACED = re.compile("[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


def find_quote(text: str, passage: str) -> tuple[int, int] | None:
    """(start, end) in `passage` of the words of `text` one after the other, or None.

    An omitted beginning or end ("…") is allowed, an omission inside is not: what is left out
    there could be a "not". Parts of words and of numbers do not count as found.
    """
    sought = _plain(text.strip(" \n…"))[0].strip()
    if not any(map(str.isalnum, sought)):
        return None
    unended = sought.rstrip(" .")  # a quote may end where its sentence does not
    plain, places = _plain(passage)
    forms = (sought, _other_case(sought), unended, _other_case(unended))
    for form in dict.fromkeys(forms):
        for start in _occurrences(form, plain):
            end = start + len(form)
            if _is_whole(plain, start, end):
                return places[start], places[end - 1] + 1
    return None


def is_same(text: str, other: str) -> bool:
    """Whether they are the same words, however they are set."""
    return _plain(text)[0].strip() == _plain(other)[0].strip()


@lru_cache(maxsize=500)  # some 10 MB: a passage is quoted from again and again
def _plain(text: str) -> tuple[str, array]:
    """The text as it is compared, and for each of its characters the place it comes from."""
    characters: list[str] = []
    places = array("l")
    for place, character in enumerate(text):
        for part in _shaped(character):
            space = part.isspace()
            if space and characters and characters[-1] == " ":
                continue
            characters.append(" " if space else part)
            places.append(place)
    plain = "".join(characters)
    for found in reversed(list(BROKEN.finditer(plain))):
        plain = plain[: found.start()] + plain[found.end() :]
        del places[found.start() : found.end()]
    return plain, places


@lru_cache(maxsize=5_000)
def _shaped(character: str) -> str:
    return unicodedata.normalize("NFKD", character.translate(SHAPES)).translate(SHAPES)


def _other_case(text: str) -> str:
    first = next((i for i, character in enumerate(text) if character.isalpha()), 0)
    return text[:first] + text[first : first + 1].swapcase() + text[first + 1 :]


def _occurrences(sought: str, text: str):
    start = text.find(sought)
    while start >= 0:
        yield start
        start = text.find(sought, start + 1)


def _is_whole(text: str, start: int, end: int) -> bool:
    return not (_cuts(text, start) or _cuts(text, end))


def _cuts(text: str, place: int) -> bool:
    """Whether a word or number goes on across the place: "5" is not in "15", nor in "5.3"."""
    before, after = text[max(place - 2, 0) : place], text[place : place + 2]
    if not before or not after:
        return False
    if UNSPACED.match(before[-1]) or UNSPACED.match(after[0]):
        return False
    if before[-1].isalnum() and (after[0].isalnum() or unicodedata.combining(after[0])):
        return True
    parted = before[-1] in ".," and len(before) == 2 and before[0].isdigit()
    leaves = after[0] in ".," and len(after) == 2 and after[1].isdigit()
    return (parted and after[0].isdigit()) or (leaves and before[-1].isdigit())
