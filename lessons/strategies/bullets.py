"""What a slide shows of what is said. Pure."""

import re

from lessons.script.base import Topic

MAX_BULLETS = 4
POINTER = re.compile(r"\s*\([^()]*\d[^()]*\)(?=[\s.,;:]|$)")  # "(Figure 2.3)", "(1609)"
ELLIPSIS = "\u00a0…"  # never alone on a line


def bullets_of(topic: Topic) -> list[str]:
    """What the slide shows of the sentences."""
    return [shorten(sentence.text) for sentence in topic.sentences[:3]]


def shorten(text: str, words: int = 14) -> str:
    """The first clause of a sentence, or its first words: a slide is not a page."""
    parts = POINTER.sub("", text).rstrip(".").split()
    if len(parts) <= words:
        return " ".join(parts)
    for cut in range(words, words // 2, -1):
        clause = " ".join(parts[:cut])
        if clause[-1] in ",;:—" and _is_balanced(clause):
            return clause.rstrip(",;:—") + ELLIPSIS
    return " ".join(parts[:words]) + ELLIPSIS


def _is_balanced(text: str) -> bool:
    return all(text.count(left) == text.count(right) for left, right in ("()", "[]", "“”"))
