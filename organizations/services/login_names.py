"""What students without email are called when they sign in; unique in an organization."""

import re
import unicodedata

from django.utils.text import slugify
from django.utils.translation import gettext as _

from organizations.models import JoinRequest, Membership
from organizations.scoping import current_organization_id
from project.errors import Conflict, Invalid

_FORM = re.compile(r"\w[\w.-]{1,58}\w")


def clean_login_name(text: str) -> str:
    """Folded, so that names that look alike are one. Raises Invalid."""
    name = folded(text)
    if not _FORM.fullmatch(name):
        raise Invalid(
            _("A login name has 3 to 60 letters and figures, with dots and hyphens between them.")
        )
    return name


def folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def check_free(login_name: str) -> None:
    """Raises Conflict for one that somebody here has, or waits with."""
    if login_name in taken_names():
        raise Conflict(
            _("“%(name)s” is taken here. Add a figure, or choose another.") % {"name": login_name}
        )


def taken_names() -> set[str]:
    """Of the organization in scope; of deactivated people too, who may come back."""
    members = Membership.objects.filter(organization=current_organization_id())
    names = members.exclude(login_name="").values_list("login_name", flat=True)
    waiting = JoinRequest.objects.open().exclude(login_name="")
    return {name.lower() for name in names.union(waiting.values_list("login_name", flat=True))}


def names_for(people: list[str]) -> list[str]:
    """A free login name for each, made of their names: ann.lee, ann.lee2."""
    taken = taken_names()
    found = []
    for person in people:
        name = _first_free(_base(person), taken)
        taken.add(name)
        found.append(name)
    return found


def _base(person: str) -> str:
    base = slugify(person, allow_unicode=True).replace("-", ".").casefold()[:40].strip("._")
    return base if len(base) > 2 else f"{base}student"


def _first_free(base: str, taken: set[str]) -> str:
    if base not in taken:
        return base
    return next(
        name for name in (f"{base}{n}" for n in range(2, len(taken) + 3)) if name not in taken
    )
