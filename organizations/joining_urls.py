"""The ways in, for people who are not in an organization yet."""

from django.urls import path

from organizations.views import accepting, joining

app_name = "joining"
urlpatterns = [
    path("join/", joining.join_start, name="join"),
    path("join/class/", joining.join_class, name="join_class"),
    path("join/sign-in/", joining.student_sign_in, name="student_sign_in"),
    path("invitations/<str:token>/", accepting.invitation, name="invitation"),
]
