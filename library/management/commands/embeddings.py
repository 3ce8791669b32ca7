import json
from dataclasses import dataclass

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from library.embeddings import filling, services
from library.embeddings.services import Lowered
from library.golden.standard import Comparison
from library.models import EmbeddingModel
from organizations.waiting import work_until
from project.errors import LecternError
from project.text.storable import storable


class Command(BaseCommand):
    help = "Models of vectors: add one, fill it while the old one serves, use it, drop it."

    def add_arguments(self, parser):
        commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
        listed = commands.add_parser("list", help="All that are kept, and how complete they are.")
        add = commands.add_parser("add", help="Keep a model of the registry, and make its index.")
        fill = commands.add_parser("fill", help="Make the vectors that it lacks, with a bar.")
        fill.add_argument(
            "--background", action="store_true", help="Leave it to the workers, and return."
        )
        use = commands.add_parser("use", help="Search with it from now on, with no restart.")
        use.add_argument(
            "--force",
            action="store_true",
            help="Also where vectors are missing, or golden questions fall.",
        )
        drop = commands.add_parser("drop", help="Delete its vectors and its index.")
        for command in (add, fill, use, drop):
            command.add_argument("name", metavar="NAME")
        for command in (listed, add, fill, use, drop):
            command.add_argument("--json", action="store_true", help="Answer with a line of JSON.")

    def handle(self, *args, command, **options):
        acts = {
            "list": self.list,
            "add": self.add,
            "fill": self.fill,
            "use": self.use,
            "drop": self.drop,
        }
        try:
            result = acts[command](**options)
        except Lowered as error:
            fallen = error.comparison.as_json()
            if options["json"]:
                self._say({"error": error.code, "detail": error.message, **fallen})
            else:
                show_comparison(self.stderr, error.comparison)
            raise CommandError(error.message) from error
        except LecternError as error:
            if options["json"]:
                self._say({"error": error.code, "detail": storable(error.message)})
            raise CommandError(storable(error.message)) from error
        if options["json"]:
            self._say(result)
        else:
            self.show(result)

    def list(self, **options) -> list[dict]:
        return [standing.as_json() for standing in services.list_models()]

    def add(self, *, name, **options) -> dict:
        return self._standing(services.add_model(name))

    def fill(self, *, name, background, json, **options) -> dict:
        row = services.fill_model(name)
        if not background:
            with _Bar(row, Console(stderr=True, quiet=json)) as bar:
                work_until(bar.is_over, cluster=filling.JOB.cluster)
            if row.problem:
                raise CommandError(row.problem)
        return self._standing(row)

    def use(self, *, name, force, **options) -> dict:
        comparison = services.use_model(name, even_if_worse=force)
        golden = comparison.as_json() if comparison else None
        return {"name": name, "in_use": True, "golden": golden}

    def drop(self, *, name, **options) -> dict:
        return {"name": name, "dropped": services.drop_model(name)}

    def _standing(self, row: EmbeddingModel) -> dict:
        return services.standing_of(row.name).as_json()

    def _say(self, result) -> None:
        self.stdout.write(json.dumps(result, default=str))

    def show(self, result) -> None:
        """For people: a line a model, or a value a line."""
        if isinstance(result, dict):
            for key, value in result.items():
                self.stdout.write(f"{key}: {value}")
            return
        for model in result:
            about = [
                f"{model['dimensions']} dimensions",
                f"{model['vectors']:,} vectors",
                f"{model['missing']:,} missing",
                f"index {model['index']}",
            ]
            if model["filling"]:
                about.append(f"being filled: {model['done']:,} of {model['total']:,}")
            if model["problem"]:
                about.append(model["problem"])
            state = EmbeddingModel.State(model["state"]).label
            self.stdout.write(f"{model['name']}: {state} ({', '.join(about)})")


def show_comparison(out, comparison: Comparison) -> None:
    for fall in comparison.fallen:
        after = f"place {fall.after}" if fall.after else "not found"
        out.write(f"“{fall.question}” ({fall.title}): place {fall.before} → {after}")


@dataclass
class _Bar:
    """How far filling is, drawn anew each time that one looks whether it is over."""

    row: EmbeddingModel
    console: Console

    def __enter__(self) -> "_Bar":
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._progress = Progress(*columns, TimeRemainingColumn(), console=self.console)
        self._task = self._progress.add_task(self.row.name, total=self.row.total or 1)
        self._progress.start()
        return self

    def __exit__(self, *_) -> None:
        self._progress.stop()

    def is_over(self) -> bool:
        self.row.refresh_from_db()
        self._progress.update(
            self._task, completed=self.row.done if self.row.total else 1, total=self.row.total or 1
        )
        return not self.row.is_filling
