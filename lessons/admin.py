from django.contrib import admin, messages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.models import Lesson
from lessons.public import end_public, make_public
from organizations.admin.base import ToLookAt
from project.errors import Conflict


@admin.register(Lesson)
class LessonAdmin(ToLookAt):
    """To look at, and to say which are shown to everybody."""

    list_display = ["title", "organization", "state", "public_since", "created_at"]
    list_select_related = ["organization"]
    list_filter = [("public_since", admin.EmptyFieldListFilter), "state"]
    search_fields = ["title", "organization__name"]
    ordering = ["-created_at"]
    actions = ["show_to_everybody", "hide_from_everybody"]
    fields = ["title", "organization", "source_title", "state", "public_since", "created_at"]

    @admin.action(description=gettext_lazy("Show to everybody, without an account"))
    def show_to_everybody(self, request, lessons):
        for lesson in lessons:
            try:
                make_public(lesson)
            except Conflict as error:
                said = f"{lesson}: {error.message}"
                messages.error(request, said)
        messages.success(request, _("Done."))

    @admin.action(description=gettext_lazy("Do not show to everybody any more"))
    def hide_from_everybody(self, request, lessons):
        for lesson in lessons:
            end_public(lesson)
        messages.success(request, _("Done."))
