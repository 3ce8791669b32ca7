from pathlib import Path

from library import uploads
from library.addresses.adding import add_address
from library.ingestion import pipeline, receipt
from library.ingestion.youtube.addresses import read_address
from library.models import Source
from library.selectors import describe_ingestion
from organizations.access import require
from organizations.commands import PersonCommand
from organizations.models import Membership
from organizations.waiting import work_until


class Command(PersonCommand):
    help = "Load a file, a book's folder, or what is at an address of the web, into the library."

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="PATH|URL")
        parser.add_argument("--title", default="", help="Default: what the file says of itself.")
        parser.add_argument("--wait", action="store_true", help="Until it is read, or has failed.")
        super().add_arguments(parser)

    def act(self, membership, *, path, title, wait, **options):
        require(membership, "library.add")
        source = _add(membership, path, title)
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


def _add(membership: Membership, path: str, title: str) -> Source:
    who = {"user": membership.user, "organization": membership.organization}
    if "://" in path or (not Path(path).exists() and read_address(path)):
        return add_address(address=path, about=uploads.About(title=title), **who).source
    return uploads.add_file(path=Path(path), title=title, **who).source


def _is_final(source: Source) -> bool:
    source.refresh_from_db()
    return source.state in Source.FINAL
