"""Every operation of the API, and which callers it serves. One line an operation.

Callers are people with a token, and programs with a key of an organization.
"""

from tests.isolation.policies import MISSING, OWN, PEOPLE, YES, Outcome, Policy
from tests.isolation.rows import DELETE, GET, JSON, PATCH, POST

# A key of ours with every scope, with all but the operation's, one that has run out, one that was
# taken back, and a key of the foreign organization.
KEYS = ("key", "key_without", "key_over", "key_revoked", "foreign_key")
CALLERS = (*PEOPLE, *KEYS)
LEARNERS = ("owner", "admin", "school_admin", "teacher", "student", "both", "key")


STAFF_HERE = ("owner", "admin", "school_admin", "teacher", "both")
FILE = {"filename": "a.pdf", "size_bytes": 9}
PAGE = {"address": "https://example.org/sun"}
RELATED = {"kind": "teacher", "adult": "{teacher}", "child": "{person}"}
REGISTRATION = {"email": "n@x.example", "password": "a long enough password", "name": "N"}


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
# What a key may not, since nobody does it: it is told so before anything else.
KEYED = ["key", "key_without", "foreign_key"]
PERSONS = callers("people here", others=MISSING, yes=OWN, forbidden=KEYED, sign_in=OVER)
READING = callers(
    "people who read here", others=MISSING, yes=set(OWN) - {"guardian"},
    forbidden=["guardian", *KEYED], sign_in=OVER,
)  # fmt: skip
ADDERS = callers(
    "people who add here", others=MISSING, yes=STAFF_HERE,
    forbidden=["student", "guardian", *KEYED], sign_in=OVER,
)  # fmt: skip
SENDERS = callers(
    "who sends it", others=MISSING, yes=["teacher"],
    forbidden=["student", "guardian", *KEYED], sign_in=OVER,
)  # fmt: skip
KEEPING = callers(
    "who added it, and admins", others=MISSING, yes=["owner", "admin", "school_admin", "teacher"],
    forbidden=["both", "student", "guardian", *KEYED], sign_in=OVER,
)  # fmt: skip
LINKING = callers(
    "who made it and shares links", others=MISSING,
    yes=["owner", "admin", "school_admin", "teacher"],
    forbidden=["both", "student", "guardian", *KEYED], sign_in=OVER,
)  # fmt: skip
SETTING = callers(
    "admins of the whole organization", others=MISSING, yes=["owner", "admin"],
    forbidden=["school_admin", "both", "teacher", "student", "guardian", *KEYED], sign_in=OVER,
)  # fmt: skip
RUNNERS = callers(
    "who runs people", others=MISSING, yes=["owner", "admin", "school_admin"],
    forbidden=["both", "teacher", "student", "guardian", *KEYED], sign_in=OVER,
)  # fmt: skip
ASKING_ALONE = callers("who asked", others=MISSING, yes=["teacher"], forbidden=KEYED, sign_in=OVER)
AUTHOR = callers(
    "who wrote it", others=MISSING, yes=["teacher"],
    forbidden=["owner", "admin", "school_admin", "student", "both", "guardian", *KEYED],
    sign_in=OVER,
)  # fmt: skip
REMOVERS = callers(
    "who wrote it, and admins", others=MISSING, yes=["owner", "admin", "school_admin", "teacher"],
    forbidden=["student", "both", "guardian", *KEYED], sign_in=OVER,
)  # fmt: skip
DELETER = callers(
    "who deleted it", others=MISSING, yes=["teacher"],
    forbidden=["guardian", *KEYED], sign_in=OVER,
)  # fmt: skip
ASSIGNED = callers(
    "who runs the class, and its students", others=MISSING,
    yes=["owner", "admin", "school_admin", "teacher", "student"], forbidden=["guardian", *KEYED],
    sign_in=OVER,
)  # fmt: skip
TAUGHT = callers(
    "who runs the class", others=MISSING, yes=["owner", "admin", "school_admin", "teacher"],
    forbidden=["student", "guardian", *KEYED], sign_in=OVER,
)  # fmt: skip
DOERS = callers(
    "the class's students", others=MISSING, yes=["student"],
    forbidden=["owner", "admin", "school_admin", "teacher", "guardian", *KEYED], sign_in=OVER,
)  # fmt: skip
LEARNING = callers(
    "students", others=MISSING, yes=["student"], forbidden=[*(set(OWN) - {"student"}), *KEYED],
    sign_in=OVER,
)  # fmt: skip
GUARDING = callers(
    "who answers for the child now", others=MISSING, yes=["guardian"], forbidden=KEYED, sign_in=OVER
)
CALLING = callers("who says who they are", others=YES, sign_in=OVER)
ANYBODY = callers("anybody", others=YES)
# Tokens: what is sent is the permission.
SIGN_IN_BODY = {"email": "{students_email}", "password": "x"}

