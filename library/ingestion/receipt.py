"""What was read of a source, and whether that is enough."""

from collections.abc import Iterable
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from library.ingestion.parsers.base import PageOutcome
from library.models.source import Source
from project.wording import counted

READY_FROM = 0.98  # share of the pages with something on them; below it a book is PARTIAL
UNREAD = (PageOutcome.SCANNED, PageOutcome.FAILED)

Entry = tuple[int, str, str, str]  # page index, label, outcome, note

NAMED_RANGES = 8  # in a sentence; the receipt names all
ALL_SCANNED = gettext_lazy(
    "Every page of this file is a picture of text. Upload a version with real text, for "
    "example the one from the publisher, or one that went through text recognition (OCR)."
)
NOTHING_READ = gettext_lazy("No page of this file could be read. Upload another copy of it.")
NOTHING_IN_IT = gettext_lazy(
    "There is no text in this file. Check that it is the right one, and upload it again."
)
PARTLY_READ = {
    PageOutcome.SCANNED: ngettext_lazy(
        "Pictures of text were not read on %(count)s page (%(named)s). Upload a version with real "
        "text, or one that went through text recognition (OCR), if you need what is on it.",
        "Pictures of text were not read on %(count)s pages (%(named)s). Upload a version with real "
        "text, or one that went through text recognition (OCR), if you need what is on them.",
        "number",
    ),
    PageOutcome.FAILED: ngettext_lazy(
        "%(count)s page could not be read (%(named)s). Upload a better copy if you need what is on "
        "it.",
        "%(count)s pages could not be read (%(named)s). Upload a better copy if you need what is "
        "on them.",
        "number",
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


def recognised(pages: Iterable[tuple[int, str, float | None]]) -> list[dict]:
    """pages: index, label, confidence (0 to 1) of those whose text was recognised, in order."""
    return [
        {"page": label, "sheet": index + 1, "confidence": round(confidence or 0.0, 3)}
        for index, label, confidence in pages
    ]


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
        return Source.State.FAILED, str(ALL_SCANNED), "scanned"
    if receipt["failed"]:
        return Source.State.FAILED, str(NOTHING_READ), "unreadable_pages"
    return Source.State.FAILED, str(NOTHING_IN_IT), "empty"


def _partly_read(receipt: dict) -> str:
    """A sentence for each trouble: how many pages, which, and what to do."""
    return " ".join(
        counted(
            PARTLY_READ[outcome],
            receipt[outcome],
            named=_named([p["pages"] for p in receipt["problems"] if p["outcome"] == outcome]),
        )
        for outcome in UNREAD
        if receipt[outcome]
    )


def _named(ranges: list[str]) -> str:
    listed = ", ".join(ranges[:NAMED_RANGES])
    return _("%(names)s and more") % {"names": listed} if len(ranges) > NAMED_RANGES else listed
