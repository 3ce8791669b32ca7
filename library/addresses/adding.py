"""The door of addresses: what is to be fetched, and for whom. A worker fetches it."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from library import services
from library.addresses.kinds import recognise
from library.filenames import MAX_NAME, clean_filename
from library.models import Source
from library.quota import room_for
from library.sharing import Audience, audience_of
from library.uploads import About, Confirmed
from organizations.models import Organization
from project.databases import CONTENT
from project.errors import Conflict
from project.text.storable import storable


def add_address(
    *, address: str, user: User, organization: Organization, about: About | None = None
) -> Confirmed:
    """A source that is fetched and read; the one that is here already for the same address.

    Raises UnreadableSource for what is no address, and where storage is full.
    """
    kind, found = recognise(storable(address))
    return add_row(row_for(organization.pk, user.pk, kind, found, about or About()))


def add_to_folder(*, folder: Source, address: str) -> Confirmed:
    """One page of a site, inside a scope: added by whom its folder was, for whom it is.

    Raises as add_address does.
    """
    about = About(audience=audience_of(folder))
    assert folder.organization_id is not None  # the catalogue has titles, and no folders
    assert folder.added_by_id is not None
    kind, found = recognise(storable(address))
    source = row_for(folder.organization_id, folder.added_by_id, kind, found, about)
    source.folder = folder
    return add_row(source)


def row_for(organization_id: UUID, user_id: UUID, kind: str, address: str, about: About) -> Source:
    """Of what is to be fetched, not saved yet. address: as its kind writes it."""
    title = " ".join(storable(about.title).split())[:300]
    return Source(
        organization_id=organization_id,
        added_by_id=user_id,
        owner_id=user_id if about.audience == Audience.ALONE else None,
        is_restricted=about.audience == Audience.CHOSEN,
        state=Source.State.QUEUED,
        kind=kind,
        address=address,
        title=title or shown(address)[:300],
        title_is_given=bool(title),
        description=storable(about.description).strip(),
        filename=clean_filename(shown(address).replace("/", " ").strip())[:MAX_NAME],
    )


def shown(address: str) -> str:
    """As people write it: "example.org/sun"."""
    return address.partition("://")[2].removeprefix("www.").rstrip("/")


def add_row(source: Source) -> Confirmed:
    """Of several at once the database lets one in; it starts the reading."""
    organization_id, user_id = source.organization_id, source.added_by_id
    try:
        with (
            room_for(organization_id, 0, filename=source.title, user_id=user_id),
            transaction.atomic(using=CONTENT),
        ):
            source.save(force_insert=True)
    except IntegrityError:
        return _first(source)
    services.start_ingestion(source)
    return Confirmed(source, is_duplicate=False)


def _first(source: Source) -> Confirmed:
    """The one that is here; where fetching it had failed, it is fetched again."""
    rows = Source.objects.filter(
        organization_id=source.organization_id,
        owner_id=source.owner_id,
        is_restricted=False,
        address=source.address,
    )
    first = rows.exclude(state=Source.State.DELETING).first()
    if first is None:  # it was deleted in this moment
        raise Conflict(_("The same page was just deleted here. Add it once more."))
    failed = Source.objects.filter(pk=first.pk, state=Source.State.FAILED)
    if failed.update(state=Source.State.QUEUED):
        first.refresh_from_db()
        services.start_ingestion(first)
    return Confirmed(first, is_duplicate=True)
