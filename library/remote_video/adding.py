"""The door of videos at an address: who asks says that the organization may use them."""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from library.addresses import web
from library.addresses.adding import add_row, row_for
from library.addresses.kinds import no_address
from library.ingestion.parsers.registry import RECORDED
from library.ingestion.remote_video import troubles
from library.ingestion.remote_video.fetching import is_allowed_host
from library.remote_video.saying import refusal
from library.uploads import About, Confirmed
from organizations import audit
from organizations.models import Membership
from project.errors import Conflict
from project.text.storable import storable


def add_video(*, address: str, by: Membership, about: About) -> Confirmed:
    """A source whose video a worker fetches; the one that is here already for the same address.

    by: has stated that their organization has the rights to it, which the audit keeps.
    Raises UnreadableSource for what is no address or not allowed, and where storage is full;
    Conflict where the address is here as a page, or by its captions.
    """
    found = web.recognise(storable(address).strip())
    if found is None:
        raise no_address(address)
    if not is_allowed_host(urlsplit(found).hostname or ""):
        raise refusal(troubles.HOST)
    source = row_for(by.organization_id, by.user_id, "video", found, about)
    # The statement first: a source without one must not be, and the two are in two databases.
    audit.record(
        "sources.rights_stated",
        organization=by.organization,
        subject=source,
        detail={"address": found},
    )
    added = add_row(source)
    if added.source.kind not in RECORDED:
        raise Conflict(
            _(
                "This address is in the library already, as a page or by its captions alone. "
                "Delete that source first."
            )
        )
    return added
