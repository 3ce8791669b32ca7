"""The pages from which an organization is run, below /o/<slug>/."""

from django.urls import path

from organizations.views import rosters

app_name = "organizations"
urlpatterns = [
    path("rosters/", rosters.roster_list, name="roster_list"),
    path("rosters/<uuid:pk>/", rosters.roster_detail, name="roster_detail"),
    path("rosters/<uuid:pk>/progress/", rosters.roster_progress, name="roster_progress"),
    path("rosters/<uuid:pk>/apply/", rosters.roster_apply, name="roster_apply"),
    path("rosters/<uuid:pk>/undo/", rosters.roster_undo, name="roster_undo"),
    path("rosters/<uuid:pk>/retry/", rosters.roster_retry, name="roster_retry"),
    path("rosters/<uuid:pk>/discard/", rosters.roster_discard, name="roster_discard"),
    path("rosters/<uuid:pk>/problems.csv", rosters.roster_problems, name="roster_problems"),
]
