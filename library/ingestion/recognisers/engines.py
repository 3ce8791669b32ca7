"""Engine -> where it is, and which languages it can read; looked at by parent and child.

Nothing of an engine is imported until a child loads it.
"""

import importlib
import importlib.util
import shutil
import subprocess
import time
from dataclasses import dataclass
from functools import lru_cache

from library.ingestion.recognisers.base import Engine

# What the recognition model in the wheel of RapidOCR 3.10 (PP-OCRv6, small) was made for: Chinese,
# Japanese, and what is written in Latin letters. Its table of signs has no Cyrillic, Arabic,
# Hebrew, Korean, Thai or Indian letters.
_RAPID = frozenset({
    "af", "az", "bs", "ca", "cs", "cy", "da", "de", "en", "es", "et", "eu", "fi", "fr", "ga", "gl",
    "hr", "hu", "id", "is", "it", "ja", "ku", "la", "lb", "lt", "lv", "mi", "ms", "mt", "nb", "nl",
    "nn", "no", "oc", "pl", "pt", "qu", "rm", "ro", "sk", "sl", "sq", "sv", "sw", "tl", "tr", "uz",
    "vi", "zh",
})  # fmt: skip
# ISO 639-1 -> how Tesseract names the data of a language.
_TESSERACT = {
    "af": "afr", "ar": "ara", "az": "aze", "be": "bel", "bg": "bul", "bn": "ben", "bs": "bos",
    "ca": "cat", "cs": "ces", "cy": "cym", "da": "dan", "de": "deu", "el": "ell", "en": "eng",
    "es": "spa", "et": "est", "eu": "eus", "fa": "fas", "fi": "fin", "fr": "fra", "ga": "gle",
    "gl": "glg", "he": "heb", "hi": "hin", "hr": "hrv", "hu": "hun", "hy": "hye", "id": "ind",
    "is": "isl", "it": "ita", "ja": "jpn", "ka": "kat", "kk": "kaz", "ko": "kor", "la": "lat",
    "lb": "ltz", "lt": "lit", "lv": "lav", "mk": "mkd", "ms": "msa", "mt": "mlt", "nb": "nor",
    "nl": "nld", "nn": "nor", "no": "nor", "oc": "oci", "pl": "pol", "pt": "por", "ro": "ron",
    "ru": "rus", "sk": "slk", "sl": "slv", "sq": "sqi", "sr": "srp", "sv": "swe", "sw": "swa",
    "ta": "tam", "th": "tha", "tr": "tur", "uk": "ukr", "ur": "urd", "uz": "uzb", "vi": "vie",
    "yi": "yid", "zh": "chi_sim",
}  # fmt: skip
LIST_S = 10.0
LISTED_S = 60


@dataclass(frozen=True, slots=True)
class Known:
    """An engine that is installed. languages: as BCP 47 begins."""

    name: str
    languages: frozenset[str]

    def knows(self, language: str) -> bool:
        return language in self.languages


def installed(names: tuple[str, ...]) -> list[Known]:
    """Of these names those that are here, in their order."""
    found = (Known(name, _LANGUAGES[name]()) for name in names)
    return [known for known in found if known.languages]


def known_languages(names: tuple[str, ...]) -> set[str]:
    return {language for known in installed(names) for language in known.languages}


def choose(names: tuple[str, ...], language: str) -> Known | None:
    """The first that knows the language; None where one is named and nobody knows it."""
    here = installed(names)
    if not language:
        return here[0] if here else None
    return next((known for known in here if known.knows(language)), None)


def load(name: str) -> Engine:
    module, _, attribute = ENGINES[name].partition(":")
    return getattr(importlib.import_module(module), attribute)()


def tesseract_name(language: str) -> str:
    return _TESSERACT.get(language, "")


def _rapid_languages() -> frozenset[str]:
    return _RAPID if importlib.util.find_spec("rapidocr") else frozenset()


def _tesseract_languages() -> frozenset[str]:
    program = shutil.which("tesseract")
    return _listed(program, int(time.time() // LISTED_S)) if program else frozenset()


@lru_cache(maxsize=1)
def _listed(program: str, _now: int) -> frozenset[str]:
    """Asked again once a minute: data may be installed while workers run."""
    try:
        answer = subprocess.run(
            [program, "--list-langs"], capture_output=True, text=True, timeout=LIST_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    data = set(answer.stdout.split())
    return frozenset(language for language, name in _TESSERACT.items() if name in data)


ENGINES = {
    "rapidocr": "library.ingestion.recognisers.rapid:RapidEngine",
    "tesseract": "library.ingestion.recognisers.tesseract:TesseractEngine",
}
_LANGUAGES = {"rapidocr": _rapid_languages, "tesseract": _tesseract_languages}
