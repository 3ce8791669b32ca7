from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.tokens import keys


class Command(BaseCommand):
    help = (
        "Sign new tokens with a new key. Older keys verify until the last token that they "
        "signed has run out; those past that are removed."
    )

    def handle(self, **options):
        if settings.TOKEN_KEYS:
            raise CommandError(
                "The keys are named by LECTERN_TOKEN_KEYS: put the new file first in that list."
            )
        self.stdout.write(f"new: {keys.add_key().name}")
        for path in keys.remove_old_keys():
            self.stdout.write(f"removed: {path.name}")
