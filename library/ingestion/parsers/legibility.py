"""Is a page's text layer text, or the debris of a font without a table of its letters?"""

import re
import string
import unicodedata

MIN_LETTERS = 200  # below this, the share of vowels says nothing
FOREIGN_SHARE = 0.25  # of signs that stand for no letter at all
VOWELS_AT_LEAST = 0.22  # English 0.40, Polish 0.42, Czech 0.41, program code 0.33
SAMPLE = 3_000  # signs, taken evenly from a page
_FOREIGN = re.compile("[\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff]")


def is_legible(text: str) -> bool:
    """False where most signs have no meaning, or Latin letters stand in no language's order.

    A font that carries no mapping to letters gives replacement signs, private signs, or
    letters moved along the alphabet; the last show by their lack of vowels.
    """
    text = "".join(text.split())
    text = text[:: len(text) // SAMPLE + 1].lower()
    if not text:
        return False
    if not text.isascii():
        if len(_FOREIGN.findall(text)) > FOREIGN_SHARE * len(text):
            return False
        text = unicodedata.normalize("NFD", text)
    letters = sum(map(text.count, string.ascii_lowercase))
    if letters < max(MIN_LETTERS, len(text) // 2):
        return True
    return sum(map(text.count, "aeiouy")) >= VOWELS_AT_LEAST * letters


LIKE_WORDS = 0.6  # of the pieces between blanks; of a fair text layer 0.9 and more
MIN_PIECES = 20
_LIKE_WORD = re.compile(r"""["'“‘„«(\[]*(?:[^\W\d_]+(?:[-'’][^\W\d_]+)*|[\d.,:/–-]+)[\W]*""")


def is_fair_layer(text: str) -> bool:
    """Whether text that lies over a scan is words: a program that knew too little wrote some of
    them as "th#" and "qu1c|<". Other text may be full of signs, as formulas and programs are."""
    pieces = text.split()
    if len(pieces) < MIN_PIECES:
        return True
    pieces = pieces[:: len(pieces) // SAMPLE + 1]
    like = sum(bool(_LIKE_WORD.fullmatch(piece)) for piece in pieces)
    return like >= LIKE_WORDS * len(pieces)
