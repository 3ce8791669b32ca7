"""Mounts each app's pages."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from lessons.views.home import home
from organizations.views import data
from organizations.views.front import front, own_place
from project import files
from project.api import api
from project.api_docs import api_docs
from project.kit import kit

urlpatterns = [
    path("", front, name="front"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("api/docs", api_docs, name="api_docs"),
    path("", include("organizations.entrances")),
    path("settings/", include("accounts.urls")),
    path("", include("organizations.joining_urls")),
    path("files/upload/<str:token>", files.receive_file, name="file_upload"),
    path("files/<str:token>", files.send_file, name="file"),
    path("s/", include("library.link_urls")),
    path("", include("billing.buying_urls")),
    path("closed/", data.closed, name="closed"),
    path("closed/<uuid:closed_pk>/restore/", data.restore, name="restore"),
    path("own-place/", own_place, name="own_place"),
    path("o/<slug:organization_slug>/", home, name="home"),
    path("o/<slug:organization_slug>/plan/", include("billing.plan_urls")),
    path("o/<slug:organization_slug>/", include("lessons.urls")),
    path("o/<slug:organization_slug>/", include("organizations.urls")),
    path("o/<slug:organization_slug>/library/", include("library.urls")),
]

if settings.DEBUG:
    urlpatterns += [path("kit/", kit)]

handler403 = "project.problems.permission_denied"
handler404 = "project.problems.page_not_found"
handler500 = "project.problems.server_error"
