"""What a text is by the rules: the same words in every language, whoever writes them."""

from collections.abc import Iterable
from dataclasses import dataclass

from lessons.safety.patterns import find
from lessons.safety.personal_data import find_personal_data
from organizations.settings_schema import Risk

# What weighs more is said first.
ORDER = (
    Risk.SELF_HARM,
    Risk.ABUSE,
    Risk.VIOLENCE,
    Risk.SEXUAL,
    Risk.HARASSMENT,
    Risk.PERSONAL_DATA,
    Risk.PROMPT_ATTACK,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """refused: why it is not answered. beside: answered, and where help is stands beside it.

    private: characters that are not to be kept, as (first, the one after the last).
    """

    refused: tuple[Risk, ...] = ()
    beside: tuple[Risk, ...] = ()
    private: tuple[tuple[int, int], ...] = ()


def judge(text: str) -> Verdict:
    found = find(text)
    private = find_personal_data(text)
    refused = {Risk(each.pattern.category) for each in found if each.pattern.is_refused}
    refused |= {Risk.PERSONAL_DATA} if private else set()
    beside = {Risk(each.pattern.category) for each in found} - refused
    return Verdict(in_order(refused), in_order(beside), tuple(private))


def in_order(risks: Iterable[Risk]) -> tuple[Risk, ...]:
    return tuple(risk for risk in ORDER if risk in set(risks))


def without(text: str, private: Iterable[tuple[int, int]]) -> str:
    """The text with what is nobody's business left out."""
    for start, end in sorted(private, reverse=True):
        text = f"{text[:start]}[…]{text[end:]}"
    return text
