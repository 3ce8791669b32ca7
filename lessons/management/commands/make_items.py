from uuid import UUID

from lessons.artifacts.sampling import sample_items
from lessons.models import Artifact
from library.access import access_source
from library.models import Source
from organizations.access import require
from organizations.commands import PersonCommand
from organizations.scoping import catalogue_scope, scope, unscoped
from project.errors import NotFound


class Command(PersonCommand):
    help = "Print items of some chapters of a source, each with its key and its page."
    needs_person = False

    def add_arguments(self, parser):
        parser.add_argument("--source", type=UUID, required=True, metavar="ID")
        parser.add_argument("--node", type=UUID, action="append", required=True, metavar="ID")
        parser.add_argument("--count", type=int, default=100, metavar="N")
        parser.add_argument(
            "--kind", choices=[str(kind) for kind in Artifact.Kind], default=Artifact.Kind.QUIZ
        )
        super().add_arguments(parser)

    def act(self, membership, *, source, node, count, kind, **_):
        require(membership, "artifacts.make")
        book = access_source(membership, source, "library.view")
        return sample_items(book, node, kind=kind, count=count)

    def act_alone(self, *, source, node, count, kind, **_):
        with unscoped("whoever runs the installation names the source"):
            book = Source.objects.filter(pk=source).first()
        if book is None:
            raise NotFound(f"There is no source {source}.")
        own = scope(book.organization_id) if book.organization_id else catalogue_scope()
        with own:
            return sample_items(book, node, kind=kind, count=count)

    def show(self, result):
        for number, item in enumerate(result, start=1):
            self.stdout.write(f"{number}. [{item['kind']}] {item['stem']}")
            for each in item["options"]:
                self.stdout.write(f"   {'*' if each['is_key'] else '-'} {each['text']}")
            if item["key"]:
                self.stdout.write(f"   = {item['key']}")
            self.stdout.write(f"   {item['citation']['reference']}: {item['citation']['quote']}")
