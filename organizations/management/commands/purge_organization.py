import json

from django.core.management.base import BaseCommand, CommandError

from organizations import purging
from organizations.models import Organization, PurgeReceipt


class Command(BaseCommand):
    help = "Delete a closed organization for good, without waiting for its grace period."

    def add_arguments(self, parser):
        parser.add_argument("slug")
        parser.add_argument("--yes", action="store_true", help="It cannot be undone.")
        parser.add_argument("--json", action="store_true", help="Answer with one line of JSON.")

    def handle(self, *args, slug: str, yes: bool, **options):
        organization = self._closed(slug)
        if not yes:
            raise CommandError(f"All of {organization} would be deleted. Say --yes if you mean it.")
        purging.purge(organization)
        receipt = PurgeReceipt.objects.get(pk=organization.pk)
        if options["json"]:
            self.stdout.write(json.dumps({"counts": receipt.counts, "left": receipt.left}))
            return
        for name, number in receipt.counts.items():
            self.stdout.write(f"{name}: {number}")

    def _closed(self, slug: str) -> Organization:
        organization = Organization.objects.filter(slug=slug).first()
        if organization is None:
            raise CommandError(f"There is no organization {slug}.")
        if organization.deleted_at is None:
            raise CommandError(f"{organization} is open. Its owner has to close it first.")
        return organization
