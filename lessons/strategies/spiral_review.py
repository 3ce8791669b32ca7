"""Go on only after coming back: every third point is followed by a short look behind.

Source: Bruner, The Process of Education, 1960 (the spiral curriculum).
"""

from django.utils.translation import gettext_lazy as _

from lessons.script.base import JOINT, Line, Topic, Turn
from lessons.script.phrases import Phrases
from lessons.strategies.base import closing, explanations, opening, shorten

REVIEW_EVERY = 3


class SpiralReview:
    name = "spiral_review"
    label = _("Spiral review")
    description = _("After every three points, a short look back at them.")

    def turns(self, title: str, topics: list[Topic], phrases: Phrases) -> list[Turn]:
        turns = [opening(title, topics, phrases)]
        for number, turn in enumerate(explanations(title, topics, phrases), start=1):
            turns.append(turn)
            if number % REVIEW_EVERY == 0 and number < len(topics):
                turns.append(_review(topics[number - REVIEW_EVERY : number], phrases))
        return [*turns, closing(title, topics, phrases)]


def _review(topics: list[Topic], phrases: Phrases) -> Turn:
    chosen = [topic.sentences[-1] for topic in topics if topic.sentences]
    before = [Line(phrases.recap)] if phrases.recap else []
    return Turn(
        phase="review",
        heading=JOINT.join(topic.heading for topic in topics),
        lines=[*before, *(Line(sentence.text, sentence) for sentence in chosen)],
        bullets=[shorten(sentence.text) for sentence in chosen],
        reference=topics[0].reference,
    )
