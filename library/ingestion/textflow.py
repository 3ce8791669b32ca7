"""Printed lines become running text, with each line's place in it kept.

A line break in a book is not a break in a sentence: lines are joined by a space, and a word
that was divided at the end of a line is made whole again. Where a line's text begins and ends
in the joined text stays known, so that a passage can be outlined on the page.
"""

import re
import unicodedata
from collections.abc import Iterable

SOFT_HYPHEN = "\u00ad"
HYPHENS = ("-", "\u2010", SOFT_HYPHEN)

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u200b\u2060\u200e\u200f]")
_SPACES = re.compile(r"\s+")
_LEADERS = re.compile(r"(?:[ ]?[.·…_]){4,}")
_TAIL_WORD = re.compile(r"[^\W\d_]+$")
_HEAD_WORD = re.compile(r"[^\W\d_]+")


def clean(text: str, *, keep_spaces: bool = False) -> str:
    """The text without what cannot be stored or read: control characters, lone surrogates.

    Ligatures are spelled out, letters composed (NFC), dotted leaders shortened to " … ", runs of
    white space made one blank unless keep_spaces. A soft hyphen stays only at the very end,
    where it says that a word goes on in the next line.
    """
    if not text.isascii():
        text = _clean_unicode(text)
    elif not text.isprintable():
        text = _CONTROL.sub("", text.replace("\t", " "))
    if "...." in text or ". . ." in text or "…" in text or "___" in text or "···" in text:
        text = _LEADERS.sub(" … ", text)
    if keep_spaces:
        return text.rstrip()
    return _SPACES.sub(" ", text).strip()


def _clean_unicode(text: str) -> str:
    ends_divided = text.rstrip().endswith(SOFT_HYPHEN)
    text = _CONTROL.sub("", text.replace("\t", " ").replace(SOFT_HYPHEN, ""))
    for ligature in re.findall("[\ufb00-\ufb06]", text):
        text = text.replace(ligature, unicodedata.normalize("NFKD", ligature))
    if not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    return text.rstrip() + SOFT_HYPHEN if ends_divided else text


def divided(before: str, after: str, compounds: frozenset[str] = frozenset()) -> int | None:
    """How many characters to take off `before` so that `after` can follow without a blank.

    None if the two do not make one word. 0 if the hyphen is part of it ("self-" + "conscious"
    where the book writes "self-conscious" elsewhere: `compounds`, in lower case; "Jean-" +
    "Jacques").
    """
    if not before.endswith(HYPHENS) or not after[:1].isalpha():
        return None
    head = _TAIL_WORD.search(before[:-1])
    if after[:1].isupper():
        return _divided_capital(before, after, head.group() if head else "")
    if not after[:1].islower():
        return None
    if head is None or len(head.group()) < 2:
        return 0 if head is not None and not before.endswith(SOFT_HYPHEN) else None
    tail = _HEAD_WORD.match(after)
    compound = f"{head.group()}-{tail.group()}".lower() if tail else ""
    return 0 if compound in compounds and not before.endswith(SOFT_HYPHEN) else 1


def _divided_capital(before: str, after: str, head: str) -> int | None:
    """ "PHILO-" + "SOPHY" is one word, "Jean-" + "Jacques" a name with a hyphen."""
    tail = _HEAD_WORD.match(after)
    if len(head) < 2 or tail is None:
        return None
    if head.isupper() and tail.group().isupper() and len(tail.group()) > 1:
        return 1
    return 1 if before.endswith(SOFT_HYPHEN) else 0


def join_lines(
    lines: Iterable[str], compounds: frozenset[str] = frozenset()
) -> tuple[str, list[tuple[int, int]]]:
    """Running text of printed lines, and (start, end) of each line in it, in characters.

    A divided word's first half counts to its own line without the hyphen that was taken off.
    """
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for text in lines:
        if pieces:
            cut = divided(pieces[-1], text, compounds)
            if cut is None:
                pieces.append(" ")
                length += 1
            elif cut:
                pieces[-1] = pieces[-1][:-cut]
                length -= cut
                spans[-1] = (spans[-1][0], length)
        pieces.append(text)
        spans.append((length, length + len(text)))
        length += len(text)
    joined = "".join(pieces)
    if joined.endswith(SOFT_HYPHEN):
        joined = joined[:-1]
        spans[-1] = (spans[-1][0], len(joined))
    return joined, spans
