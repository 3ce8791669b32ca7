"""One teacher wonders, the other answers from the book.

Source: Bybee, The BSCS 5E Instructional Model, 2006 (engage before explain).
"""

from itertools import cycle

from django.utils.translation import gettext_lazy as _

from lessons.script.base import Line, Topic, Turn
from lessons.script.phrases import Phrases, said
from lessons.script.standing import as_spoken
from lessons.strategies.base import closing, explanation


class Inquiry:
    name = "inquiry"
    label = _("Inquiry")
    description = _(
        "Each point begins with a question; the other teacher answers it from the book."
    )

    def turns(self, title: str, topics: list[Topic], phrases: Phrases) -> list[Turn]:
        questions = cycle(phrases.wonder or ("{heading}?",))
        pairs = [
            turn
            for topic, question in zip(topics, questions, strict=False)
            for turn in (_wonder(topic, question), explanation(title, topic, phrases))
        ]
        return [*pairs, closing(title, topics, phrases)]


def _wonder(topic: Topic, question: str) -> Turn:
    asked = said(question, heading=as_spoken(topic.heading))
    return Turn(
        phase="engage",
        heading=topic.heading,
        lines=[Line(asked)],
        bullets=[asked],
        reference=topic.reference,
        figure=topic.figures[0] if topic.figures else None,
    )
