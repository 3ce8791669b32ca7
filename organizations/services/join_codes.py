"""Codes of classes: what a student types to come in."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations import audit
from organizations.class_settings import read_class_settings
from organizations.flags import has_feature
from organizations.models import Class, JoinCode, Membership
from organizations.scoping import scope, unscoped
from organizations.settings_schema import Feature
from project.errors import Conflict, NotFound

LENGTH = 8
# Without those that are mistaken for one another: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
LETTERS = "ACDEFGHJKMNPQRTWXY34679"


def clean_code(text: str) -> str:
    """As it is stored: people write "abcd-efgh" for ABCDEFGH."""
    return "".join(letter for letter in text.upper() if letter.isalnum())[:20]


def shown(code: str) -> str:
    """In two halves, which are easier to copy from a board."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def current_code(school_class: Class) -> JoinCode | None:
    return JoinCode.objects.filter(school_class=school_class, revoked_at=None).first()


@transaction.atomic
def rotate_code(*, school_class: Class, by: Membership, days: int | None = None) -> JoinCode:
    """A new code; nobody joins by the old one any more. days: None for one that stays.

    Raises Conflict for an archived class, and where codes are switched off.
    """
    school_class = Class.objects.select_for_update(no_key=True).get(pk=school_class.pk)
    if school_class.archived_at:
        raise Conflict(_("%(name)s is archived. Restore it first.") % {"name": school_class})
    if not has_feature(by, Feature.JOIN_CODES):
        raise Conflict(_("Join codes are switched off here."))
    _revoke(school_class)
    code = JoinCode.objects.create(
        organization_id=school_class.organization_id,
        school_class=school_class,
        code=_free_code(),
        created_by=by,
        expires_at=timezone.now() + timedelta(days=days) if days else None,
    )
    audit.record("classes.code_made", organization=by.organization, subject=school_class)
    return code


def _free_code() -> str:
    """Of 23 to the power of 8; one that is taken is as good as never met, and refused."""
    return "".join(secrets.choice(LETTERS) for _letter in range(LENGTH))


@transaction.atomic
def revoke_code(*, school_class: Class, by: Membership) -> None:
    if _revoke(school_class):
        audit.record("classes.code_revoked", organization=by.organization, subject=school_class)


def _revoke(school_class: Class) -> int:
    rows = JoinCode.objects.filter(school_class=school_class, revoked_at=None)
    return rows.update(revoked_at=timezone.now())


def find_open_class(text: str) -> Class:
    """The class that this code lets into now, with its organization and school.

    Raises NotFound with one sentence for all that is wrong: who tries codes learns nothing.
    """
    now = timezone.now()
    with unscoped("a code is looked up before its organization is known"):
        row = (
            JoinCode.objects.select_related("school_class__organization", "school_class__school")
            .filter(
                Q(expires_at=None) | Q(expires_at__gt=now),
                code=clean_code(text),
                revoked_at=None,
                school_class__archived_at=None,
                organization__deleted_at=None,
            )
            .first()
        )
    if row is None or not _is_open(row.school_class):
        raise NotFound(
            _(
                "This code does not work. It may be mistyped or too old, or its group is over. "
                "Ask your teacher for the one of today."
            )
        )
    return row.school_class


def _is_open(school_class: Class) -> bool:
    with scope(school_class.organization_id):
        return (
            school_class.organization.has_feature(Feature.JOIN_CODES)
            and read_class_settings(school_class).join_code_open
        )
