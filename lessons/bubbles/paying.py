"""What a bubble and a prepared chapter count as: billing's ledger as the teachers use it.

A bubble that has to be made counts as one of today's questions of who asked; what is there already
counts as nothing. A prepared chapter counts as one video, by the share of it that was not there.
"""

from uuid import UUID

from django.db.models import QuerySet

from billing.ledger.questions import charge_question, question_key, refund_question
from billing.ledger.reserving import reserve
from billing.ledger.settling import settle
from billing.models import Meter
from lessons.models import Bubble, Preparation
from organizations.models import Membership


def charge(bubble: Bubble, membership: Membership) -> int:
    """Count it, in the transaction that begins it. Returns how many questions that makes today.

    Raises LimitReached.
    """
    bubble.tries += 1
    count = charge_question(membership, key=question_key(bubble.pk, bubble.tries))
    Bubble.objects.filter(pk=bubble.pk).update(tries=bubble.tries)
    return count


def give_back(bubbles: QuerySet[Bubble]) -> None:
    """They were not made. Safe to call again, and for what never counted."""
    for pk, tries in bubbles.values_list("pk", "tries"):
        if tries:
            refund_question(pk, tries)


def reserve_chapter(preparation: Preparation, membership: Membership) -> None:
    """In the transaction that asks for it. Raises LimitReached."""
    reserve(
        membership=membership,
        meter=Meter.VIDEO,
        key=f"preparation:{preparation.pk}",
        subject_id=preparation.pk,
    )


def settle_chapter(preparation: Preparation) -> None:
    """It is over, in the transaction that says so: what was made of it is used."""
    settle(preparation.pk, share=preparation.made / preparation.total)


def still_prepared(ids: set[UUID]) -> set[UUID]:
    active = Preparation._base_manager.filter(pk__in=ids, state__in=Preparation.ACTIVE)
    return set(active.values_list("pk", flat=True))
