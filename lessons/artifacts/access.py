"""The guarded way to an artifact."""

from uuid import UUID

from django.utils.translation import gettext as _

from lessons.access import sees_source
from lessons.models import Artifact
from organizations.access import require
from organizations.models import Membership
from project.errors import NotFound


def access_artifact_of_staff(membership: Membership, pk: UUID) -> Artifact:
    """One whose source they see, drafts too, for who makes them. Raises NotFound, Forbidden."""
    found = Artifact.objects.filter(organization_id=membership.organization_id, pk=pk).first()
    if found is None or not sees_source(membership, found.source_id):
        raise NotFound(_("There is nothing here, or it is not yours to see."))
    require(membership, "artifacts.make")
    return found
