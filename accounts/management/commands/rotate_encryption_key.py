from django.conf import settings
from django.core.management.base import BaseCommand

from accounts import registries
from project import sealing


class Command(BaseCommand):
    help = (
        "Encrypt the secrets in the database with a new key: one made in the data folder, or the "
        "first of LECTERN_ENCRYPTION_KEYS, where that is set. Run it again after a day to have "
        "the old files removed."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--no-new-key",
            action="store_true",
            help="only encrypt with the first key what another has encrypted",
        )

    def handle(self, no_new_key: bool, **options):
        if not settings.ENCRYPTION_KEYS and not no_new_key:
            self.stdout.write(f"new: {sealing.add_key().name}")
        for name, again in registries.sealed.items():
            self.stdout.write(f"{name}: {again():,}")
        if settings.ENCRYPTION_KEYS:
            self.stdout.write("The keys after the first can be left out of the list now.")
            return
        for path in sealing.remove_old_keys():
            self.stdout.write(f"removed: {path.name}")
