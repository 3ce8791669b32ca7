"""The pages from which an organization is run, below /o/<slug>/."""

from django.urls import path

from organizations.views import join_requests, keys, sign_in_settings

app_name = "organizations"
urlpatterns = [
    path("join-requests/", join_requests.join_request_list, name="join_request_list"),
    path(
        "join-requests/<uuid:pk>/",
        join_requests.join_request_decide,
        name="join_request_decide",
    ),
    path("api-keys/", keys.key_list, name="key_list"),
    path("api-keys/<uuid:pk>/revoke/", keys.key_revoke, name="key_revoke"),
    path("sign-in-settings/", sign_in_settings.sign_in_settings, name="sign_in_settings"),
    path(
        "sign-in-settings/<uuid:pk>/test/",
        sign_in_settings.provider_test,
        name="provider_test",
    ),
]
