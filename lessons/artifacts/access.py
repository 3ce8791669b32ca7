"""The guarded way to an artifact and its items."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from lessons.access import sees_source
from lessons.models import Artifact, ArtifactItem
from organizations.access import require
from organizations.models import Membership
from organizations.roles import may
from project.errors import NotFound


def access_artifact(membership: Membership, pk: UUID, action: str = "artifacts.view") -> Artifact:
    """Who sees its source sees it; students once it is approved. Raises NotFound for all others,
    Forbidden for the wrong role."""
    artifact = Artifact.objects.filter(organization_id=membership.organization_id, pk=pk).first()
    is_hidden = artifact is not None and not (artifact.is_approved or _is_staff(membership))
    if artifact is None or not sees_source(membership, artifact.source_id):
        raise NotFound(_("There is no such quiz or sheet, or it is not yours to see."))
    require(membership, action)
    if is_hidden:
        raise NotFound(_("There is no such quiz or sheet, or it is not yours to see."))
    return artifact


def access_item(artifact: Artifact, pk: UUID) -> ArtifactItem:
    """Of an artifact that they may change. Raises NotFound."""
    item = artifact.items.filter(pk=pk).first()
    if item is None:
        raise NotFound(_("There is no such item in it any more."))
    return item


def list_artifacts(membership: Membership, source_ids: Iterable[UUID]) -> QuerySet[Artifact]:
    """Newest first, each with `item_count` and, where something fails, `failing`."""
    rows = Artifact.objects.filter(source_id__in=source_ids)
    if not _is_staff(membership):
        rows = rows.filter(state=Artifact.State.APPROVED)
    fails = ~Q(items__problems=[])
    rows = rows.annotate(item_count=Count("items"), failing=Count("items", filter=fails))
    return rows.order_by("-created_at", "pk")


def _is_staff(membership: Membership) -> bool:
    return may(membership, "artifacts.make")
