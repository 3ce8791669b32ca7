"""Email addresses as people paste them."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from project.errors import Invalid

MAX_AT_ONCE = 500
_NAMED = re.compile(r"<([^<>]*)>")


def split_emails(text: str) -> list[str]:
    """What stands in a pasted list, "Ann Lee <ann@x.org>" too; each once, in its order.

    Raises Invalid for an empty list and for more than MAX_AT_ONCE.
    """
    pieces = [piece for part in re.split(r"[,;\r\n\t]+", text) for piece in _pieces(part)]
    found = list({piece.lower(): piece for piece in pieces}.values())
    if not found:
        raise Invalid(_("Write at least one email address."))
    if len(found) > MAX_AT_ONCE:
        raise Invalid(
            _("These are %(count)d addresses. Send at most %(most)d at once.")
            % {"count": len(found), "most": MAX_AT_ONCE}
        )
    return found


def _pieces(part: str) -> list[str]:
    named = _NAMED.findall(part)
    return [piece.strip() for piece in named] if named else part.split()


def clean_email(text: str) -> str:
    """In lower case. Raises Invalid, with the address in the sentence.

    ASCII only: letters of other scripts that look alike, or that fold to ours, could make one
    address pass for another. Domains of other scripts have an ASCII form ("xn--…").
    """
    email = text.strip().lower()
    try:
        if not text.isascii():
            raise ValidationError("")
        validate_email(email)
    except ValidationError as error:
        raise Invalid(
            _("“%(email)s” is not an email address.") % {"email": text.strip()[:100]}
        ) from error
    return email
