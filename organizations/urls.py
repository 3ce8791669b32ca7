"""The pages from which an organization is run, below /o/<slug>/."""

from django.urls import URLPattern

app_name = "organizations"
urlpatterns: list[URLPattern] = []
