"""How items and what is wrong with them are put into words for people."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lessons.artifacts.checking import Problem

REASONS: dict[str, str | Promise] = {
    Problem.NO_STEM: _("It asks nothing, or has no gap."),
    Problem.HANGS: _("It begins by pointing at something that only its page says."),
    Problem.FEW_OPTIONS: _("It has too few answers to choose from."),
    Problem.SAME_OPTIONS: _("Two answers are the same."),
    Problem.NO_KEY: _("No answer is marked as right."),
    Problem.MANY_KEYS: _("More than one answer is marked as right."),
    Problem.UNSUPPORTED: _("Its page does not say that this is right."),
    Problem.WRONG_KEY: _("Its page says that another answer is right."),
    Problem.ALSO_RIGHT: _("An answer that is marked as wrong stands in the passage too."),
    Problem.WRONG_NUMBER: _("The number does not come out when it is computed."),
    Problem.NO_PLACE: _("It names no page."),
}
STAGES = {
    "write": _("Writing with the language model"),
    "fill": _("Making items from the pages"),
    "check": _("Checking each one"),
}


def reasons(problems: Iterable[str]) -> list[str]:
    return [str(REASONS[problem]) for problem in problems if problem in REASONS]
