"""Every operation of the API, and which callers it serves. One line an operation.

Callers are people with a token, and programs with a key of an organization.
"""

from tests.isolation.policies import MISSING, PEOPLE, YES, Outcome, Policy
from tests.isolation.rows import GET, JSON, POST

# A key of ours with every scope, with all but the operation's, one that has run out, one that was
# taken back, and a key of the foreign organization.
KEYS = ("key", "key_without", "key_over", "key_revoked", "foreign_key")
CALLERS = (*PEOPLE, *KEYS)
LEARNERS = ("owner", "admin", "school_admin", "teacher", "student", "both", "key")


def callers(name: str, *, others: Outcome, **groups) -> Policy:
    outcomes = dict.fromkeys(CALLERS, others)
    for outcome, people in groups.items():
        outcomes |= dict.fromkeys(people, Outcome[outcome.upper()])
    return Policy(name, outcomes)


OVER = ("nobody", "key_over", "key_revoked")
READERS = callers(
    "who reads here", others=MISSING, yes=LEARNERS, forbidden=["guardian", "key_without"],
    sign_in=OVER,
)  # fmt: skip
CALLING = callers("who says who they are", others=YES, sign_in=OVER)
ANYBODY = callers("anybody", others=YES)
# Tokens: what is sent is the permission.
SIGN_IN_BODY = {"email": "{students_email}", "password": "x"}

OPERATIONS = {
    "api:create_tokens": POST(ANYBODY, SIGN_IN_BODY, kind=JSON),
    "api:refresh_tokens": POST(ANYBODY, {"token": "{refresh}"}, kind=JSON),
    "api:revoke_tokens": POST(ANYBODY, {"token": "{refresh}"}, kind=JSON),
    "api:me": GET(CALLING),
    "api:organization_list": GET(CALLING),
    "api:source_list": GET(READERS),
    "api:source_detail": GET(READERS),
    "api:search_passages": GET(READERS, query={"q": "photosphere", "source": "{library}"}),
    "api:lesson_list": GET(READERS),
    "api:lesson_detail": GET(READERS),
}
SCOPES = {"source": "sources:read", "search": "search", "lesson": "lessons:read"}
# Of the API itself: its description, and the address that only stands for the others.
BESIDE = {"api:openapi-json", "api:api-root"}
