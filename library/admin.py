"""What platform admins see of the library: the models of vectors."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext, gettext_lazy

from library.embeddings import services
from library.models import EmbeddingModel
from organizations.admin.base import ToLookAt
from project.errors import LecternError


@admin.register(EmbeddingModel)
class EmbeddingModelAdmin(ToLookAt):
    """To look at, to fill and to use; adding and dropping is `manage.py embeddings`."""

    list_display = ["name", "state", "dimensions", "progress", "index", "problem", "filled_at"]
    ordering = ["name"]
    actions = ["fill", "use"]

    @admin.display(description=gettext_lazy("passages with a vector"))
    def progress(self, row: EmbeddingModel) -> str:
        standing = services.standing_of(row.name)
        total = standing.vectors + standing.missing
        share = f"{standing.vectors:,} / {total:,}"
        return gettext("being filled: %(share)s") % {"share": share} if row.is_filling else share

    @admin.display(description=gettext_lazy("index"))
    def index(self, row: EmbeddingModel) -> str:
        return str(services.indexes.state_of(row.name))

    @admin.action(description=gettext_lazy("Fill what is missing"))
    def fill(self, request, queryset):
        self._each(request, queryset, services.fill_model, gettext("%s is being filled."))

    @admin.action(description=gettext_lazy("Use it for search"))
    def use(self, request, queryset):
        self._each(request, queryset, services.use_model, gettext("%s is in use."))

    def _each(self, request: HttpRequest, queryset, do: Callable[[str], object], said: str) -> None:
        for row in queryset:
            try:
                do(row.name)
            except LecternError as error:
                messages.error(request, error.message)
            else:
                messages.success(request, said % row.name)
