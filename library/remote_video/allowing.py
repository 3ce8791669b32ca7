"""For whom videos are fetched: the installation has to allow it, and a flag the organization."""

from uuid import UUID

from django.conf import settings

from organizations.access import membership_in_scope
from organizations.flags import is_on
from organizations.models import Membership
from project.errors import NotFound

FLAG = "remote_video"  # platform staff name organizations in it


def is_allowed(membership: Membership) -> bool:
    return settings.REMOTE_VIDEO and is_on(FLAG, membership)


def is_allowed_to(user_id: UUID | None) -> bool:
    """In the scope of the organization; nobody who has left it."""
    if user_id is None:
        return False
    try:
        return is_allowed(membership_in_scope(user_id))
    except NotFound:
        return False
