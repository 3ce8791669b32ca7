from django.urls import path

from accounts.consent import views as consent
from accounts.sign_up import views

app_name = "sign_up"
urlpatterns = [
    path("", views.start, name="start"),
    path("guardian/", views.guardian, name="guardian"),
    path("waiting/", consent.waiting, name="waiting"),
    path("consent/<str:token>/", consent.consent, name="consent"),
    path("consent/<str:token>/withdraw/", consent.withdraw, name="withdraw"),
    path("<slug:kind>/", views.gate, name="gate"),
]
