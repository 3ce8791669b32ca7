"""What a student is told whose question is not answered, and where help is."""

from functools import cache
from pathlib import Path

import yaml
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.countries import ELSEWHERE
from organizations.settings_schema import Risk, Safety

HELPLINES = Path(__file__).with_name("helplines.yaml")
SENTENCES = {
    Risk.SELF_HARM: gettext_lazy(
        "This sounds very hard, and you do not have to carry it alone. An assistant for books "
        "cannot help you with it. People can, today, and they listen without judging."
    ),
    Risk.ABUSE: gettext_lazy(
        "What you write about must not happen to anybody, and it is not your fault. An assistant "
        "for books cannot help you with it. Please tell an adult whom you trust, or call."
    ),
    Risk.VIOLENCE: gettext_lazy(
        "There is no answer here where somebody could be hurt. If you are angry or afraid, talk "
        "to somebody now. If you meant something else, ask it in other words."
    ),
    Risk.SEXUAL: gettext_lazy(
        "That is not for here. Questions on what your books say about the body are welcome: ask "
        "in other words. If something troubles you, people help."
    ),
    Risk.HARASSMENT: gettext_lazy(
        "Words like these hurt people, so there is no answer to them. Ask it in other words. If "
        "somebody treats you like this, you can get help."
    ),
    Risk.PERSONAL_DATA: gettext_lazy(
        "Leave out addresses, numbers and passwords, yours and those of others. They were not "
        "kept. Ask it again without them."
    ),
    Risk.PROMPT_ATTACK: gettext_lazy(
        "Answers here come from your books, by rules that stay as they are. Ask about what you "
        "are learning."
    ),
}


def sentence_for(risk: Risk, *, is_told: bool, organization: str) -> str:
    """is_told: whether the adult of the organization gets an alert."""
    kind = str(SENTENCES[risk])
    if not is_told:
        return kind
    told = _("Somebody at %(organization)s who looks after this is told, to help.")
    return f"{kind} {told % {'organization': organization}}"


def help_for(safety: Safety) -> list[list[str]]:
    """[name, how it is reached] of each; the organization's own words first, without a name."""
    own = [["", safety.help]] if safety.help else []
    lines = helplines().get(safety.country) or helplines()[ELSEWHERE]
    return own + [[line["name"], line["reach"]] for line in lines]


@cache
def helplines() -> dict[str, list[dict[str, str]]]:
    return yaml.safe_load(HELPLINES.read_text(encoding="utf-8"))
