"""Forward, back and forward again on a database of its own, and no change without a migration.

First back to each app's first migration, with a school in the tables, which has to come
through; then back to nothing.
"""

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
APPS = ("lessons", "library", "billing", "organizations", "accounts")  # those that others need last
THEIRS = ("admin", "account")  # other apps' tables that point at our people


def main() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    from lessons.quickstart import ensure_school

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    call_command("migrate_databases", verbosity=0)
    ensure_school()
    before = rows()
    for app in APPS:
        migrate(app, first_migration(app))
    known = tables()
    call_command("migrate_databases", verbosity=0)
    before, after = (
        {name: count for name, count in counts.items() if name in known}
        for counts in (before, rows())
    )
    if after != before:
        raise SystemExit(f"Rows were lost on the way back: {before} became {after}.")
    for app in APPS:
        for name in (*THEIRS, app) if app == "accounts" else (app,):
            migrate(name, "zero")
    call_command("migrate_databases", verbosity=0)
    print("Migrations go forward, back and forward again.")


def migrate(app: str, to: str) -> None:
    from django.core.management import call_command

    alias = "content" if app == "library" else "default"
    call_command("migrate", app, to, database=alias, verbosity=0)


def first_migration(app: str) -> str:
    folder = Path(__file__).resolve().parents[1] / app / "migrations"
    return min(path.stem for path in folder.glob("0*.py"))


def tables() -> set[str]:
    """Those there are now, in both databases."""
    from django.db import connections

    return {name for one in connections.all() for name in one.introspection.table_names()}


def rows() -> dict[str, int]:
    """How many rows each table of ours holds."""
    from django.apps import apps

    from organizations.scoping import unscoped

    with unscoped("the check counts every row"):
        return {
            model._meta.db_table: model._base_manager.count()
            for app in APPS
            for model in apps.get_app_config(app).get_models()
        }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LECTERN_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings.local"
        main()
