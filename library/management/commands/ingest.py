from pathlib import Path

from library import uploads
from library.ingestion import pipeline, receipt
from library.models import Source
from library.selectors import describe_ingestion
from organizations.access import require
from organizations.commands import PersonCommand
from organizations.waiting import work_until


class Command(PersonCommand):
    help = "Load a file, or a book's folder, into the library."

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path)
        parser.add_argument("--title", default="", help="Default: what the file says of itself.")
        parser.add_argument("--wait", action="store_true", help="Until it is read, or has failed.")
        super().add_arguments(parser)

    def act(self, membership, *, path, title, wait, **options):
        require(membership, "library.add")
        source = uploads.add_file(
            path=path, user=membership.user, organization=membership.organization, title=title
        ).source
        if wait:
            work_until(lambda: _is_final(source), cluster=pipeline.JOB.cluster)
        source.refresh_from_db()
        return describe_ingestion(source)

    def refused(self, sentence):
        return {
            "source_id": None,
            "state": Source.State.FAILED,
            "problem": sentence,
            **dict.fromkeys(("pages", "nodes", "sections", "atoms"), 0),
            "seconds": {},
            "receipt": receipt.empty(),
        }

    def problem_of(self, result):
        return result["problem"] if result["state"] == Source.State.FAILED else ""


def _is_final(source: Source) -> bool:
    source.refresh_from_db()
    return source.state in Source.FINAL
