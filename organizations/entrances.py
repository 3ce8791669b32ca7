"""Addresses for who is not inside an organization yet, and of the platform's staff."""

from django.urls import path

from organizations.views import impersonation, joining_by_domain, sign_in

urlpatterns = [
    path("sign-in/school/", sign_in.school_find, name="school_find"),
    path("o/<slug:organization_slug>/sign-in/", sign_in.school_sign_in, name="school_sign_in"),
    path("join/school/", joining_by_domain.offer_list, name="join_offers"),
    path("join/school/<slug:slug>/", joining_by_domain.offer_answer, name="join_answer"),
    path("impersonation/stop/", impersonation.stop, name="impersonation_stop"),
    path("impersonation/<uuid:pk>/", impersonation.start, name="impersonation_start"),
]
