from library.ingestion import sandbox
from library.ingestion.work import Work

MAX_LANGUAGE = 12  # characters; a longer tag names more than a language


def run(work: Work) -> None:
    """Ask the file what it says of itself."""
    found = sandbox.inspect(work.source.kind, work.path)
    source = work.source
    if found.title and not source.title_is_given:
        source.title = found.title[:300]
    source.authors = found.authors
    source.language = found.language if len(found.language) <= MAX_LANGUAGE else ""
    source.licence = found.licence[:200]
    source.attribution = found.attribution
    source.page_count = found.page_count
    work.row.receipt["warnings"] = [*work.row.receipt.get("fetch_warnings", []), *found.warnings]
    with work.writing("inspect", done=1, total=1):
        work.save_source("title", "authors", "language", "licence", "attribution", "page_count")
