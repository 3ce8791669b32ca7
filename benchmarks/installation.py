"""A fresh installation in a temporary folder, for benchmarks that need the database."""

import os
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


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
        try:
            with scope(teacher.organization_id):
                yield teacher
        finally:
            _end_server(Path(folder))


def _end_server(folder: Path) -> None:
    """Before its files go: a checkpoint on its way would write new ones meanwhile."""
    from django.db import connections

    connections.close_all()
    for note in folder.glob("**/postmaster.pid"):
        os.kill(int(note.read_text().split()[0]), signal.SIGINT)
        while note.exists():
            time.sleep(0.05)
