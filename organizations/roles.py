"""Which role may do what. Everything else asks here."""

from organizations.models import Membership, Role

ADMINS = {Role.ADMIN}
STAFF = {Role.ADMIN, Role.TEACHER}
EVERYBODY = {Role.ADMIN, Role.TEACHER, Role.STUDENT}

ALLOWED: dict[str, set[Role]] = {
    "library.view": EVERYBODY,
    "library.ask": EVERYBODY,
    "library.add": STAFF,
    "library.manage_own": STAFF,
    "library.manage_all": ADMINS,
    "lessons.view": EVERYBODY,
    "lessons.make": STAFF,
}


def may(membership: Membership, action: str) -> bool:
    """Raises KeyError for an action that is not in the table."""
    return membership.role in ALLOWED[action]
