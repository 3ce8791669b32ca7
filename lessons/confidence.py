"""Pure: how much an answer can be trusted."""

from collections.abc import Sequence

from lessons.citations import CheckedStatement
from lessons.models import ChatMessage
from library.retrieval.search import RetrievedAtom

HIGH_FROM, MEDIUM_FROM = 0.55, 0.40  # cosine of the question and the best passage


def confidence(
    atoms: Sequence[RetrievedAtom], statements: Sequence[CheckedStatement], dropped: int
) -> ChatMessage.Confidence:
    """A statement that had to be dropped takes the answer one step down."""
    if not statements:
        return ChatMessage.Confidence.NONE
    best = max((atom.similarity or 0.0 for atom in atoms), default=0.0)
    steps = [ChatMessage.Confidence.LOW, ChatMessage.Confidence.MEDIUM, ChatMessage.Confidence.HIGH]
    step = (best >= MEDIUM_FROM) + (best >= HIGH_FROM) - (dropped > 0)
    return steps[max(step, 0)]
