from dataclasses import replace

from library.ingestion import sandbox
from library.ingestion.listening.keys import heard_by
from library.ingestion.parsers.base import Inspection
from library.ingestion.work import Work
from library.models import Source
from project.errors import UnreadableSource
from project.providers.registry import notice_of_transcript

MAX_LANGUAGE = 12  # characters; a longer tag names more than a language


NO_WORDS = "no_captions"  # of a recording: people can give it what it lacks


def run(work: Work) -> None:
    """Ask the file what it says of itself."""
    found = _inspect(work)
    source = work.source
    if source.is_remote_video:
        found = _as_its_site_says(source, found)
    if found.title and not source.title_is_given:
        source.title = found.title[:300]
    source.authors = found.authors
    source.language = found.language if len(found.language) <= MAX_LANGUAGE else ""
    source.licence = found.licence[:200]
    source.attribution = found.attribution
    source.page_count = found.page_count
    fetched = work.row.receipt.get("fetch_warnings", [])
    notices = filter(None, map(notice_of_transcript, heard_by(source.captions_key)))
    work.row.receipt["warnings"] = [*fetched, *notices, *found.warnings]
    with work.writing("inspect", done=1, total=1):
        work.save_source("title", "authors", "language", "licence", "attribution", "page_count")


def _as_its_site_says(source: Source, found: Inspection) -> Inspection:
    return replace(
        found,
        title="",
        authors=source.authors or found.authors,
        licence=source.licence or found.licence,
        attribution=source.attribution or found.attribution,
    )


def _inspect(work: Work) -> Inspection:
    """Captions that were given say how many pages there are, and the file what it is about."""
    words = sandbox.inspect(*work.words)
    if not work.source.captions_key or work.source.kind == words.kind:
        return replace(words, language=work.source.captions_language or words.language)
    try:
        file = sandbox.inspect(work.source.kind, work.path)
    except UnreadableSource as error:
        if error.code != NO_WORDS:
            raise
        file = replace(words, warnings=[])
    return replace(
        file,
        page_count=words.page_count,
        language=work.source.captions_language or words.language or file.language,
        warnings=[*file.warnings, *words.warnings],
    )
