"""What a shared link opens, for people without an account."""

from django.urls import path

from library.views import links

app_name = "links"
urlpatterns = [
    path("<str:token>/", links.link_open, name="link_open"),
    path("<str:token>/pages/<int:index>/", links.link_page, name="link_page"),
    path("<str:token>/pages/<int:index>/picture/", links.link_picture, name="link_picture"),
]
