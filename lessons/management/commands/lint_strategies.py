import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from lessons.strategies.linting import lint
from lessons.strategies.reading import read_yaml
from lessons.strategies.registry import FOLDER
from project.errors import Invalid


class Command(BaseCommand):
    help = "Say what is wrong with a strategy's spec, or with all global ones."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, help="Default: all global ones.")
        parser.add_argument("--json", action="store_true", help="Answer with one line of JSON.")

    def handle(self, *args, file, **options):
        files = [file] if file else sorted(FOLDER.glob("*.yaml"))
        found = {path.name: problems_of(path) for path in files}
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
        else:
            for name, problems in found.items():
                for line in problems or ["sound"]:
                    self.stdout.write(f"{name}: {line}")
        if any(found.values()):
            raise CommandError("A spec is not sound." if not options["json"] else "")


def problems_of(path: Path) -> list[str]:
    try:
        spec = read_yaml(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
    except (Invalid, UnicodeDecodeError) as error:
        return str(error).splitlines()
    return [*_named_otherwise(path, spec.key), *lint(spec)]


def _named_otherwise(path: Path, key: str) -> list[str]:
    """A global one's file has its key for a name."""
    is_global = path.resolve().parent == FOLDER
    return [f"key: the file is named {path.name}."] if is_global and path.stem != key else []
