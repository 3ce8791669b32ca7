"""Which role may do what. Everything else asks here."""

from organizations.models import Membership, Organization, Role
from organizations.words import WORDS

OWNERS = {Role.OWNER}
ADMINS = {Role.OWNER, Role.ADMIN}
STAFF = {*ADMINS, Role.TEACHER}
LEARNERS = {*STAFF, Role.STUDENT}
EVERYBODY = set(Role)

ALLOWED: dict[str, set[Role]] = {
    "library.view": LEARNERS,
    "library.ask": LEARNERS,
    "library.annotate": LEARNERS,
    # With these a grant of that level goes: see `library.access`.
    "library.edit": LEARNERS,
    "library.administer": LEARNERS,
    "library.add": STAFF,
    "library.manage_own": STAFF,
    "library.manage_all": ADMINS,
    "library.catalogue": STAFF,
    "library.subscribe": ADMINS,
    "lessons.view": LEARNERS,
    "lessons.annotate": LEARNERS,
    "lessons.edit": LEARNERS,
    "lessons.administer": LEARNERS,
    # Students where the organization and their class allow it: see `lessons.access`.
    "lessons.make": LEARNERS,
    # Whole chapters ahead, for everybody here.
    "lessons.prepare": STAFF,
    "strategies.view": STAFF,
    "strategies.make": STAFF,
    "strategies.manage_all": ADMINS,
    # Quizzes, cards and the like; students see those that are approved.
    "artifacts.view": LEARNERS,
    "artifacts.make": STAFF,
    # Films of clips; students see those that are shared.
    "compilations.view": LEARNERS,
    "compilations.make": STAFF,
    # Of a class: who runs it assigns and marks, its students do.
    "assignments.view": LEARNERS,
    "assignments.make": STAFF,
    "assignments.do": {Role.STUDENT},
    "schools.view": ADMINS,
    "schools.manage": ADMINS,
    "classes.view": STAFF,
    "classes.make": STAFF,
    "classes.manage_own": STAFF,
    "classes.manage_all": ADMINS,
    "people.view": ADMINS,
    "people.manage": ADMINS,
    "people.import": ADMINS,
    "organization.dashboard": ADMINS,
    "organization.settings": ADMINS,
    "organization.audit": ADMINS,
    "organization.export": ADMINS,
    "organization.billing": ADMINS,
    "organization.close": OWNERS,
}

# Of the organization as a whole, and so not for an admin of some of its schools.
WHOLE = {
    "library.subscribe",
    "people.import",
    "organization.settings",
    "organization.audit",
    "organization.export",
    "organization.billing",
}

# Whom one may make, change and remove: nobody gives what is above them.
MAY_GIVE: dict[Role, set[Role]] = {
    Role.OWNER: EVERYBODY,
    Role.ADMIN: EVERYBODY - OWNERS,
    Role.TEACHER: {Role.STUDENT},
    Role.STUDENT: set(),
    Role.GUARDIAN: set(),
}


def may(membership: Membership, action: str) -> bool:
    """Raises KeyError for an action that is not in the table."""
    return membership.role in ALLOWED[action] and not (action in WHOLE and membership.school_ids)


def may_give(membership: Membership, role: str) -> bool:
    """Whether this person may give the role, or take it from somebody who has it."""
    return role in MAY_GIVE[Role(membership.role)]


def role_word(organization: Organization, role: str) -> str:
    """What a role is called here, in lower case: a student may be a learner."""
    return organization.words[role] if role in WORDS else str(Role(role).label).lower()
