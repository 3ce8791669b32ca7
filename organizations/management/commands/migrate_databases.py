from collections.abc import Callable

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from organizations import registries
from organizations.management.commands import migrate
from project import caching
from project.databases import CONTENT, DEFAULT
from project.errors import LecternError


class Command(BaseCommand):
    """before_each: called before each migration; what it raises ends the work there, and the next
    run goes on."""

    help = "Bring both databases up to date. Safe to run at every start."
    stealth_options = ("before_each",)

    def handle(self, *args, before_each: Callable[[], None] = lambda: None, **options):
        for alias in (DEFAULT, CONTENT):
            command = _Migrate(before_each)
            call_command(command, database=alias, verbosity=options["verbosity"])
        caching.make_tables(options["verbosity"])  # also where they were elsewhere until now
        try:
            for settle in registries.after_migrations:
                settle()
        except LecternError as error:
            raise CommandError(error.message) from error


class _Migrate(migrate.Command):
    def __init__(self, before_each: Callable[[], None]):
        super().__init__()
        self.before_each = before_each

    def migration_progress_callback(self, action, migration=None, fake=False):
        if action == "apply_start":
            self.before_each()
        super().migration_progress_callback(action, migration, fake)
