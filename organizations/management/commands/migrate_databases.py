from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from organizations import registries
from project import caching
from project.databases import CONTENT, DEFAULT
from project.errors import LecternError


class Command(BaseCommand):
    help = "Bring both databases up to date. Safe to run at every start."

    def handle(self, *args, **options):
        for alias in (DEFAULT, CONTENT):
            call_command("migrate", database=alias, verbosity=options["verbosity"])
        caching.make_tables(options["verbosity"])  # also where they were elsewhere until now
        try:
            for settle in registries.after_migrations:
                settle()
        except LecternError as error:
            raise CommandError(error.message) from error
