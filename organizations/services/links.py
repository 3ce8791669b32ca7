"""Share one source by a link: for people outside, where the organization allows that at all.

The organization's switch, the end, the revocation and who made it are looked at each time the
link is used, so that each takes effect at once.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations import audit
from organizations.flags import has_feature
from organizations.models import Membership, SharingLink
from organizations.roles import STAFF
from organizations.scoping import unscoped
from organizations.settings_schema import Feature
from project.errors import Conflict, Forbidden, Invalid, NotFound

LONGEST = timedelta(days=365)
MOST = 20  # that are good at once, of one source
PASSWORD_LEAST = 8


def require_links(membership: Membership) -> None:
    """Raises Forbidden where the organization has switched links off, and for a student."""
    if not has_feature(membership, Feature.LINKS):
        raise Forbidden(
            _("%(organization)s does not share by link. Its admins can allow it.")
            % {"organization": membership.organization}
        )
    if membership.role not in STAFF:
        raise Forbidden(_("Only staff make links: they lead people from outside here."))


def may_make_links(membership: Membership) -> bool:
    return membership.role in STAFF and has_feature(membership, Feature.LINKS)


def list_links(source_id: UUID) -> QuerySet[SharingLink]:
    """Those that are not revoked, newest first; those that have run out too."""
    rows = SharingLink.objects.filter(source_id=source_id, revoked_at=None)
    return rows.select_related("made_by").order_by("-created_at")


def access_link(source_id: UUID, pk: UUID) -> SharingLink:
    """One of a source that the caller administers. Raises NotFound."""
    rows = SharingLink.objects.select_related("organization").filter(source_id=source_id)
    link = rows.filter(pk=pk).first()
    if link is None:
        raise NotFound(_("There is no such link, or it is not yours to see."))
    return link


@transaction.atomic
def make_link(
    *, source_id: UUID, by: Membership, life: timedelta, password: str = ""
) -> tuple[SharingLink, str]:
    """The row, and the token, which is told only here.

    Raises Forbidden as `require_links`, Invalid for a short password or a long life, Conflict
    beyond MOST.
    """
    require_links(by)
    if not timedelta() < life <= LONGEST:
        raise Invalid(_("A link is good for a year at most."))
    if password and len(password) < PASSWORD_LEAST:
        raise Invalid(_("Choose a password of at least 8 characters, or none."))
    if list_links(source_id).filter(expires_at__gt=timezone.now()).count() >= MOST:
        raise Conflict(_("There are 20 links to this already. Revoke one first."))
    token = secrets.token_urlsafe(32)
    link = SharingLink.objects.create(
        organization_id=by.organization_id,
        source_id=source_id,
        token_sha256=_hash(token),
        password=make_password(password) if password else "",
        made_by_id=by.user_id,
        expires_at=timezone.now() + life,
    )
    detail = {
        "source": str(source_id),
        "until": link.expires_at.isoformat(),
        "has_password": bool(password),
    }
    audit.record("links.made", organization=by.organization, subject=link, detail=detail)
    return link, token


@transaction.atomic
def revoke_link(link: SharingLink) -> None:
    """Safe to call twice."""
    rows = SharingLink.objects.filter(pk=link.pk, revoked_at=None)
    if rows.update(revoked_at=timezone.now()):
        audit.record("links.revoked", organization=link.organization, subject=link)


def end_links(source_ids: Iterable[UUID]) -> int:
    """What they lead to is gone, or one person's alone. Returns how many ended."""
    rows = SharingLink._base_manager.filter(source_id__in=list(source_ids), revoked_at=None)
    return rows.update(revoked_at=timezone.now())


def read_link(token: str) -> SharingLink:
    """One that works now, with its organization. Raises NotFound, whatever the reason."""
    with unscoped("a link says which organization it is of"):
        rows = SharingLink.objects.select_related("organization")
        link = rows.filter(token_sha256=_hash(token), organization__deleted_at=None).first()
    if link is None or not link.is_good or not _is_allowed(link):
        raise NotFound(_("This link does not work: it has run out, or was taken back."))
    return link


def _is_allowed(link: SharingLink) -> bool:
    maker = Membership.objects.active().filter(
        organization=link.organization_id, user=link.made_by_id, role__in=STAFF
    )
    return link.organization.has_feature(Feature.LINKS) and maker.exists()


def is_password_of(link: SharingLink, password: str) -> bool:
    return check_password(password, link.password)


def mark_opened(link: SharingLink) -> None:
    SharingLink._base_manager.filter(pk=link.pk).update(opened_at=timezone.now())


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
