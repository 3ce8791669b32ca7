"""Pure: how long a lesson will be, before it is written."""

from lessons.script.topics import MAX_TOPICS
from lessons.script.writer import SHARE, WORDS_A_TOPIC

WORDS_A_MINUTE = 154  # measured on the sample's second chapter, pauses included


def expected_minutes(words: int, headings: int) -> int:
    """Spoken minutes, at least 1. words, headings: of the part that the lesson is made from."""
    most = min(max(headings, 1), MAX_TOPICS) * WORDS_A_TOPIC
    return max(1, round(min(SHARE * words, most) / WORDS_A_MINUTE))
