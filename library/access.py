"""The guarded way to a source."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from library.models import Source
from organizations.access import require
from organizations.models import Grant, Membership
from organizations.roles import may
from organizations.sight import Sight, sight_of
from project.errors import Forbidden, NotFound

Level = Grant.Level
# The level that an action takes beside the role's leave.
NEEDED = {
    "library.view": Level.VIEW,
    "library.ask": Level.VIEW,
    "library.annotate": Level.ANNOTATE,
    "library.edit": Level.EDIT,
    "library.administer": Level.ADMINISTER,
}


def access_source(membership: Membership, pk: UUID, action: str = "library.view") -> Source:
    """The source, for one of the actions of `organizations.roles`; with its `level`.

    Raises NotFound for another organization's source, for another person's own one, for a
    restricted one without a grant and for what somebody else has not confirmed yet; Forbidden
    where the role or the level does not allow the action.
    """
    sight = source_sight(membership)
    source = (
        Source.objects.filter(Source.in_scope(membership.organization_id), pk=pk)
        .seen_by(sight)
        .exclude(state=Source.State.DELETING)
        .exclude(~Q(added_by_id=membership.user_id), state=Source.State.UPLOADING)
        .first()
    )
    if source is None:
        raise NotFound(_("There is no such source, or it is not yours to see."))
    require(membership, action)
    source.level = level_on(membership, source, sight)
    if source.is_of_catalogue and NEEDED[action] > Level.ANNOTATE:
        raise Forbidden(_("This source belongs to the catalogue and cannot be changed here."))
    if source.level < NEEDED[action]:
        raise Forbidden(_refusal(source.level))
    return source


def source_sight(membership: Membership) -> Sight:
    return sight_of(membership, Grant.Subject.SOURCE)


def level_on(membership: Membership, source: Source, sight: Sight) -> int:
    """What they may do with a source that they see."""
    if source.is_of_catalogue:
        return Level.ANNOTATE
    if source.owner_id is not None:
        return Level.ADMINISTER
    everybody = 0 if source.is_restricted else Level.ANNOTATE
    may_own = may(membership, "library.manage_own")
    own = sight.level(source.pk, maker_id=source.added_by_id, may_own=may_own)
    # Who has added a source and may not manage any more sees it still.
    return max(own, everybody, Level.VIEW)


def _refusal(level: int) -> str:
    if level < Level.EDIT:
        return _("You may read this source, and not change it.")
    return _("You may change this source, and neither share nor delete it.")
