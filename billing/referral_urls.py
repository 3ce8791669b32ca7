from django.urls import path

from billing import referral_views

app_name = "referral"
urlpatterns = [
    path("invite-a-friend/", referral_views.invite_friend, name="invite_friend"),
    path("r/<slug:code>/", referral_views.follow, name="follow"),
]
