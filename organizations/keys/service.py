"""Keys by which an organization's own programs come in."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from organizations import audit
from organizations.models import Organization, OrganizationKey
from organizations.scoping import unscoped
from project.errors import Conflict, SignedOut

START = "lk_"
SHOWN = 10  # characters of a key by which people tell it apart
MOST = 50  # that are good at once
USED_EVERY = timedelta(minutes=1)  # how exact "last used" is


@transaction.atomic
def create_key(
    *,
    organization: Organization,
    name: str,
    scopes: list[str],
    expires_at: datetime | None,
    by: User,
) -> tuple[OrganizationKey, str]:
    """The row, and the key itself, which is told only here. Raises Conflict beyond MOST."""
    if OrganizationKey.objects.filter(revoked_at=None).count() >= MOST:
        raise Conflict(_("There are %(most)s keys. Revoke one first.") % {"most": MOST})
    key = START + secrets.token_urlsafe(32)
    row = OrganizationKey.objects.create(
        organization=organization,
        name=name,
        prefix=key[:SHOWN],
        sha256=_hash(key),
        scopes=sorted(scopes),
        expires_at=expires_at,
        created_by=by,
    )
    audit.record(
        "keys.created", organization=organization, subject=row, detail={"scopes": row.scopes}
    )
    return row, key


@transaction.atomic
def revoke_key(key: OrganizationKey) -> None:
    """Safe to call twice; from now on nobody comes in by it."""
    if OrganizationKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        audit.record("keys.revoked", organization=key.organization, subject=key)


def read_key(text: str) -> OrganizationKey:
    """The row, its organization loaded. Raises SignedOut where it is none, or not good now."""
    with unscoped("a key says which organization it is of"):
        found = OrganizationKey.objects.select_related("organization")
        key = found.filter(sha256=_hash(text), organization__deleted_at=None).first()
        if key is None or not key.is_good:
            raise SignedOut(_("This key is not valid, has run out or was revoked."))
        _mark_used(key)
        return key


def is_key(text: str) -> bool:
    return text.startswith(START)


def _mark_used(key: OrganizationKey) -> None:
    """At most one write a minute, however often it is used."""
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USED_EVERY)
    if key.last_used_at is None or key.last_used_at < now - USED_EVERY:
        OrganizationKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
