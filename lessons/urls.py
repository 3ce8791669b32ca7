"""Below /o/<slug>/."""

from django.urls import path

from lessons.views import chat, lessons, making

app_name = "lessons"
urlpatterns = [
    path("lessons/", lessons.lesson_list, name="lesson_list"),
    path("lessons/new/", making.lesson_create, name="lesson_create"),
    path("lessons/<uuid:pk>/", lessons.lesson_detail, name="lesson_detail"),
    path("lessons/<uuid:pk>/row/", lessons.lesson_row, name="lesson_row"),
    path("lessons/<uuid:pk>/progress/", lessons.lesson_progress, name="lesson_progress"),
    path("lessons/<uuid:pk>/retry/", making.lesson_retry, name="lesson_retry"),
    path("lessons/<uuid:pk>/captions.vtt", lessons.lesson_captions, name="lesson_captions"),
    path("lessons/<uuid:pk>/files/<slug:kind>/", lessons.lesson_file, name="lesson_file"),
    path("lessons/<uuid:pk>/figures/<int:position>/", lessons.lesson_figure, name="lesson_figure"),
    path("library/<uuid:pk>/ask/", chat.message_create, name="message_create"),
    path("messages/<uuid:pk>/", chat.message_detail, name="message_detail"),
    path("messages/<uuid:pk>/again/", chat.message_again, name="message_again"),
    path("messages/<uuid:pk>/stream/", chat.message_stream, name="message_stream"),
]
