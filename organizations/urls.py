"""The pages from which an organization is run, below /o/<slug>/."""

from django.urls import path

from organizations.views import audit, dashboard, data, settings

app_name = "organizations"
urlpatterns = [
    path("manage/", dashboard.dashboard, name="dashboard"),
    path("manage/settings/", settings.settings, name="settings"),
    path("manage/look/", settings.brand, name="brand"),
    path("manage/audit/", audit.audit_list, name="audit_list"),
    path("manage/audit/export/", audit.audit_export, name="audit_export"),
    path("manage/data/", data.data, name="data"),
    path("manage/data/exports/", data.export_create, name="export_create"),
    path("manage/data/exports/<uuid:export_pk>/", data.export_row, name="export_row"),
    path("manage/data/exports/<uuid:export_pk>/file/", data.export_file, name="export_file"),
    path("manage/data/close/", data.close, name="close"),
    path("brand.css", settings.brand_css, name="brand_css"),
    path("logo", settings.logo, name="logo"),
]
