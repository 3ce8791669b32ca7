"""The pages from which an organization is run, below /o/<slug>/."""

from django.urls import path

from organizations.views import (
    class_members,
    classes,
    handing_over,
    invitations,
    membership,
    people,
    relationships,
    schools,
)

app_name = "organizations"
urlpatterns = [
    path("you/", membership.membership_detail, name="membership_detail"),
    path("you/leave/", membership.membership_leave, name="membership_leave"),
    path("you/hand-over/", handing_over.ownership_transfer, name="ownership_transfer"),
    path("people/", people.person_list, name="person_list"),
    path("people/bulk/", people.people_bulk, name="people_bulk"),
    path("people/invite/", invitations.invitation_create, name="invitation_create"),
    path(
        "people/invitations/<uuid:pk>/resend/",
        invitations.invitation_resend,
        name="invitation_resend",
    ),
    path(
        "people/invitations/<uuid:pk>/revoke/",
        invitations.invitation_revoke,
        name="invitation_revoke",
    ),
    path("people/requests/<int:pk>/", invitations.request_decide, name="request_decide"),
    path("people/<int:pk>/", people.person_detail, name="person_detail"),
    path("people/<int:pk>/role/", people.person_role, name="person_role"),
    path("people/<int:pk>/schools/", people.person_schools, name="person_schools"),
    path("people/<int:pk>/deactivate/", people.person_deactivate, name="person_deactivate"),
    path("people/<int:pk>/reactivate/", people.person_reactivate, name="person_reactivate"),
    path("people/<int:pk>/password/", people.person_password, name="person_password"),
    path("people/<int:pk>/transfer/", handing_over.person_transfer, name="person_transfer"),
    path(
        "people/<int:pk>/relationships/",
        relationships.relationship_create,
        name="relationship_create",
    ),
    path(
        "people/<int:pk>/relationships/<int:relationship_pk>/end/",
        relationships.relationship_end,
        name="relationship_end",
    ),
    path("classes/", classes.class_list, name="class_list"),
    path("classes/new/", classes.class_create, name="class_create"),
    path("classes/<uuid:pk>/", classes.class_detail, name="class_detail"),
    path("classes/<uuid:pk>/settings/", classes.class_edit, name="class_edit"),
    path("classes/<uuid:pk>/archive/", classes.class_archive, name="class_archive"),
    path("classes/<uuid:pk>/restore/", classes.class_restore, name="class_restore"),
    path("classes/<uuid:pk>/code/", class_members.code_rotate, name="code_rotate"),
    path("classes/<uuid:pk>/code/revoke/", class_members.code_revoke, name="code_revoke"),
    path("classes/<uuid:pk>/invite/", class_members.class_invite, name="class_invite"),
    path("classes/<uuid:pk>/students/", class_members.student_create, name="student_create"),
    path("classes/<uuid:pk>/cards/", class_members.class_cards, name="class_cards"),
    path(
        "classes/<uuid:pk>/members/<int:member_pk>/remove/",
        class_members.member_remove,
        name="member_remove",
    ),
    path(
        "classes/<uuid:pk>/members/<int:member_pk>/password/",
        class_members.member_password,
        name="member_password",
    ),
    path("schools/", schools.school_list, name="school_list"),
    path("schools/new/", schools.school_create, name="school_create"),
    path("schools/<uuid:pk>/", schools.school_detail, name="school_detail"),
    path("schools/<uuid:pk>/archive/", schools.school_archive, name="school_archive"),
    path("schools/<uuid:pk>/restore/", schools.school_restore, name="school_restore"),
]
