"""A student's question before it is answered: by the rules always, then by a model where one is.

What was found is kept with the question:

    {"by": ["rules", "fast"],        who looked, in order
     "refused": ["self_harm"],       why it is not answered, what weighs most first
     "beside": ["self_harm"],        it is answered, and help stands beside it
     "found_by": "rules",            who refused it
     "failed": "fast",               models that gave no answer: the rules alone hold
     "help": [["Childline", "0800 1111"]]}   what was shown
"""

import logging

from django.conf import settings

from lessons.models import ChatMessage
from lessons.safety.helping import help_for, sentence_for
from lessons.safety.rules import Verdict, in_order, judge, without
from organizations.models import Membership, Organization, Role
from organizations.settings_schema import Risk
from project.errors import ProviderError
from project.providers.calls import for_purpose
from project.providers.registry import moderator

log = logging.getLogger(__name__)
RULES = "rules"
# What the categories of OpenAI's /moderations are here; one that is new to us is not known.
CATEGORIES = {
    "self-harm": Risk.SELF_HARM,
    "violence": Risk.VIOLENCE,
    "illicit": Risk.VIOLENCE,
    "sexual": Risk.SEXUAL,
    "harassment": Risk.HARASSMENT,
    "hate": Risk.HARASSMENT,
}


def is_looked_after(membership: Membership) -> bool:
    """Whose questions are looked at: who learns, also alone."""
    alone = membership.organization.type == Organization.Type.PERSONAL
    signed_up_as_student = membership.user.signed_up_as == membership.user.Kind.STUDENT
    return membership.role == Role.STUDENT or (alone and signed_up_as_student)


def moderate(message: ChatMessage, membership: Membership) -> None:
    """By the rules: writes what was found into the message, which is not saved yet."""
    if not is_looked_after(membership):
        return
    verdict = judge(message.question)
    message.question = without(message.question, verdict.private)
    message.moderation = {"by": [RULES], **_found(verdict, membership.organization)}
    if verdict.refused:
        _refuse(message, verdict.refused[0], RULES, membership.organization)


def ask_model(message: ChatMessage, membership: Membership) -> bool:
    """By the model, once, where there is one and the rules had nothing against it.

    Writes what was found into the message, and does not save it. False where nothing was to do.
    Outside transactions.
    """
    looked = message.moderation
    if not looked or not settings.MODERATOR or looked["by"] != [RULES] or "failed" in looked:
        return False
    chain = moderator(settings.MODERATOR)
    try:
        with for_purpose("chat.moderation"):
            said = chain.check(message.question)
    except ProviderError as error:
        log.warning("a question was looked at by the rules alone: %s", error)
        message.moderation = looked | {"failed": chain.name}
        return True
    refused = in_order(risks_of(said.flagged))
    found = _found(Verdict(refused), membership.organization) if refused else {}
    message.moderation = looked | found | {"by": [RULES, said.by]}
    if refused:
        _refuse(message, refused[0], said.by, membership.organization)
    return True


def risks_of(flagged: frozenset[str]) -> set[Risk]:
    """ "self-harm/intent" is of "self-harm". What is not known here weighs as harassment does."""
    return {CATEGORIES.get(name.partition("/")[0], Risk.HARASSMENT) for name in flagged}


def raises_alert(risk: Risk, organization: Organization) -> bool:
    safety = organization.options.safety
    return safety.alerts and risk in safety.alert_on


def _found(verdict: Verdict, organization: Organization) -> dict:
    found: dict = {}
    for name in ("refused", "beside"):
        if risks := getattr(verdict, name):
            found[name] = [str(risk) for risk in risks]
    return found | ({"help": help_for(organization.options.safety)} if found else {})


def _refuse(message: ChatMessage, risk: Risk, by: str, organization: Organization) -> None:
    message.state = ChatMessage.State.REFUSED
    message.moderation["found_by"] = by
    is_told = raises_alert(risk, organization)
    message.problem = sentence_for(risk, is_told=is_told, organization=organization.name)
