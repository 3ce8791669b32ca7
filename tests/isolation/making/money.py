"""What a world pays for and what its plan leaves."""

from allauth.account.models import EmailAddress
from django.utils import timezone

from billing.models import Checkout, Family, HeldRequest, Subscription
from tests.isolation.making.base import World


def payment_rows(world: World) -> dict:
    """A purchase of the organization's that is on its way."""
    purchase = Checkout.objects.create(
        organization=world.organization, plan="starter", interval="month", back=f"/{world.word}"
    )
    return {"purchase": purchase.pk}


def plan_rows(world: World) -> dict:
    """A request of the teacher's that met a limit, and the places of their family."""
    book, at = world.rows["book"], world.people
    held = HeldRequest.objects.create(
        organization=world.organization,
        person=at["teacher"],
        kind="lesson",
        meter="video",
        label=f"A lesson of {world.word}",
        payload={
            "source": str(book.pk), "part": {}, "modalities": ["text"], "language": "en",
            "strategy": "inquiry", "class": "",
        },
    )  # fmt: skip
    Subscription.objects.create(person=at["teacher"], plan="family", status="active")
    family = Family.objects.create(owner=at["teacher"])
    student, guardian = at["student"], at["guardian"]
    EmailAddress.objects.create(user=student, email=student.email, verified=True)
    invited = family.members.create(email=student.email)
    joined = family.members.create(email=guardian.email, person=guardian, joined_at=timezone.now())
    return {"held": held.pk, "family_answer": invited.pk, "family_remove": joined.pk}
