"""Pure: a line that is written from right to left, in the order in which it is read.

A PDF says where its letters stand, and MuPDF turns words around but leaves at the wrong end what
has no direction of its own: full stops, digits, brackets. So the order is taken from the places.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# What is read from left to right within the line, by the classes below: words of another script
# with all between them; a number with its signs.
_TURNED = re.compile(r"L(?:[LDSWN]*[LD])?|D(?:S?D)*|.", re.DOTALL)
_SIGNS = set(".,:/-+%")
_MIRRORED = str.maketrans("()[]{}«»‹›<>", ")(][}{»«›‹><")
_OPENING, _CLOSING = set("([{«‹"), set(")]}»›")


class Sign(NamedTuple):
    """x0, x1: where it stands, in points."""

    text: str
    x0: float
    x1: float


def is_mostly_right_to_left(text: str) -> bool:
    if text.isascii():
        return False
    found = len(RIGHT_TO_LEFT.findall(text))
    return found > 0 and 2 * found > sum(sign.isalpha() for sign in text)


def in_reading_order(signs: Sequence[Sign]) -> str:
    """signs: of one line, in any order but that marks follow the letter that they belong to."""
    placed = sorted(_clusters(signs), key=lambda one: one.x0)
    classes = "".join(_class(one.text) for one in placed)
    parts = [placed[found.start() : found.end()] for found in _TURNED.finditer(classes)]
    texts = ["".join(one.text for one in part) for part in reversed(parts)]
    return _with_brackets(texts)


def _clusters(signs: Sequence[Sign]) -> list[Sign]:
    """A letter with its marks is one; so is what is printed as one sign, such as lam and alef,
    whose second letter is given first and without a width."""
    found: list[Sign] = []
    behind = ""
    for sign, after in pairwise([*signs, Sign("", 0.0, 0.0)]):
        is_second = sign.x1 - sign.x0 < 0.01 and abs(after.x1 - sign.x0) < 0.1
        if unicodedata.combining(sign.text) and found:
            found[-1] = found[-1]._replace(text=found[-1].text + sign.text)
        elif is_second and RIGHT_TO_LEFT.match(sign.text):
            behind += sign.text
        else:
            found.append(sign._replace(text=sign.text + behind))
            behind = ""
    return found


def _class(text: str) -> str:
    sign = text[0]
    if RIGHT_TO_LEFT.match(sign):
        return "D" if sign.isdecimal() else "R"
    if sign.isdecimal():
        return "D"
    if sign.isalpha():
        return "L"
    if sign.isspace():
        return "W"
    return "S" if sign in _SIGNS else "N"


def _with_brackets(texts: list[str]) -> str:
    """In such a line brackets are printed the other way round; some files say what is printed."""
    alone = [text for text in texts if text in _OPENING | _CLOSING]
    if alone and alone[0] in _CLOSING:
        texts = [text.translate(_MIRRORED) if len(text) == 1 else text for text in texts]
    return "".join(texts)
