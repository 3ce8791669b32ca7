"""The strategies by name; a new one is a file and a line here."""

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
        raise Invalid(f"There is no strategy {name!r}. Choose one of: {', '.join(STRATEGIES)}.")
    return STRATEGIES[name]
