import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from billing.ledger.checking import check_ledger
from organizations.scoping import unscoped


class Command(BaseCommand):
    help = "Check that what is used and reserved is what the ledger's rows say."

    def add_arguments(self, parser):
        parser.add_argument(
            "--repair",
            action="store_true",
            help="Set counters to what the rows say; free what was forgotten.",
        )
        parser.add_argument("--json", action="store_true", help="Answer with one line of JSON.")

    def handle(self, *args, repair: bool, **options):
        with unscoped("the ledger is of all organizations and people"):
            found = check_ledger(repair=repair)
            left = check_ledger(repair=False) if repair else found
        if options["json"]:
            answer = {"clean": left.is_clean, "repaired": repair, **asdict(found)}
            self.stdout.write(json.dumps(answer, default=str))
        else:
            for name, ids in asdict(found).items():
                self.stdout.write(f"{name}: {len(ids)} wrong" if ids else f"{name}: fine")
        if not left.is_clean:
            raise CommandError("The ledger does not add up; see docs/billing.md.", returncode=1)
