from django.urls import path

from library.views import catalogue, golden, lists, pages, sources, uploads

app_name = "library"
urlpatterns = [
    path("", lists.source_list, name="source_list"),
    path("uploads/", uploads.upload_create, name="upload_create"),
    path("uploads/<uuid:pk>/confirm/", uploads.upload_confirm, name="upload_confirm"),
    path("uploads/<uuid:pk>/", uploads.upload_cancel, name="upload_cancel"),
    path("catalogue/", catalogue.title_list, name="title_list"),
    path("catalogue/<slug:slug>/", catalogue.title_row, name="title_row"),
    path("catalogue/<slug:slug>/subscribe/", catalogue.title_subscribe, name="title_subscribe"),
    path("catalogue/<slug:slug>/remove/", catalogue.title_unsubscribe, name="title_unsubscribe"),
    path("catalogue/<slug:slug>/copy/", catalogue.title_clone, name="title_clone"),
    path("<uuid:pk>/", sources.source_detail, name="source_detail"),
    path("<uuid:pk>/row/", lists.source_row, name="source_row"),
    path("<uuid:pk>/progress/", sources.source_progress, name="source_progress"),
    path("<uuid:pk>/rename/", sources.source_rename, name="source_rename"),
    path("<uuid:pk>/delete/", sources.source_delete, name="source_delete"),
    path("<uuid:pk>/retry/", sources.source_retry, name="source_retry"),
    path("<uuid:pk>/unlock/", sources.source_unlock, name="source_unlock"),
    path("<uuid:pk>/active/", sources.source_activate, name="source_activate"),
    path("<uuid:pk>/pages/", pages.page_find, name="page_find"),
    path("<uuid:pk>/pages/<int:index>/", pages.page_detail, name="page_detail"),
    path("<uuid:pk>/pages/<int:index>/picture/", pages.page_picture, name="page_picture"),
    path("<uuid:pk>/figures/<uuid:section_pk>/", pages.section_picture, name="section_picture"),
    path("<uuid:pk>/golden/", golden.golden_list, name="golden_list"),
    path("<uuid:pk>/golden/add/", golden.golden_create, name="golden_create"),
    path("<uuid:pk>/golden/ask/", golden.golden_ask, name="golden_ask"),
    path("<uuid:pk>/golden/import/", golden.golden_import, name="golden_import"),
    path("<uuid:pk>/golden/export/", golden.golden_export, name="golden_export"),
    path("<uuid:pk>/golden/<uuid:question_pk>/", golden.golden_edit, name="golden_edit"),
    path("<uuid:pk>/golden/<uuid:question_pk>/delete/", golden.golden_delete, name="golden_delete"),
]
