"""What a person owns in the library: the sources they added, and those that are theirs alone."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import ngettext

from library.models import Source
from organizations.registries import Owned, owned
from organizations.scoping import current_organization_id


def _sources(user_id: UUID):
    rows = Source.objects.filter(organization_id=current_organization_id())
    return rows.exclude(state=Source.State.DELETING).filter(
        Q(added_by_id=user_id) | Q(owner_id=user_id)
    )


def count(user_id: UUID) -> int:
    return _sources(user_id).count()


def transfer(from_id: UUID, to_id: UUID) -> int:
    """Private sources become the receiver's private ones; a file or an address that the receiver
    has in private already stays where it is: the same source twice would be refused.
    """
    theirs = Source.objects.filter(owner_id=to_id)
    files = theirs.exclude(sha256="").values("sha256")
    addresses = theirs.exclude(address="").values("address")
    is_there = Q(sha256__in=files) | Q(address__in=addresses)
    rows = _sources(from_id).exclude(Q(owner_id=from_id) & is_there)
    ids = list(rows.values_list("pk", flat=True))
    moved = Source.objects.filter(pk__in=ids)
    moved.filter(owner_id=from_id).update(owner_id=to_id)
    moved.filter(added_by_id=from_id).update(added_by_id=to_id)
    return len(ids)


def label(number: int) -> str:
    return ngettext("%d source", "%d sources", number) % number


def register() -> None:
    owned.append(Owned("sources", label, count, transfer))
