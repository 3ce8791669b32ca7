"""A question that leans on the one before, made to stand alone, without a model."""

import re
from collections.abc import Sequence

from project.text.stop_words import STOP_WORDS
from project.text.terms import terms

# Words that stand for something said before.
POINTING = {
    "en": "it its they them their theirs he him his she her this that these those there one ones",
    "es": "él ella ello ellos ellas eso esto esos esas estos estas su sus lo los le les ahí allí",
    "fr": "il elle ils elles lui leur leurs ce cela ça ceci ceux celle celles son sa ses y en",
    "de": "er sie es ihn ihm ihr ihre ihren ihrer sein seine seinen dies diese dieser dieses"
    " davon dazu darin dort",
}
# How one goes on asking.
GOING_ON = {
    "en": r"and|but|so|then|what about|how about|why|how come|since when|where|when",
    "es": r"y|pero|entonces|qué tal|por qué|desde cuándo|dónde|cuándo",
    "fr": r"et|mais|alors|pourquoi|depuis quand|où|quand|qu'en est-il",
    "de": r"und|aber|dann|warum|wieso|seit wann|wo|wann|wie steht es",
}
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
MOST_POINTING, MOST_GOING_ON = 3, 1  # terms of its own that a leaning question has
MOST_CARRIED = 8  # words


def stand_alone(question: str, before: Sequence[str], language: str) -> str:
    """The question, with the words it leans on in brackets where it leans.

    before: the questions asked before, oldest first, each as it was searched for.
    """
    if not before or not _leans(question, language):
        return question
    own = set(terms(question, language))
    carried = [
        word for word in _words(before[-1], language) if not set(terms(word, language)) & own
    ]
    if not carried:
        return question
    return f"{question.rstrip(' ?？¿!.')}? ({' '.join(dict.fromkeys(carried[-MOST_CARRIED:]))})"


def _leans(question: str, language: str) -> bool:
    code = language.lower()[:2]
    words = [word.lower() for word in WORD.findall(question)]
    own = len(set(terms(question, language)))
    if set(words) & set(POINTING.get(code, "").split()):
        return own <= MOST_POINTING
    goes_on = (
        re.match(rf"\W*(?:{GOING_ON[code]})\b", question.lower()) if code in GOING_ON else None
    )
    return own == 0 or (bool(goes_on) and own <= MOST_GOING_ON)


def _words(question: str, language: str) -> list[str]:
    """Its words that say what it is about, as they were written."""
    stops = STOP_WORDS.get(language.lower()[:2], frozenset())
    return [w for w in WORD.findall(question) if w.lower() not in stops and terms(w, language)]
