"""What a student asks a lesson on is looked at as a question is."""

from dataclasses import dataclass

from django.db import transaction

from lessons.models import ChatMessage
from lessons.safety.alerts import raise_alert
from lessons.safety.moderating import ask_model, moderate
from organizations.models import Membership
from project.errors import Invalid


@dataclass(frozen=True, slots=True)
class Looked:
    """refusal: why nothing is looked for, "" where nothing is against it. topic: without what is
    nobody's business. help_lines: [name, how it is reached], where they are to be shown."""

    topic: str
    refusal: str = ""
    help_lines: tuple[list[str], ...] = ()


def require_passes(topic: str, membership: Membership) -> None:
    """Raises Invalid, in the words that were said of the topic."""
    if topic and (looked := look_at(topic, membership)).refusal:
        raise Invalid(looked.refusal)


def look_at(topic: str, membership: Membership) -> Looked:
    """By the rules, then by a model where there is one: not in a transaction. Of a topic that is
    refused nothing is kept but the alert, where one is due."""
    asked = ChatMessage(organization_id=membership.organization_id, question=topic)
    moderate(asked, membership)
    if not asked.is_refused:
        ask_model(asked, membership)
    if asked.is_refused:
        with transaction.atomic():
            raise_alert(asked, membership)
    help_lines = tuple((asked.moderation or {}).get("help", ()))
    return Looked(asked.question, asked.problem if asked.is_refused else "", help_lines)
