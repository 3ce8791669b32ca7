"""Who gets what, said once. A row of a table names one of these.

YES        it is served: 200-class, or sent on after it was done
FORBIDDEN  403: they see that it is there, and their role does not allow it
MISSING    404: for them there is no such thing
SIGN_IN    the sign-in, or 401 for programs
CONFLICT   409: it may be asked for, and does not fit what they are (the last owner leaves)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    YES = "served"
    FORBIDDEN = "403"
    MISSING = "404"
    SIGN_IN = "asked to sign in"
    CONFLICT = "409"


YES, FORBIDDEN, MISSING, SIGN_IN, CONFLICT = Outcome

# `both` teaches here and owns the foreign organization; school_admin runs the school North only.
OWN = ("owner", "admin", "school_admin", "teacher", "student", "guardian", "both")
FOREIGN = tuple(f"foreign_{role}" for role in OWN[:6])
OUTSIDE = ("platform", "newcomer")  # platform staff, and somebody in no organization
NOBODY = "nobody"
PEOPLE = (*OWN, *FOREIGN, *OUTSIDE, NOBODY)
SIGNED_IN = PEOPLE[:-1]


@dataclass(frozen=True)
class Policy:
    """What each of PEOPLE gets, and what it takes for granted of a row."""

    name: str
    outcomes: dict[str, Outcome]

    @property
    def rightful(self) -> list[str]:
        return [person for person, outcome in self.outcomes.items() if outcome == YES]


def policy(name: str, *, others: Outcome, nobody: Outcome = SIGN_IN, **groups) -> Policy:
    """groups: outcome in lower case -> people; `others` is for who is in none of them."""
    outcomes = dict.fromkeys(PEOPLE, others) | {NOBODY: nobody}
    for outcome, people in groups.items():
        outcomes |= dict.fromkeys(people, Outcome[outcome.upper()])
    return Policy(name, outcomes)


def own(name: str, allowed: Iterable[str], *, missing: Iterable[str] = (), **groups) -> Policy:
    """A page of an organization: of its people some may, and for strangers it is not there."""
    allowed, missing = set(allowed), set(missing)
    refused = set(OWN) - allowed - missing
    return policy(name, others=MISSING, yes=allowed, forbidden=refused, **groups)


WHOLE = ("owner", "admin")
ADMIN_ROLES = (*WHOLE, "school_admin")

MEMBERS = own("members", OWN)
LEAVERS = own("members but the last owner", set(OWN) - {"owner"}, conflict=["owner"])
LEARNERS = own("learners", set(OWN) - {"guardian"})
STAFF = own("staff", (*ADMIN_ROLES, "teacher", "both"))
KEEPERS = own("who added it, and admins", (*ADMIN_ROLES, "teacher"))
EDITOR = own(
    "who sends it, of a source of theirs", ["teacher"], missing=["owner", "admin", "school_admin"]
)
SENDER = own("who sends it", ["teacher"], missing=["owner", "admin", "school_admin", "both"])
ADMINS = own("admins", ADMIN_ROLES)
WHOLE_ADMINS = own("admins of all schools", WHOLE)
DECIDERS = own(
    "admins of all schools; others of them do not see it", WHOLE, missing=["school_admin"]
)
OWNERS = own("owners", ["owner"])
TAUGHT = own("who runs the class", (*ADMIN_ROLES, "teacher"), missing=["both"])
ASSIGNED = own("who runs the class, and its students", (*ADMIN_ROLES, "teacher", "student"),
               missing=["both"])  # fmt: skip
DOERS = own("the class's students; who runs it sees it", ["student"], missing=["both"])
STUDENTS = own("students", ["student"])
ITS_STUDENT = own("its student", ["student"], missing=set(OWN) - {"student"})
ALONE = own("its author", ["teacher"], missing=set(OWN) - {"teacher"})

GUARDIANS = own("who answers for the child now", ["guardian"], missing=set(OWN) - {"guardian"})
INVITED = own("who is invited", ["student"], missing=set(OWN) - {"student"})
JOINED = own("who has joined", ["guardian"], missing=set(OWN) - {"guardian"})

WRITER = own("who wrote it; others see it", ["teacher"])
REMOVERS = own("who wrote it, and admins; others see it", (*ADMIN_ROLES, "teacher"))

# Not below /o/<slug>/: whose it is not, does not learn that it is there.
PAYERS = own("who pays for it", WHOLE, missing=set(OWN) - set(WHOLE))
PERSONAL = policy("one's own", others=YES)
UNSUBSCRIBED = policy(
    "whoever has no plan of their own", others=YES, conflict=["teacher", "foreign_teacher"]
)
OWNER_ALONE = policy("who owned it", others=MISSING, yes=["owner"])
NEWCOMER = policy("whom it is offered", others=MISSING, yes=["newcomer"])
EVERYBODY = policy("everybody", others=YES, nobody=YES)
# A code lets in who is not here in another role.
JOINERS = policy("whoever has the code", others=YES, nobody=YES,
                 conflict=["owner", "admin", "school_admin", "guardian", "both"])  # fmt: skip
BEARER = policy("whoever has the link", others=YES, nobody=YES)
UNNAMED = policy("whoever is signed out", others=FORBIDDEN, nobody=YES)
PLATFORM = policy("platform staff", others=MISSING, yes=["platform"])
