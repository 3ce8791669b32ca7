from django.core.management import call_command
from django.core.management.base import BaseCommand

from project.databases import CONTENT, DEFAULT


class Command(BaseCommand):
    help = "Bring both databases up to date. Safe to run at every start."

    def handle(self, *args, **options):
        for alias in (DEFAULT, CONTENT):
            call_command("migrate", database=alias, verbosity=options["verbosity"])
