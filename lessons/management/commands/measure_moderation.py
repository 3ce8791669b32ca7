from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lessons.safety.measuring import EXAMPLES, Measured, measure

SAMPLE = Path("library/sample/astronomy-sample.tar.gz")


class Command(BaseCommand):
    help = (
        "Print how many sentences of ordinary text the rules of moderation would refuse. "
        "Without files: those of the sample book."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument("--language", default="en", metavar="CODE")
        parser.add_argument(
            "--examples", type=int, default=EXAMPLES, metavar="N", help="sentences to print of each"
        )

    def handle(self, *args, files, language, examples, **options):
        for path in files or [SAMPLE]:
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
            self._show(measure(path, language=language), examples)

    def _show(self, found: Measured, examples: int) -> None:
        self.stdout.write(
            f"{found.name}: {found.sentences} sentences, {found.refused_sentences} refused "
            f"({found.refused_share:.4%})"
        )
        for name in ("refused", "beside"):
            counted = getattr(found, name)
            told = ", ".join(f"{risk} {count}" for risk, count in sorted(counted.items()))
            self.stdout.write(f"  {name}: {told or 'none'}")
        for risk, name, sentence in found.examples[:examples]:
            self.stdout.write(f"  - [{risk}, {name}] {sentence[:200]}")
