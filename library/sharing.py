"""Who sees a source: everybody in the organization, chosen people, or its owner alone."""

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from library.models import Source
from organizations import audit
from organizations.models import Grant, Membership
from organizations.roles import STAFF
from organizations.services.grants import end_grants
from organizations.services.links import end_links
from project.databases import CONTENT
from project.errors import Conflict, Forbidden, Invalid


class Audience(models.TextChoices):
    EVERYBODY = "everybody", gettext_lazy("Everybody here")
    CHOSEN = "chosen", gettext_lazy("Those it is shared with, and admins")
    ALONE = "alone", gettext_lazy("Only me")


def audience_of(source: Source) -> Audience:
    if source.owner_id is not None:
        return Audience.ALONE
    return Audience.CHOSEN if source.is_restricted else Audience.EVERYBODY


def audiences_for(source: Source, by: Membership) -> list[Audience]:
    """It can be kept to oneself by who added it."""
    is_own = by.user_id in (source.added_by_id, source.owner_id)
    return [choice for choice in Audience if is_own or choice != Audience.ALONE]


def set_audience(*, source: Source, audience: Audience, by: Membership) -> None:
    """Alone ends all grants; the others keep them.

    Raises Forbidden for what is not theirs to keep, Conflict where the same file is there for
    that audience already.
    """
    if audience not in audiences_for(source, by):
        raise Forbidden(_("Only who added a source can keep it to themselves."))
    source.owner_id = by.user_id if audience == Audience.ALONE else None
    source.is_restricted = audience == Audience.CHOSEN
    source.added_by_id = source.added_by_id or by.user_id
    try:
        with transaction.atomic(using=CONTENT):
            source.save(update_fields=["owner_id", "is_restricted", "added_by_id", "updated_at"])
    except IntegrityError as error:
        raise Conflict(
            _("The same file is in the library for them already. Delete one of the two.")
        ) from error
    if audience == Audience.ALONE:
        end_grants(Grant.Subject.SOURCE, [source.pk])
        end_links([source.pk])
    detail = {"audience": audience.value}
    audit.record("sharing.changed", organization=by.organization, subject=source, detail=detail)


def require_can_be_linked(source: Source) -> None:
    """Raises Conflict for one that is not read, or one person's alone: nobody else opens it."""
    if not source.is_readable:
        raise Conflict(_("This source has not been read yet. Make a link when it is ready."))
    if source.owner_id is not None:
        raise Conflict(_("This source is one person's alone. Say first who else sees it."))


def transfer_source(*, source: Source, to: Membership, by: Membership) -> User:
    """Another of the staff has added it from now on; a private one is theirs alone.

    Raises Invalid for somebody who cannot manage sources, Conflict where they have the same
    file to themselves already.
    """
    if to.role not in STAFF or not to.is_active:
        raise Invalid(_("%(person)s cannot manage sources here.") % {"person": to.user})
    before = source.added_by_id
    source.added_by_id = to.user_id
    source.owner_id = to.user_id if source.owner_id else None
    try:
        with transaction.atomic(using=CONTENT):
            source.save(update_fields=["added_by_id", "owner_id", "updated_at"])
    except IntegrityError as error:
        raise Conflict(_("They have the same file to themselves already.")) from error
    detail = {"from": str(before or ""), "to": str(to.user_id)}
    audit.record("sources.transferred", organization=by.organization, subject=source, detail=detail)
    return to.user
