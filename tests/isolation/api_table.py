"""Every operation of the API, and which callers it serves. One line an operation.

Callers are people with a token, and programs with a key of an organization.
"""

from tests.isolation.policies import MISSING, PEOPLE, YES, Outcome, Policy
from tests.isolation.rows import DELETE, GET, JSON, PATCH, POST

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
PERSONS = callers(
    "people who read here; a key is nobody", others=MISSING, yes=LEARNERS[:-1],
    forbidden=["guardian", "key", "key_without"], sign_in=OVER,
)  # fmt: skip
AUTHOR = callers(
    "who wrote it", others=MISSING, yes=["teacher"],
    forbidden=["owner", "admin", "school_admin", "student", "both", "guardian", "key",
               "key_without"],
    sign_in=OVER,
)  # fmt: skip
REMOVERS = callers(
    "who wrote it, and admins", others=MISSING, yes=["owner", "admin", "school_admin", "teacher"],
    forbidden=["student", "both", "guardian", "key", "key_without"], sign_in=OVER,
)  # fmt: skip
DELETER = callers(
    "who deleted it", others=MISSING, yes=["teacher"],
    forbidden=["guardian", "key", "key_without"], sign_in=OVER,
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
    "api:annotation_list": GET(PERSONS, query={"source": "{library}"}),
    "api:annotation_create": POST(PERSONS, {"{annotation_json}": ""}, kind=JSON),
    "api:annotation_detail": GET(PERSONS),
    "api:annotation_change": PATCH(AUTHOR, {"colour": "pink"}),
    "api:annotation_delete": DELETE(REMOVERS),
    "api:annotation_restore": POST(DELETER, at={"pk": "annotation_deleted"}, kind=JSON),
    "api:annotation_reply": POST(PERSONS, {"text": "Why?"}, kind=JSON),
    "api:lesson_list": GET(READERS),
    "api:lesson_detail": GET(READERS),
}
SCOPES = {
    "annotation": "sources:read",
    "source": "sources:read",
    "search": "search",
    "lesson": "lessons:read",
}
# Of the API itself: its description, and the address that only stands for the others.
BESIDE = {"api:openapi-json", "api:api-root"}
