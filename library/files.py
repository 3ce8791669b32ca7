"""The file of a source, for those whom its owner allows it: everybody else reads pages."""

from datetime import timedelta

from django.utils.translation import gettext as _

from library.models import Source
from organizations.models import Membership, Role
from organizations.roles import STAFF
from project import storage
from project.errors import Forbidden

LINK_LIFE = timedelta(hours=1)


def may_have_file(membership: Membership, source: Source) -> bool:
    """Staff who see a source of their organization may; a title of the catalogue is nobody's here.

    A key and a student may where its owner says that students get it.
    """
    if source.is_of_catalogue or source.state in (Source.State.UPLOADING, Source.State.DELETING):
        return False
    if not source.file_key:  # it is still to be fetched
        return False
    is_staff = membership.pk is not None and membership.role in STAFF
    is_learner = membership.pk is None or membership.role == Role.STUDENT
    return is_staff or (is_learner and source.students_get_file)


def file_link(membership: Membership, source: Source) -> str:
    """Good for an hour. Raises Forbidden."""
    if not may_have_file(membership, source):
        raise Forbidden(_("The file itself is not for you; its pages are."))
    return storage.download_url(
        source.file_key, filename=source.filename, inline=False, lifetime=LINK_LIFE
    )
