"""Mounts each app's pages."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from accounts.sign_up.views import account as sign_up
from accounts.tour.views import tour
from accounts.views import email
from lessons.views import public
from lessons.views.front import front
from lessons.views.home import home
from organizations.views import data
from organizations.views.entering import own_place
from project import files
from project.api import api
from project.api_docs import api_docs
from project.kit import kit

urlpatterns = [
    path("", front, name="front"),
    path("watch/", public.watch, name="watch"),
    path("watch/<uuid:pk>/", public.public_lesson, name="public_lesson"),
    path("watch/<uuid:pk>/captions.vtt", public.public_captions, name="public_captions"),
    path("watch/<uuid:pk>/figures/<int:position>/", public.public_figure, name="public_figure"),
    path("admin/", admin.site.urls),
    path("sign-up/", include("accounts.sign_up.urls")),
    path("accounts/signup/", sign_up, name="account_signup"),
    path("accounts/email/", email, name="account_email"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("api/docs", api_docs, name="api_docs"),
    path("", include("organizations.entrances")),
    path("", include("billing.referral_urls")),
    path("settings/", include("accounts.urls")),
    path("tour/", tour, name="tour"),
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
