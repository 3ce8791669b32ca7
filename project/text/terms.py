"""A text's words in the form in which they are compared: lower-cased and stemmed."""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import snowballstemmer

from project.text.stop_words import STOP_WORDS

STEMMERS = {
    "ar": "arabic", "hy": "armenian", "eu": "basque", "ca": "catalan", "cs": "czech",
    "da": "danish", "nl": "dutch", "en": "english", "eo": "esperanto", "et": "estonian",
    "fi": "finnish", "fr": "french", "de": "german", "el": "greek", "hi": "hindi",
    "hu": "hungarian", "id": "indonesian", "ga": "irish", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "fa": "persian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "es": "spanish", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip

# Scripts written without spaces (Thai, Lao, Khmer, kana, Han), and Korean, whose words
# carry their particles with them.
UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
UNSPACED_LETTER = re.compile(f"[{UNSPACED}]")
# Characters that are often a word alone: 水 in Chinese, 물 in Korean.
SYLLABIC = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
# Vowel signs and accents that stand alone: Python counts them as no part of a word.
MARKS = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0980-\u0dff"
WORD = re.compile(
    rf"[{UNSPACED}]+"
    r"|\d+(?:[.,]\d+)+"  # 3.14 and 1,024 are one term
    rf"|(?:(?![{UNSPACED}_])[\w{MARKS}])+"
)
APOSTROPHE = re.compile(r"(?<=\w)['’](?:s\b)?")
ACCENTS = re.compile(r"[\u0300-\u036f]")

LONGEST = 80  # characters of a term; longer runs are addresses and garbage

_stemming = threading.Lock()  # a stemmer keeps the word it works on in itself


def terms(text: str, language: str) -> list[str]:
    """Search terms in the order of the text, with repeats: both documents and queries.

    language: a code such as "en" or "pt-BR"; an unknown one is not stemmed.
    Words are lower-cased, stop words dropped, the rest stemmed, then accents
    dropped; runs of an unspaced script become pairs of neighbouring characters, and
    Han and Hangul also single ones, by which a word of one character is found.
    """
    code = language.lower().replace("_", "-").partition("-")[0]
    stop_words = STOP_WORDS.get(code, frozenset())
    found = []
    for word in _words(text):
        if word in stop_words:
            continue
        found += _pairs(word) if _is_unspaced(word) else [_stem(word, code)[:LONGEST]]
    return [term for term in found if term]  # a lone accent leaves nothing


@lru_cache(maxsize=500)  # some 8 MB of passages: those that are asked about now
def passage_terms(text: str, language: str) -> frozenset[str]:
    """The different terms of a text that is looked at again and again."""
    return frozenset(terms(text, language))


def _words(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", text).lower()
    for word in WORD.findall(APOSTROPHE.sub(" ", plain)):
        yield word.replace(",", "") if word[0].isdigit() else word


def _is_unspaced(word: str) -> bool:
    return word[0] >= "\u0e00" and UNSPACED_LETTER.match(word) is not None


def _pairs(word: str) -> list[str]:
    if len(word) == 1:
        return [word]
    return [word[i : i + 2] for i in range(len(word) - 1)] + SYLLABIC.findall(word)


@lru_cache(maxsize=200_000)
def _stem(word: str, code: str) -> str:
    if code == "en":  # English endings carry no accents; those of others decide the stem
        word = _without_accents(word)
    if code in STEMMERS:
        with _stemming:
            word = _stemmer(code).stemWord(word)
    return _without_accents(word)


def _without_accents(word: str) -> str:
    return unicodedata.normalize("NFC", ACCENTS.sub("", unicodedata.normalize("NFD", word)))


@cache
def _stemmer(code: str):
    return snowballstemmer.stemmer(STEMMERS[code])
