"""Which language a short text seems to be in."""

import re

from project.text.stop_words import STOP_WORDS

WORD = re.compile(r"[^\W\d_]+")
LEAST = 2  # stop words, before anything is said


def is_other_language(text: str, language: str) -> bool:
    """Whether its small words are clearly those of another language than this one."""
    words = WORD.findall(text.lower())
    hits = {code: sum(word in stops for word in words) for code, stops in STOP_WORDS.items()}
    code = language.lower()[:2]
    best = max(hits.values(), default=0)
    return code in hits and best >= LEAST and best > 2 * hits[code]
