"""What was read of a source, and whether that is enough."""

from collections.abc import Iterable
from itertools import groupby

from library.ingestion.parsers.base import PageOutcome
from library.models.source import Source

READY_FROM = 0.98  # share of the pages with something on them; below it a book is PARTIAL
UNREAD = (PageOutcome.SCANNED, PageOutcome.FAILED)

Entry = tuple[int, str, str, str]  # page index, label, outcome, note

NAMED_RANGES = 8  # in a sentence; the receipt names all
ALL_SCANNED = (
    "Every page of this file is a picture of text. Upload a version with real text, for "
    "example the one from the publisher, or one that went through text recognition (OCR)."
)
NOTHING_READ = "No page of this file could be read. Upload another copy of it."
NOTHING_IN_IT = (
    "There is no text in this file. Check that it is the right one, and upload it again."
)
PARTLY_READ = {
    PageOutcome.SCANNED: (
        "Pictures of text were not read on {pages} ({named}). Upload a version with real text, "
        "or one that went through text recognition (OCR), if you need what is on {them}."
    ),
    PageOutcome.FAILED: (
        "{pages} could not be read ({named}). Upload a better copy if you need what is on {them}."
    ),
}


def empty() -> dict:
    return {"pages": 0, **{o.value: 0 for o in PageOutcome}, "problems": [], "warnings": []}


def summarise(pages: Iterable[Entry], warnings: list[str]) -> dict:
    """pages: in order. Neighbours with the same trouble are one line, as a range of labels."""
    result = empty() | {"warnings": warnings}
    for (outcome, note), group in groupby(pages, key=lambda page: page[2:]):
        entries = list(group)
        result["pages"] += len(entries)
        result[outcome] += len(entries)
        if outcome in UNREAD:
            result["problems"].append(_problem(entries, outcome, note))
    return result


def _problem(entries: list[Entry], outcome: str, note: str) -> dict:
    first, last = entries[0], entries[-1]
    labels = first[1] if first is last else f"{first[1]}–{last[1]}"
    return {
        "pages": labels,
        "sheets": [first[0] + 1, last[0] + 1],
        "outcome": outcome,
        "note": note,
    }


def coverage(receipt: dict) -> float:
    """Share of the pages with something on them that were read, 0 to 1."""
    printed = receipt["pages"] - receipt["empty"]
    return (receipt["text"] + receipt["ocr"]) / printed if printed else 0.0


def verdict(receipt: dict, *, has_passages: bool) -> tuple[Source.State, str, str]:
    """The source's final state, a sentence about it, and a word for programs.

    has_passages: whether anything was found that can be searched and taught from.
    """
    share = coverage(receipt) if has_passages else 0.0
    if share >= READY_FROM:
        return Source.State.READY, "", ""
    if has_passages and any(receipt[outcome] for outcome in UNREAD):
        return Source.State.PARTIAL, _partly_read(receipt), "partly_read"
    if receipt["scanned"]:
        return Source.State.FAILED, ALL_SCANNED, "scanned"
    if receipt["failed"]:
        return Source.State.FAILED, NOTHING_READ, "unreadable_pages"
    return Source.State.FAILED, NOTHING_IN_IT, "empty"


def _partly_read(receipt: dict) -> str:
    """A sentence for each trouble: how many pages, which, and what to do."""
    return " ".join(
        PARTLY_READ[outcome].format(
            pages="1 page" if receipt[outcome] == 1 else f"{receipt[outcome]:,} pages",
            named=_named([p["pages"] for p in receipt["problems"] if p["outcome"] == outcome]),
            them="it" if receipt[outcome] == 1 else "them",
        )
        for outcome in UNREAD
        if receipt[outcome]
    )


def _named(ranges: list[str]) -> str:
    more = len(ranges) - NAMED_RANGES
    listed = ", ".join(ranges[:NAMED_RANGES])
    return f"{listed} and more" if more > 0 else listed
