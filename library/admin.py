"""What platform admins see of the library: the models of vectors."""

from django.contrib import admin, messages
from django.utils.translation import gettext, gettext_lazy

from library.embeddings import indexes, services
from library.models import EmbeddingModel
from organizations.admin.base import ToLookAt
from project.errors import LecternError


@admin.register(EmbeddingModel)
class EmbeddingModelAdmin(ToLookAt):
    """To look at, and to fill. The switch asks every golden question: `manage.py embeddings`."""

    list_display = ["name", "state", "dimensions", "progress", "index", "problem", "filled_at"]
    ordering = ["name"]
    actions = ["fill"]

    @admin.display(description=gettext_lazy("passages with a vector"))
    def progress(self, row: EmbeddingModel) -> str:
        standing = services.standing_of(row.name)
        share = f"{standing.total - standing.missing:,} / {standing.total:,}"
        return gettext("being filled: %(share)s") % {"share": share} if row.is_filling else share

    @admin.display(description=gettext_lazy("index"))
    def index(self, row: EmbeddingModel) -> str:
        return str(indexes.state_of(row.name))

    @admin.action(description=gettext_lazy("Fill what is missing"))
    def fill(self, request, queryset):
        for row in queryset:
            try:
                services.fill_model(row.name)
            except LecternError as error:
                messages.error(request, error.message)
            else:
                messages.success(request, gettext("%s is being filled.") % row.name)