OPERATIONS = {
    "api:login": POST(ANYBODY, SIGN_IN_BODY, kind=JSON),
    "api:refresh": POST(ANYBODY, {"refresh": "{refresh}"}, kind=JSON),
    "api:logout": POST(ANYBODY, {"token": "{refresh}"}, kind=JSON),
    "api:me": GET(CALLING),
    "api:organization_list": GET(CALLING),
    "api:register": POST(ANYBODY, REGISTRATION, kind=JSON),
    "api:auth_me": GET(CALLING),
    "api:ping": GET(CALLING),
    "api:relationship_list": GET(PERSONS),
    "api:relationship_create": POST(RUNNERS, RELATED, kind=JSON),
    "api:relationship_delete": DELETE(RUNNERS, at={"pk": "relationship_pk"}),
    "api:search_passages": GET(READERS, query={"q": "photosphere", "source": "{library}"}),
    "api:annotation_list": GET(READING, query={"source": "{library}"}),
    "api:annotation_create": POST(READING, {"{annotation_json}": ""}, kind=JSON),
    "api:annotation_detail": GET(READING),
    "api:annotation_change": PATCH(AUTHOR, {"colour": "pink"}),
    "api:annotation_delete": DELETE(REMOVERS),
    "api:annotation_restore": POST(DELETER, at={"pk": "annotation_deleted"}, kind=JSON),
    "api:annotation_reply": POST(READING, {"text": "Why?"}, kind=JSON),
    "api:knowledge_list": GET(READERS),
    "api:knowledge_detail": GET(READERS),
    "api:knowledge_status": GET(READERS),
    "api:knowledge_create": POST(ADDERS, FILE, kind=JSON),
    "api:knowledge_address": POST(ADDERS, PAGE, kind=JSON),
    "api:knowledge_parts": GET(SENDERS, at={"pk": "coming"}),
    "api:knowledge_process": POST(SENDERS, at={"pk": "sent"}, kind=JSON),
    "api:knowledge_tracks": GET(READERS, at={"pk": "video"}),
    "api:knowledge_track": POST(KEEPING, {"track": "en"}, at={"pk": "video"}, kind=JSON),
    "api:knowledge_delete": DELETE(KEEPING),
    "api:project_list": GET(READING),
    "api:project_detail": GET(READING),
    "api:project_create": POST(ADDERS, FILE, kind=JSON),
    "api:project_address": POST(ADDERS, PAGE, kind=JSON),
    "api:project_parts": GET(SENDERS, at={"pk": "coming"}),
    "api:project_confirm": POST(SENDERS, at={"pk": "sent"}, kind=JSON),
    "api:project_change": PATCH(KEEPING, {"description": "Of the Sun."}),
    "api:project_delete": DELETE(KEEPING),
    "api:project_access_list": GET(KEEPING),
    "api:project_access_grant": POST(
        KEEPING, {"kind": "class", "to": "{class}", "level": "view"}, kind=JSON
    ),
    "api:project_access_revoke": DELETE(KEEPING),
    "api:project_link_list": GET(LINKING),
    "api:project_link_create": POST(LINKING, {"days": 7}, kind=JSON),
    "api:project_link_revoke": DELETE(KEEPING),
    "api:webhook_list": GET(SETTING),
    "api:webhook_create": POST(
        SETTING, {"url": "https://sis.example/hook", "events": ["source.ready"]}, kind=JSON
    ),
    "api:webhook_detail": GET(SETTING),
    "api:webhook_delete": DELETE(SETTING),
    "api:webhook_delivery_list": GET(SETTING),
    "api:webhook_delivery_again": POST(SETTING, kind=JSON),
    "api:lesson_list": GET(READERS),
    "api:lesson_detail": GET(READERS),
    "api:lesson_request": POST(READING, {"source_id": "{library}", "anyway": True}, kind=JSON),
    "api:lesson_status": GET(READERS),
    "api:lesson_files": GET(READERS),
    "api:assignment_list": GET(READING),
    "api:assignment_create": POST(TAUGHT, {"{assignment_json}": ""}, kind=JSON),
    "api:assignment_detail": GET(ASSIGNED),
    "api:assignment_change": PATCH(TAUGHT, {"attempts_allowed": 5}),
    "api:assignment_delete": DELETE(TAUGHT),
    "api:attempt_list": GET(ASSIGNED, at={"pk": "assignment"}),
    "api:attempt_begin": POST(DOERS, at={"pk": "assignment_quiz"}, kind=JSON),
    "api:attempt_detail": GET(ASSIGNED),
    "api:attempt_answer": PATCH(DOERS, {"{answer_json}": ""}),
    "api:attempt_submit": POST(DOERS, {"{answer_json}": ""}, kind=JSON),
    "api:attempt_mark": POST(TAUGHT, {"points": {"1": 1}}, at={"pk": "attempt_sent"}, kind=JSON),
    "api:class_gradebook": GET(TAUGHT, at={"pk": "class"}),
    "api:compilation_list": GET(READING),
    "api:compilation_create": POST(ADDERS, {"title": "Granulation"}, kind=JSON),
    "api:compilation_detail": GET(READING),
    "api:compilation_change": PATCH(ADDERS, {"title": "Sun", "fade_ms": 500}),
    "api:compilation_delete": DELETE(ADDERS),
    "api:compilation_make": POST(ADDERS, kind=JSON),
    "api:clip_add": POST(
        ADDERS, {"source_id": "{filmed}", "start_ms": 0, "end_ms": 1000}, kind=JSON
    ),
    "api:clip_change": PATCH(ADDERS, {"position": 2, "start_ms": 500}, at={"item_pk": "clip_pk"}),
    "api:clip_remove": DELETE(ADDERS, at={"item_pk": "clip_pk"}),
    "api:progress_detail": GET(LEARNING),
    "api:child_progress": GET(GUARDING),
    "api:class_progress": GET(TAUGHT, at={"pk": "class"}),
    "api:class_objectives": GET(TAUGHT, at={"pk": "class"}),
    "api:class_student": GET(TAUGHT, at={"pk": "class", "person_pk": "student"}),
    "api:usage": GET(PERSONS),
    "api:chat_list": GET(READING),
    "api:chat_create": POST(READING, {}, kind=JSON),
    "api:chat_detail": GET(ASKING_ALONE),
    "api:chat_message": POST(ASKING_ALONE, {"question": "What is a granule?"}, kind=JSON),
    "api:chat_query": POST(READING, {"question": "What is a granule?"}, kind=JSON),
    "api:chat_message_detail": GET(ASKING_ALONE, at={"pk": "message"}),
    "api:chat_delete": DELETE(ASKING_ALONE),
}
# A key reads, and does nothing as a person.
SCOPES = {
    "knowledge": "sources:read",
    "search": "search",
    "lesson": "lessons:read",
}
# Of the API itself: its description, and the address that only stands for the others.
BESIDE = {"api:openapi-json", "api:api-root"}
