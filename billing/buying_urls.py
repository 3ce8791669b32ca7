"""What is sold, and how it is bought. Those below /o/<slug>/ are an organization's."""

from django.urls import path

from billing.views import organization, personal, pricing, returning, usage, webhook

app_name = "buying"
BILLING = "o/<slug:organization_slug>/manage/billing/"
urlpatterns = [
    path("pricing/", pricing.pricing, name="pricing"),
    path("stripe/webhook/", webhook.stripe_webhook, name="stripe_webhook"),
    path("subscription/", personal.subscription, name="subscription"),
    path("subscription/buy/", personal.checkout_create, name="checkout_create"),
    path("subscription/trial/", personal.trial_create, name="trial_create"),
    path("subscription/manage/", personal.portal, name="portal"),
    path("purchases/<uuid:pk>/", returning.checkout_return, name="checkout_return"),
    path("purchases/<uuid:pk>/state/", returning.checkout_state, name="checkout_state"),
    path(BILLING, organization.organization_billing, name="organization_billing"),
    path("o/<slug:organization_slug>/manage/usage/", usage.usage_report, name="usage_report"),
    path("o/<slug:organization_slug>/manage/usage/file/", usage.usage_file, name="usage_file"),
    path(f"{BILLING}buy/", organization.organization_checkout, name="organization_checkout"),
    path(f"{BILLING}trial/", organization.organization_trial, name="organization_trial"),
    path(f"{BILLING}seats/", organization.organization_seats, name="organization_seats"),
    path(f"{BILLING}payment/", organization.organization_portal, name="organization_portal"),
]
