"""How much storage an organization and its people use, and the limits that are obeyed.

An upload counts from its announcement on, with the size that its link takes: what is announced
is within the limit together, however many ask at once.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet, Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from billing.pausing import require_running
from library.models import Source
from library.registries import storage_meters
from organizations.models import Organization
from project.errors import Conflict, LimitReached, UnreadableSource


@dataclass(frozen=True, slots=True)
class StorageUse:
    """parts: (words, bytes). limit: in bytes, None for none."""

    parts: list[tuple[str | Promise, int]]
    limit: int | None

    @property
    def used(self) -> int:
        return sum(size for _words, size in self.parts)

    @property
    def share(self) -> float:
        """Of the limit, from 0."""
        return self.used / self.limit if self.limit else float(self.limit is not None)

    @property
    def tone(self) -> str:
        return "bad" if self.share >= 1 else "warn" if self.share >= WARN_AT else ""


WARN_AT = 0.8


def storage_use(organization: Organization) -> StorageUse:
    """A query for sources and one or two for each meter. What is being deleted counts no more, and
    a file that several sources have counts once."""
    files = _kept(organization.pk).order_by().values("file_key")
    sums = files.annotate(size=Max("size_bytes"), beside=Sum("pictures_bytes")).aggregate(
        files=Sum("size", default=0), pictures=Sum("beside", default=0)
    )
    parts = [
        (gettext_lazy("Files"), sums["files"]),
        (gettext_lazy("Pictures"), sums["pictures"]),
        *((meter.label, meter.total(organization.pk)) for meter in storage_meters),
    ]
    return StorageUse(parts, organization.storage_limit_bytes)


def bytes_used(organization_id: UUID) -> int:
    return storage_use(Organization.objects.get(pk=organization_id)).used


def storage_of_person(organization: Organization, user_id: UUID) -> StorageUse:
    """Of the files that they added here, which alone have a limit. One query."""
    added = _kept(organization.pk).filter(added_by_id=user_id)
    size = added.aggregate(total=Sum("size_bytes", default=0))["total"]
    return StorageUse([(gettext_lazy("Files"), size)], organization.person_storage_bytes)


@dataclass(frozen=True, slots=True)
class PersonUse:
    """name: "" for what is nobody's any more. own: their files, as their limit has them.
    parts: (words, bytes), of all that is kept because of them."""

    name: str
    own: StorageUse
    parts: list[tuple[str | Promise, int]]

    @property
    def used(self) -> int:
        return sum(size for _words, size in self.parts)


def storage_by_person(organization: Organization, *, most: int) -> list[PersonUse]:
    """Those who use most first. A query for sources, one for names and each meter's."""
    kept = _kept(organization.pk).order_by().values("added_by_id")
    sums = kept.annotate(files=Sum("size_bytes"), pictures=Sum("pictures_bytes"))
    files = {row["added_by_id"]: row["files"] for row in sums}
    tables = [
        (gettext_lazy("Files"), files),
        (gettext_lazy("Pictures"), {row["added_by_id"]: row["pictures"] for row in sums}),
        *((meter.label, meter.of_people(organization.pk)) for meter in storage_meters),
    ]
    totals: dict[UUID | None, int] = defaultdict(int)
    for _words, sizes in tables:
        for user_id, size in sizes.items():
            totals[user_id] += size
    first = sorted(totals, key=lambda user_id: -totals[user_id])[:most]
    people = User.objects.in_bulk([user_id for user_id in first if user_id])
    limit = organization.person_storage_bytes
    return [
        PersonUse(
            name=str(people.get(user_id, _("Somebody who left"))) if user_id else "",
            own=StorageUse([(tables[0][0], files.get(user_id, 0))], limit if user_id else None),
            parts=[(words, sizes.get(user_id, 0)) for words, sizes in tables],
        )
        for user_id in first
        if totals[user_id]
    ]


def _kept(organization_id: UUID) -> QuerySet[Source]:
    rows = Source.objects.filter(organization_id=organization_id)
    return rows.exclude(state=Source.State.DELETING)


@contextmanager
def room_for(
    organization_id: UUID | None, size_bytes: int, *, filename: str, user_id: UUID | None = None
) -> Iterator[None]:
    """Inside, the row that announces so many bytes is written: one at a time an organization.

    Its row in `default` is held, and what is written in `content` is committed before it is
    let go. Raises UnreadableSource where there is no room. The catalogue has no limit.
    """
    if organization_id is None:
        yield
        return
    with transaction.atomic():
        rows = Organization.objects.select_for_update(no_key=True)
        organization = rows.get(pk=organization_id)
        require_room(organization, size_bytes, filename=filename, user_id=user_id)
        yield


def require_room(
    organization: Organization, more: int, *, filename: str, user_id: UUID | None = None
) -> None:
    """user_id: who adds it, whose own limit it has to fit as well. Raises UnreadableSource, also
    where nothing new may begin."""
    _require_running(organization)
    if user_id is not None:
        _require_own_room(organization, user_id, more, filename)
    use = storage_use(organization)
    if use.limit is None or use.used + more <= use.limit:
        return
    raise UnreadableSource(
        _(
            "“%(name)s” does not fit: %(organization)s uses %(used)s of its %(limit)s. Delete "
            "what is not needed, or ask who runs this site for more."
        )
        % {
            "name": filename,
            "organization": organization.name,
            "used": filesizeformat(use.used),
            "limit": filesizeformat(use.limit),
        },
        code="storage_full",
    )


def _require_running(organization: Organization) -> None:
    try:
        require_running(organization, timezone.now())
    except LimitReached as error:
        raise UnreadableSource(error.message, code=error.reason) from error


def _require_own_room(organization: Organization, user_id: UUID, more: int, filename: str) -> None:
    use = storage_of_person(organization, user_id)
    if use.limit is None or use.used + more <= use.limit:
        return
    raise UnreadableSource(
        _(
            "“%(name)s” does not fit: your files use %(used)s of the %(limit)s that each person "
            "has here. Delete what you do not need, or ask your admins for more."
        )
        % {
            "name": filename,
            "used": filesizeformat(use.used),
            "limit": filesizeformat(use.limit),
        },
        code="own_storage_full",
    )


def require_room_to_make(organization_id: UUID) -> None:
    """As below, of what no plan counts. Raises LimitReached where nothing new may begin."""
    require_running(Organization.objects.get(pk=organization_id), timezone.now())
    require_storage_left(organization_id)


def require_storage_left(organization_id: UUID) -> None:
    """Before what is made is asked for; how large it becomes, nobody knows yet.

    Raises Conflict where the organization uses all of its storage.
    """
    organization = Organization.objects.get(pk=organization_id)
    use = storage_use(organization)
    if use.limit is not None and use.used >= use.limit:
        raise Conflict(
            _(
                "There is no room for it: %(organization)s uses %(used)s of its %(limit)s. Delete "
                "what is not needed, or ask who runs this site for more."
            )
            % {
                "organization": organization.name,
                "used": filesizeformat(use.used),
                "limit": filesizeformat(use.limit),
            }
        )
