import json

from django.core.management.base import BaseCommand

from organizations.registries import reference_checks
from organizations.scoping import unscoped


class Command(BaseCommand):
    help = "Find references between the two databases that point at nothing."

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true", help="Remove what points at nothing.")
        parser.add_argument("--json", action="store_true", help="Answer with one line of JSON.")

    def handle(self, *args, repair: bool, **options):
        orphans = {}
        with unscoped("an orphan may belong to any organization"):
            for check in reference_checks:
                orphans[check.name] = found = check.find()
                if found and repair:
                    check.repair(found)
        if options["json"]:
            counts = {name: sorted(map(str, ids)) for name, ids in orphans.items()}
            self.stdout.write(json.dumps({"repaired": repair, "orphans": counts}))
            return
        for name, ids in orphans.items():
            state = "repaired" if repair and ids else "orphans" if ids else "fine"
            self.stdout.write(f"{name}: {len(ids)} {state}")
