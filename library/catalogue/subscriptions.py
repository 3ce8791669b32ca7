"""Subscribe to a title and end it again: one row, nothing copied, seen at once."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from library.catalogue.listing import title_of
from organizations import audit, scoping
from organizations.models import CatalogueSubscription, Organization


def subscribe(organization: Organization, slug: str, by: User | None) -> CatalogueSubscription:
    """Everybody in the organization sees the title from now on; again, it is the same row.

    by: None where no person asked. Raises NotFound for a title that is not offered.
    """
    title = title_of(slug)
    active = _active(organization, title.source_id)
    subscription = active.first()
    if subscription is None:
        try:
            with transaction.atomic():
                subscription = _add(organization, title.source_id, slug, by)
        except IntegrityError:  # another request was quicker
            subscription = active.get()
    scoping.forget_titles()
    return subscription


def _add(organization, source_id: UUID, slug: str, by: User | None) -> CatalogueSubscription:
    subscription = CatalogueSubscription._base_manager.create(
        organization=organization, source_id=source_id, slug=slug, created_by=by
    )
    _record("catalogue.subscribed", subscription)
    return subscription


def unsubscribe(organization: Organization, slug: str) -> bool:
    """Nobody there sees the title any more; what was made from it stays. False: it was not.

    By the slug alone: it can be ended after the title is gone.
    """
    rows = CatalogueSubscription._base_manager.filter(organization=organization, slug=slug)
    ended = _end(rows)
    scoping.forget_titles()
    return ended > 0


def end_subscriptions(source_ids: set[UUID]) -> int:
    """Of every organization: the titles are gone. Returns how many there were."""
    rows = CatalogueSubscription._base_manager.filter(source_id__in=source_ids)
    return _end(rows)


def count_subscribers(source_id: UUID) -> int:
    rows = CatalogueSubscription._base_manager.filter(source_id=source_id, ended_at=None)
    return rows.count()


@transaction.atomic
def _end(rows) -> int:
    """One by one, each with its entry in the organization's audit; of two callers one ends it."""
    active = rows.filter(ended_at=None).select_related("organization")
    ended = list(active.select_for_update(of=("self",)))
    for subscription in ended:
        subscription.ended_at = timezone.now()
        subscription.save(update_fields=["ended_at"])
        _record("catalogue.unsubscribed", subscription)
    return len(ended)


def _active(organization: Organization, source_id: UUID):
    return CatalogueSubscription._base_manager.filter(
        organization=organization, source_id=source_id, ended_at=None
    )


def _record(action: str, subscription: CatalogueSubscription) -> None:
    detail = {"slug": subscription.slug, "source": str(subscription.source_id)}
    audit.record(
        action, organization=subscription.organization, subject=subscription, detail=detail
    )
