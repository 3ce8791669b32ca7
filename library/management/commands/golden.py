import json

from django.core.management.base import BaseCommand, CommandError

from library.golden import standard
from library.management.commands.embeddings import show_comparison
from project.errors import LecternError


class Command(BaseCommand):
    help = (
        "Ask all golden questions as things are now. Where they are found worse than when they "
        "last passed, it fails and says which: run it with new settings before they go live."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--force", action="store_true", help="Take what is found now as the standard."
        )
        parser.add_argument("--json", action="store_true", help="Answer with a line of JSON.")

    def handle(self, *args, force, **options):
        try:
            comparison, ranks = standard.compare_with_standard()
        except LecternError as error:
            raise CommandError(error.message) from error
        passes = force or not comparison.is_lower
        if passes:
            standard.set_standard(ranks)
        result = {"questions": len(ranks), "passes": passes, **comparison.as_json()}
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            show_comparison(self.stdout, comparison)
            before, after = comparison.before.mrr, comparison.after.mrr
            self.stdout.write(
                f"{len(ranks)} questions; mean reciprocal rank {before:.3f} → {after:.3f}"
            )
        if not passes:
            raise CommandError("Golden questions fell. The standard stays; --force changes it.")
