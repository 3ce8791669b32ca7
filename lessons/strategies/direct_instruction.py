"""Say what will be taught, teach it step by step, say what was taught.

Source: Rosenshine, Principles of Instruction, American Educator 2012.
"""

from django.utils.translation import gettext_lazy as _

from lessons.script.base import Topic, Turn
from lessons.script.phrases import Phrases
from lessons.strategies.base import closing, explanations, opening


class DirectInstruction:
    name = "direct_instruction"
    label = _("Direct instruction")
    description = _("Aims first, then each point in order, then what to remember.")

    def turns(self, title: str, topics: list[Topic], phrases: Phrases) -> list[Turn]:
        return [
            opening(title, topics, phrases),
            *explanations(title, topics, phrases),
            closing(title, topics, phrases),
        ]
