import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from library.catalogue import add_title, list_titles, remove_title
from library.ingestion import pipeline
from library.models import Source
from library.selectors import describe_ingestion
from organizations import audit
from organizations.scoping import catalogue_scope
from organizations.waiting import work_until
from project.errors import LecternError
from project.text.storable import storable


class Command(BaseCommand):
    help = "The global catalogue: titles that are read once, and that organizations subscribe to."

    def add_arguments(self, parser):
        commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
        add = commands.add_parser("add", help="Read an OpenStax archive, its folder, or a PDF.")
        add.add_argument("path", type=Path)
        add.add_argument("--slug", default="", help="Such as astronomy-2e. Default: the file's.")
        add.add_argument("--title", default="", help="Default: what the file says of itself.")
        add.add_argument("--wait", action="store_true", help="Until it is read, or has failed.")
        remove = commands.add_parser("remove", help="Take a title out; own copies of it stay.")
        remove.add_argument("slug")
        remove.add_argument(
            "--force", action="store_true", help="Also where organizations subscribe to it."
        )
        titles = commands.add_parser("list", help="All titles, with their sizes.")
        for command in (add, titles, remove):
            command.add_argument("--json", action="store_true", help="Answer with a line of JSON.")

    def handle(self, *args, command, **options):
        act = {"add": self.add, "list": self.list, "remove": self.remove}[command]
        try:
            with audit.origin(lambda: audit.Origin(door="command catalogue")):
                result = act(**options)
        except LecternError as error:
            raise CommandError(storable(error.message)) from error
        if options["json"]:
            self.stdout.write(json.dumps(result, default=str))
        else:
            self.show(result)
        if isinstance(result, dict) and result.get("problem") and result["state"] == "failed":
            raise CommandError(result["problem"])

    def add(self, *, path, slug, title, wait, **options) -> dict:
        row = add_title(path=path, slug=slug, title=title)
        with catalogue_scope():
            if wait:
                work_until(lambda: _is_final(row.source), cluster=pipeline.JOB.cluster)
            row.source.refresh_from_db()
            return {"slug": row.slug, **describe_ingestion(row.source)}

    def list(self, **options) -> list[dict]:
        return [
            {
                "slug": title.slug,
                "title": title.title,
                "subject": title.subject,
                "level": title.level,
                "language": title.language,
                "licence": title.licence,
                "state": title.state,
                "pages": title.pages,
                "atoms": title.atoms,
                "bytes": title.size_bytes,
            }
            for title in list_titles(only_readable=False)
        ]

    def remove(self, *, slug, force, **options) -> dict:
        return {"slug": slug, "ended": remove_title(slug=slug, even_if_subscribed=force)}

    def show(self, result) -> None:
        """For people: a line a title, or a value a line."""
        if isinstance(result, dict):
            for key, value in result.items():
                self.stdout.write(f"{key}: {value}")
            return
        for title in result:
            size = f"{title['pages']:,} pages, {title['atoms']:,} passages"
            self.stdout.write(f"{title['slug']}: {title['title']} ({size}, {title['state']})")
        if not result:
            self.stdout.write("The catalogue is empty. Add a title: manage.py catalogue add PATH")


def _is_final(source: Source) -> bool:
    source.refresh_from_db()
    return source.state in Source.FINAL
