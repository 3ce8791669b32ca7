"""What somebody may use, and what happens at a limit. Below /o/<slug>/plan/."""

from django.urls import path

from billing.views import families, limits, plan

app_name = "plan"
urlpatterns = [
    path("", plan.mine, name="mine"),
    path("limits/<uuid:pk>/", limits.limit_detail, name="limit_detail"),
    path("limits/<uuid:pk>/continue/", limits.limit_continue, name="limit_continue"),
    path("limits/<uuid:pk>/ask/", limits.limit_ask, name="limit_ask"),
    path("family/", families.family_invite, name="family_invite"),
    path("family/leave/", families.family_leave, name="family_leave"),
    path("family/<uuid:pk>/answer/", families.family_answer, name="family_answer"),
    path("family/<uuid:pk>/remove/", families.family_remove, name="family_remove"),
]
