from pathlib import Path

from library import uploads
from library.addresses.adding import add_address
from library.ingestion import pipeline, receipt
from library.ingestion.youtube.addresses import read_address
from library.models import Source
from library.selectors import describe_ingestion
from library.side_files.beside import captions_beside
from organizations.access import require
from organizations.commands import PersonCommand
from organizations.models import Membership
from organizations.waiting import work_until


class Command(PersonCommand):
    help = "Load a file, a book's folder, or what is at an address of the web, into the library."

    def add_arguments(self, parser):
        parser.add_argument("path", metavar="PATH|URL")
        parser.add_argument(
            "--captions",
            type=Path,
            metavar="FILE",
            help="Of a recording, named as it is. Default: the .vtt or .srt beside it.",
        )
        parser.add_argument("--title", default="", help="Default: what the file says of itself.")
        parser.add_argument("--wait", action="store_true", help="Until it is read, or has failed.")
        super().add_arguments(parser)

    def act(self, membership, *, path, title, captions, wait, **options):
        require(membership, "library.add")
        beside = captions or captions_beside(Path(path))
        added = _add(membership, path, title, beside)
        source = added.source
        if wait:
            work_until(lambda: _is_final(source), cluster=pipeline.JOB.cluster)
        source.refresh_from_db()
        told = {"captions": str(beside or ""), "captions_problem": added.captions_problem}
        return describe_ingestion(source) | told

    def refused(self, sentence):
        return {
            "source_id": None,
            "state": Source.State.FAILED,
            "problem": sentence,
            "captions": "",
            "captions_problem": "",
            **dict.fromkeys(("pages", "nodes", "sections", "atoms"), 0),
            "seconds": {},
            "receipt": receipt.empty(),
        }

    def problem_of(self, result):
        return result["problem"] if result["state"] == Source.State.FAILED else ""


def _add(membership: Membership, path: str, title: str, captions: Path | None) -> uploads.Confirmed:
    who = {"user": membership.user, "organization": membership.organization}
    if "://" in path or (not Path(path).exists() and read_address(path)):
        return add_address(address=path, about=uploads.About(title=title), **who)
    beside = uploads.Beside(captions.name, captions) if captions else None
    return uploads.add_file(path=Path(path), title=title, beside=beside, **who)


def _is_final(source: Source) -> bool:
    source.refresh_from_db()
    return source.state in Source.FINAL
