"""Every address of the product, every method it takes, and who may. One line a route.

A new route is one line: its name, then for each method the policy and what is sent, as in
    "library:source_rename": GET(KEEPERS) + POST(KEEPERS, {"title": "Sun"}),
"""

from tests.isolation.policies import (
    ADMINS,
    ALONE,
    BEARER,
    DECIDERS,
    EVERYBODY,
    JOINERS,
    KEEPERS,
    LEARNERS,
    LEAVERS,
    MEMBERS,
    NEWCOMER,
    OWNER_ALONE,
    OWNERS,
    PERSONAL,
    PLATFORM,
    SENDER,
    STAFF,
    TAUGHT,
    UNNAMED,
    WHOLE_ADMINS,
)
from tests.isolation.rows import DELETE, GET, JSON, POST, PUT

BOOK = {"source": "{library}"}
GOLDEN = {"question": "What is a granule?", "pages": "527"}
SHARE = {"to": "class:{class}", "level": "1"}
ASK_IN = {"emails": "new@hill.example", "role": "student"}
NEW_PASSWORD = {"name": "Soon", "password": "a long enough password"}

ROUTES = {
    # Before and beside an organization
    "front": GET(EVERYBODY),
    "api_docs": GET(EVERYBODY),
    "accounts:settings": GET(PERSONAL)
    + POST(
        PERSONAL, {"name": "X", "language": "en", "preferred_modality": "text", "theme": "system"}
    ),
    "closed": GET(PERSONAL),
    "restore": POST(OWNER_ALONE),
    "school_find": GET(EVERYBODY) + POST(EVERYBODY, {"email": "eva@{domain}"}, writes=False),
    "school_sign_in": GET(EVERYBODY),
    "join_offers": GET(PERSONAL),
    "join_answer": POST(NEWCOMER, {"answer": "ask"}),
    "impersonation_start": GET(PLATFORM) + POST(PLATFORM, {"reason": "A ticket, 4711 of today"}),
    "impersonation_stop": POST(EVERYBODY, writes=False),
    "joining:join": GET(EVERYBODY) + POST(EVERYBODY, {"code": "{code}"}, writes=False),
    "joining:join_class": GET(EVERYBODY) + POST(JOINERS, writes=False),
    "joining:student_sign_in": GET(EVERYBODY)
    + POST(
        EVERYBODY,
        {"code": "{code}", "login_name": "eve.park", "password": "{eves_password}"},
        writes=False,
    ),
    "joining:invitation": GET(UNNAMED) + POST(UNNAMED, NEW_PASSWORD),
    "file": GET(BEARER),
    "file_upload": PUT(BEARER),
    # What an organization's people see
    "home": GET(MEMBERS),
    "organizations:brand_css": GET(MEMBERS),
    "organizations:logo": GET(MEMBERS),
    "organizations:membership_detail": GET(MEMBERS),
    "organizations:membership_leave": POST(LEAVERS),
    "organizations:ownership_transfer": GET(OWNERS) + POST(OWNERS, {"email": "{admins_email}"}),
    # Manage
    "organizations:dashboard": GET(ADMINS),
    "organizations:settings": GET(WHOLE_ADMINS) + POST(WHOLE_ADMINS, {"{settings_form}": ""}),
    "organizations:brand": GET(WHOLE_ADMINS)
    + POST(WHOLE_ADMINS, {"seen": "{seen}", "logo_alt": "An oak"}),
    "organizations:audit_list": GET(WHOLE_ADMINS),
    "organizations:audit_export": POST(WHOLE_ADMINS, writes=False),
    "organizations:data": GET(WHOLE_ADMINS),
    "organizations:export_create": POST(WHOLE_ADMINS),
    "organizations:export_row": GET(WHOLE_ADMINS),
    "organizations:export_file": POST(WHOLE_ADMINS),
    "organizations:close": POST(OWNERS, {"name": "{organization_name}"}),
    "organizations:join_request_list": GET(ADMINS),
    "organizations:join_request_decide": POST(DECIDERS, {"answer": "approve"})
    + POST(TAUGHT, {"answer": "approve"}, at={"pk": "join_request_class"}),
    "organizations:key_list": GET(WHOLE_ADMINS)
    + POST(WHOLE_ADMINS, {"name": "Clock", "scopes": "search"}),
    "organizations:key_revoke": POST(WHOLE_ADMINS),
    "organizations:sign_in_settings": GET(WHOLE_ADMINS)
    + POST(WHOLE_ADMINS, {"{sign_in_form}": ""}),
    "organizations:provider_test": POST(WHOLE_ADMINS, writes=False),
    # People
    "organizations:person_list": GET(ADMINS),
    "organizations:people_bulk": POST(ADMINS, {"do": "deactivate", "person": "{person}"}),
    "organizations:invitation_create": GET(ADMINS) + POST(ADMINS, ASK_IN | {"school": "{school}"}),
    "organizations:invitation_resend": POST(TAUGHT),
    "organizations:invitation_revoke": POST(TAUGHT),
    "organizations:person_detail": GET(ADMINS),
    "organizations:person_role": POST(ADMINS, {"role": "guardian"}, at={"pk": "student"}),
    "organizations:person_schools": POST(ADMINS, {"schools": "{school}"}),
    "organizations:person_deactivate": GET(ADMINS) + POST(ADMINS),
    "organizations:person_reactivate": POST(ADMINS, at={"pk": "person_gone"}),
    "organizations:person_password": POST(ADMINS),
    "organizations:person_transfer": GET(ADMINS)
    + POST(ADMINS, {"email": "{admins_email}"}, at={"pk": "teacher"}),
    "organizations:relationship_create": POST(
        ADMINS, {"email": "{owners_email}", "kind": "teacher"}
    ),
    "organizations:relationship_end": POST(ADMINS),
    # Classes and schools
    "organizations:class_list": GET(STAFF),
    "organizations:class_create": GET(STAFF)
    + POST(STAFF, {"name": "Physics 3c", "school": "{school}"}),
    "organizations:class_detail": GET(TAUGHT),
    "organizations:class_edit": GET(TAUGHT) + POST(TAUGHT, {"name": "Physics 3c"}),
    "organizations:class_archive": POST(TAUGHT),
    "organizations:class_restore": POST(TAUGHT, at={"pk": "class_archived"}),
    "organizations:code_rotate": POST(TAUGHT),
    "organizations:code_revoke": POST(TAUGHT),
    "organizations:class_invite": POST(TAUGHT, ASK_IN),
    "organizations:student_create": POST(TAUGHT, {"names": "Ann Lee"}),
    "organizations:class_cards": GET(TAUGHT) + POST(TAUGHT),
    "organizations:member_remove": POST(TAUGHT),
    "organizations:member_password": POST(TAUGHT),
    "organizations:school_list": GET(ADMINS),
    "organizations:school_create": GET(WHOLE_ADMINS) + POST(WHOLE_ADMINS, {"name": "South"}),
    "organizations:school_detail": GET(ADMINS) + POST(ADMINS, {"name": "Northern"}),
    "organizations:school_archive": POST(WHOLE_ADMINS, at={"pk": "school_empty"}),
    "organizations:school_restore": POST(WHOLE_ADMINS, at={"pk": "school_archived"}),
    # Rosters
    "organizations:roster_list": GET(WHOLE_ADMINS) + POST(WHOLE_ADMINS, {"file": "{csv}"}),
    "organizations:roster_detail": GET(WHOLE_ADMINS),
    "organizations:roster_progress": GET(WHOLE_ADMINS),
    "organizations:roster_apply": POST(WHOLE_ADMINS),
    "organizations:roster_undo": GET(WHOLE_ADMINS, at={"pk": "roster_done"})
    + POST(WHOLE_ADMINS, at={"pk": "roster_done"}),
    "organizations:roster_retry": POST(WHOLE_ADMINS, at={"pk": "roster_failed"}),
    "organizations:roster_discard": POST(WHOLE_ADMINS),
    "organizations:roster_problems": GET(WHOLE_ADMINS),
    # Library
    "library:source_list": GET(LEARNERS),
    "library:upload_create": POST(STAFF, {"filename": "sun.pdf", "size_bytes": 9}, kind=JSON),
    "library:upload_parts": GET(SENDER, at={"pk": "coming"}),
    "library:upload_confirm": POST(SENDER, at={"pk": "sent"}),
    "library:upload_cancel": POST(SENDER, at={"pk": "sent"}) + DELETE(SENDER, at={"pk": "sent"}),
    "library:title_list": GET(STAFF),
    "library:title_row": GET(STAFF),
    "library:title_subscribe": POST(WHOLE_ADMINS, at={"slug": "title_free"}),
    "library:title_unsubscribe": POST(WHOLE_ADMINS),
    "library:title_clone": POST(WHOLE_ADMINS),
    "library:source_detail": GET(LEARNERS),
    "library:source_row": GET(LEARNERS),
    "library:source_progress": GET(LEARNERS),
    "library:source_rename": GET(KEEPERS) + POST(KEEPERS, {"title": "The Sun"}),
    "library:source_delete": GET(KEEPERS) + POST(KEEPERS, {"made": "delete"}),
    "library:source_retry": POST(KEEPERS),
    "library:source_unlock": POST(KEEPERS, {"password": "let me in"}, at={"pk": "locked"}),
    "library:source_overview": GET(ADMINS),
    "library:source_sharing": GET(KEEPERS) + POST(KEEPERS, SHARE),
    "library:source_audience": POST(KEEPERS, {"audience": "chosen"}),
    "library:source_grant_change": POST(KEEPERS, {"{grant_form}": ""}),
    "library:source_grant_revoke": POST(KEEPERS),
    "library:source_transfer": GET(KEEPERS) + POST(KEEPERS, {"person": "{colleagues_email}"}),
    "library:golden_list": GET(KEEPERS),
    "library:golden_create": POST(KEEPERS, GOLDEN),
    "library:golden_ask": POST(KEEPERS),
    "library:golden_import": POST(KEEPERS, {"file": "{golden_lines}"}),
    "library:golden_export": GET(KEEPERS),
    "library:golden_edit": GET(KEEPERS) + POST(KEEPERS, GOLDEN),
    "library:golden_delete": POST(KEEPERS),
    "organizations:webhook_list": GET(WHOLE_ADMINS)
    + POST(WHOLE_ADMINS, {"url": "https://sis.example/hook", "events": "source.ready"}),
    "organizations:webhook_detail": GET(WHOLE_ADMINS),
    "organizations:webhook_delete": POST(WHOLE_ADMINS),
    "organizations:webhook_delivery_again": POST(WHOLE_ADMINS),
    "library:link_list": GET(KEEPERS) + POST(KEEPERS, {"days": "7"}),
    "library:link_revoke": POST(KEEPERS),
    "links:link_open": GET(BEARER, at={"token": "link_token"})
    + POST(BEARER, {"password": "let me in"}, at={"token": "link_token"}, writes=False),
    "links:link_page": GET(BEARER, at={"token": "link_token"}),
    "links:link_picture": GET(BEARER, at={"token": "link_token"}),
    "library:source_activate": POST(LEARNERS, {"active": "1"}),
    "library:page_find": GET(LEARNERS, query={"page": "527"}),
    "library:page_detail": GET(LEARNERS),
    "library:page_picture": GET(LEARNERS),
    "library:section_picture": GET(LEARNERS),
    # Lessons
    "lessons:lesson_list": GET(LEARNERS),
    "lessons:lesson_create": GET(LEARNERS, query=BOOK)
    + POST(
        LEARNERS,
        {"part": "whole", "modalities": "text", "strategy": "inquiry", "language": "en"},
        query=BOOK,
    ),
    "lessons:lesson_detail": GET(LEARNERS),
    "lessons:lesson_row": GET(LEARNERS),
    "lessons:lesson_progress": GET(LEARNERS),
    "lessons:lesson_retry": POST(STAFF),
    "lessons:lesson_captions": GET(LEARNERS),
    "lessons:lesson_file": GET(LEARNERS),
    "lessons:lesson_figure": GET(LEARNERS),
    "lessons:lesson_sharing": GET(KEEPERS) + POST(KEEPERS, SHARE),
    "lessons:lesson_audience": POST(KEEPERS, {"audience": "chosen"}),
    "lessons:lesson_grant_change": POST(
        KEEPERS, {"{lesson_grant_form}": ""}, at={"grant_pk": "lesson_grant_pk"}
    ),
    "lessons:lesson_grant_revoke": POST(KEEPERS, at={"grant_pk": "lesson_grant_pk"}),
    "lessons:chat_list": GET(LEARNERS),
    "lessons:chat_create": POST(LEARNERS),
    "lessons:chat_detail": GET(ALONE),
    "lessons:chat_ask": POST(ALONE, {"question": "How long does a granule live?"}),
    "lessons:chat_sources": POST(ALONE),
    "lessons:chat_rename": GET(ALONE) + POST(ALONE, {"title": "Granules"}),
    "lessons:chat_delete": GET(ALONE) + POST(ALONE),
    "lessons:message_stop": POST(ALONE),
    "lessons:message_rate": POST(ALONE, {"helpful": "yes"}, at={"pk": "answered"}),
    "lessons:message_create": POST(LEARNERS, {"question": "How long does a granule live?"}),
    "lessons:message_detail": GET(ALONE),
    "lessons:message_again": POST(ALONE),
    "lessons:message_stream": GET(ALONE),
}
