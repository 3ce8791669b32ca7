"""Which language a text is in: found on this machine, by a model of 4 MB in its wheel."""

import threading
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from project.languages import base_of
from project.text.terms import STEMMERS

# What the model may answer: what the search has words for, and what is written without spaces.
KNOWN = (frozenset(STEMMERS) - {"nb", "nn", "yi"}) | {"zh", "ja", "ko", "th", "lo", "km", "uk"}
# Kinds of one language that the model tells apart and the search does not.
KINDS = {"wuu": "zh", "yue": "zh", "ary": "ar", "arz": "ar", "nn": "no"}

SURE = 0.9  # a probability
LEAST_LETTERS = 40  # shorter ones are names, formulas and headings, which say little
UNSPACED_SAYS = 3  # letters more, for each of a script without spaces
MOST_CHARACTERS = 600  # a longer text is no surer
FEW_CHARACTERS = 200  # enough to agree with what is known

_opening = threading.Lock()


def likelihoods(text: str, among: Collection[str] = KNOWN) -> dict[str, float]:
    """How likely the text is in each of these languages: code -> 0 to 1, summing to 1.

    among: codes such as "en" or "en-GB"; one that the model does not know gets 0, unless
      it knows none of them: then all are as likely.
    """
    by_base: Counter[str] = Counter()
    for code, probability in _identifier().rank(text[:MOST_CHARACTERS]):
        by_base[KINDS.get(code, code)] += probability
    found = {code: by_base[base_of(code)] for code in among}
    total = sum(found.values())
    if not total:
        return dict.fromkeys(found, 1 / len(found)) if found else {}
    return {code: probability / total for code, probability in found.items()}


def find_language(text: str, *, otherwise: str = "") -> str:
    """The language of a text: what it was said to be, unless its words clearly say another.

    otherwise: a code, or "" where nothing is known. A region is kept: a text that is said
    to be "en-GB" and found to be English is "en-GB".
    """
    expected = base_of(otherwise)
    if expected and _surely(text[:FEW_CHARACTERS]) == expected:
        return otherwise
    found = _surely(text[:MOST_CHARACTERS])
    return found if found not in ("", expected) else otherwise


def _surely(text: str) -> str:
    """A code, or "" where the text does not tell."""
    if not _has_enough(text):
        return ""
    found, probability = max(likelihoods(text).items(), key=lambda pair: pair[1])
    return found if probability >= SURE else ""


def main_language(texts: Iterable[str], *, otherwise: str = "") -> str:
    """The language that most of these texts are in."""
    counts = Counter(find_language(text, otherwise=otherwise) for text in texts)
    return counts.most_common(1)[0][0] if counts else otherwise


def _has_enough(text: str) -> bool:
    """Letters to tell a language by, vowel signs among them; a Han or Hangul one says as much
    as several others."""
    said = 0
    for letter in text:
        if unicodedata.category(letter)[0] in "LM":
            said += 1 + UNSPACED_SAYS * (letter >= "\u3040")
            if said >= LEAST_LETTERS:
                return True
    return False


@cache
def _opened() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _identifier() -> LanguageIdentifier:
    """Half a second at the first text of a process; its scoring changes nothing in itself."""
    with _opening:
        return _opened()
