from uuid import UUID

from library.access import access_source, source_sight
from library.retrieval.queries import Scope
from library.retrieval.search import search
from library.selectors import readable_source_ids
from organizations.access import require
from organizations.commands import PersonCommand
from project.errors import Invalid

MAX_LIMIT = 100


class Command(PersonCommand):
    help = "Find passages in what a person may see."

    def add_arguments(self, parser):
        parser.add_argument("query")
        parser.add_argument("--source", type=UUID, metavar="ID", help="In this source only.")
        parser.add_argument("--limit", type=int, default=10, help=f"1 to {MAX_LIMIT}.")
        super().add_arguments(parser)

    def act(self, membership, *, query, source, limit, **options):
        require(membership, "library.view")
        if not query.strip():
            raise Invalid("Write what to look for.")
        if not 1 <= limit <= MAX_LIMIT:
            raise Invalid(f"--limit can be 1 to {MAX_LIMIT}.")
        if source:
            ids = (access_source(membership, source, "library.view").pk,)
        else:
            ids = tuple(readable_source_ids(source_sight(membership)))
        return [
            {
                "atom_id": str(atom.atom_id),
                "source_id": str(atom.source_id),
                "title": atom.title,
                "page": atom.page + 1,
                "page_label": atom.page_label,
                "score": atom.score,
                "text": atom.text,
                "time": atom.time,
            }
            for atom in search(query, scope=Scope(ids), limit=limit)
        ]

    def show(self, result):
        for number, atom in enumerate(result, start=1):
            self.stdout.write(f"{number}. {atom['title']}, {atom['page_label']}  ({atom['score']})")
            self.stdout.write(f"   {atom['text'][:200]}…\n")
        if not result:
            self.stdout.write("Nothing found.")
