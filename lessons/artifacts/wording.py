"""How items and what is wrong with them are put into words for people."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from lessons.artifacts.checking import Problem
from lessons.artifacts.manner import Rule
from lessons.strategies.describing import ITEMS
from lessons.strategies.spec import ItemKind

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


def failing_sentences(failing: Iterable[dict]) -> list[str]:
    """What of its strategy an artifact does not keep, for its staff."""
    return [_failing(each) for each in failing]


def _failing(each: dict) -> str:
    if each["rule"] in (Rule.MIX, Rule.BESIDE):
        facts = each | {"kind": ITEMS[ItemKind(each["detail"])]}
        words = {
            Rule.MIX: now(
                "%(kind)s: the strategy asks for %(wanted)s, and the pages gave %(there)s."
            ),
            Rule.BESIDE: now(
                "Item %(position)s: the strategy does not ask for this kind: %(kind)s."
            ),
        }
        return words[Rule(each["rule"])] % facts
    if each["rule"] == Rule.FORBIDDEN:
        return (
            now("Item %(position)s says “%(detail)s”, which the strategy does not let it say.")
            % each
        )
    return (
        now("Item %(position)s has a sentence of %(detail)s words: more than the strategy lets.")
        % each
    )


def reasons(problems: Iterable[str]) -> list[str]:
    return [str(REASONS[problem]) for problem in problems if problem in REASONS]
