"""The strategies by name; a new one is a file and a line here."""

from django.utils.translation import gettext as _

from lessons.strategies.base import Strategy
from lessons.strategies.direct_instruction import DirectInstruction
from lessons.strategies.inquiry import Inquiry
from lessons.strategies.spiral_review import SpiralReview
from project.errors import Invalid

STRATEGIES: dict[str, Strategy] = {
    strategy.name: strategy for strategy in (DirectInstruction(), Inquiry(), SpiralReview())
}
DEFAULT = DirectInstruction.name


def strategy(name: str) -> Strategy:
    """Raises Invalid, naming those there are."""
    if name not in STRATEGIES:
        raise Invalid(
            _("There is no strategy “%(name)s”. Choose one of: %(known)s.")
            % {"name": name, "known": ", ".join(STRATEGIES)}
        )
    return STRATEGIES[name]
