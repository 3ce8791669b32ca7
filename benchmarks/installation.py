"""A fresh installation in a temporary folder, for benchmarks that need the database."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def fresh() -> Iterator[object]:
    """Inside, Django is set up on a new embedded server; gives a teacher's membership."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LECTERN_DATA_DIR"] = folder
        os.environ["LECTERN_LOG_LEVEL"] = "WARNING"
        os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings.local"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate_databases", verbosity=0)
        from lessons.quickstart import ensure_school
        from organizations.scoping import scope

        teacher = ensure_school()
        with scope(teacher.organization_id):
            yield teacher
