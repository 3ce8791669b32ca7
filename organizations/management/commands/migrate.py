from typing import Any

from django.core.management.commands import migrate

from project.databases import CONTENT, CONTENT_APPS


class Command(migrate.Command):
    """Django's own; in the database of content it takes what lies there. All other apps would make
    nothing in it, and to go through them takes longer than the work."""

    def handle(self, *args: Any, **options: Any) -> None:
        if options["database"] != CONTENT or options["app_label"]:
            super().handle(*args, **options)
            return
        for app in sorted(CONTENT_APPS):
            super().handle(*args, **options | {"app_label": app, "run_syncdb": False})
