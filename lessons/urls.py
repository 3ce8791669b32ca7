"""Below /o/<slug>/."""

from django.urls import path

from lessons.views import annotations, chat, chats, lessons, making, notes, sharing, unplaced

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
    path("lessons/<uuid:pk>/sharing/", sharing.lesson_sharing, name="lesson_sharing"),
    path("lessons/<uuid:pk>/audience/", sharing.lesson_audience, name="lesson_audience"),
    path(
        "lessons/<uuid:pk>/sharing/<uuid:grant_pk>/",
        sharing.lesson_grant_change,
        name="lesson_grant_change",
    ),
    path(
        "lessons/<uuid:pk>/sharing/<uuid:grant_pk>/revoke/",
        sharing.lesson_grant_revoke,
        name="lesson_grant_revoke",
    ),
    path("library/<uuid:pk>/pages/<int:index>/notes/", annotations.page_notes, name="page_notes"),
    path(
        "library/<uuid:pk>/pages/<int:index>/bookmark/",
        annotations.page_bookmark,
        name="page_bookmark",
    ),
    path("notes/", notes.notes, name="notes"),
    path("notes/unplaced/", unplaced.notes_unplaced, name="notes_unplaced"),
    path("notes/<uuid:pk>/place/", unplaced.annotation_place, name="annotation_place"),
    path("notes/export/<slug:form>/", notes.notes_export, name="notes_export"),
    path("notes/<uuid:pk>/", annotations.annotation_detail, name="annotation_detail"),
    path("notes/<uuid:pk>/edit/", annotations.annotation_edit, name="annotation_edit"),
    path("notes/<uuid:pk>/delete/", annotations.annotation_delete, name="annotation_delete"),
    path("notes/<uuid:pk>/restore/", annotations.annotation_restore, name="annotation_restore"),
    path("notes/<uuid:pk>/replies/", annotations.annotation_reply, name="annotation_reply"),
    path("replies/<uuid:pk>/edit/", annotations.reply_edit, name="reply_edit"),
    path("replies/<uuid:pk>/delete/", annotations.reply_delete, name="reply_delete"),
    path("replies/<uuid:pk>/restore/", annotations.reply_restore, name="reply_restore"),
    path("library/<uuid:pk>/ask/", chat.message_create, name="message_create"),
    path("messages/<uuid:pk>/", chat.message_detail, name="message_detail"),
    path("chats/", chats.chat_list, name="chat_list"),
    path("chats/new/", chats.chat_create, name="chat_create"),
    path("chats/<uuid:pk>/", chats.chat_detail, name="chat_detail"),
    path("chats/<uuid:pk>/ask/", chat.chat_ask, name="chat_ask"),
    path("chats/<uuid:pk>/sources/", chats.chat_sources, name="chat_sources"),
    path("chats/<uuid:pk>/rename/", chats.chat_rename, name="chat_rename"),
    path("chats/<uuid:pk>/delete/", chats.chat_delete, name="chat_delete"),
    path("messages/<uuid:pk>/stop/", chat.message_stop, name="message_stop"),
    path("messages/<uuid:pk>/rating/", chat.message_rate, name="message_rate"),
    path("messages/<uuid:pk>/again/", chat.message_again, name="message_again"),
    path("messages/<uuid:pk>/stream/", chat.message_stream, name="message_stream"),
]
