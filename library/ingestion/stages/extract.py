import time
from collections.abc import Generator, Iterator

from django.utils.translation import gettext_lazy

from library.ingestion import keys, sandbox
from library.ingestion.media import keep_media
from library.ingestion.parsers.base import ParsedPage
from library.ingestion.sandboxed.frames import pack_page
from library.ingestion.work import Work
from library.models import Page

BATCH_PAGES = 25
BATCH_LINES = 20_000  # a full page has fifty
PATIENCE_S, PATIENCE_PAGE_S = 600.0, 1.0  # real pages take a hundredth of a second to a half
TOO_SLOW = gettext_lazy(
    "Not read: the pages before this one took more than %(minutes)s minutes. Split the file, and "
    "upload its parts."
)
BATCH_S = 5.0  # after which what there is gets written: a page may take long
FIELDS = [
    "label", "title", "width", "height", "outcome", "note", "layout", "confidence", "start_s",
    "end_s", "summary", "summary_by",
]  # fmt: skip


def run(work: Work) -> None:
    """Read the pages in a child process, batch by batch, into rows."""
    source, receipt = work.source, work.row.receipt
    total, done = source.page_count, work.done("extract")
    pages = _pages(work, done, total)
    try:
        while done < total:
            batch = list(_batch(pages))
            keep_media(source, work.path, batch)
            done += len(batch)
            receipt["lost"] = receipt.get("lost", 0) + sum(map(sandbox.is_lost, batch))
            with work.writing("extract", done=done, total=total):
                Page.objects.bulk_create(
                    [_row(work, page) for page in batch],
                    update_conflicts=True,
                    unique_fields=["source", "id"],
                    update_fields=FIELDS,
                )
                if done >= total:  # an earlier reading may have found more
                    Page.objects.filter(source=source, index__gte=total).delete()
            if work.is_over():
                return
        next(pages, None)  # heard to its end, the child is kept and reads the outline
    finally:
        pages.close()


def _pages(work: Work, start: int, stop: int) -> Generator[ParsedPage]:
    """Memory and time of each page are bounded by the sandbox, those of the book here."""
    allowed_s = PATIENCE_S + PATIENCE_PAGE_S * stop
    if work.row.stages["extract"]["seconds"] > allowed_s:
        note = TOO_SLOW % {"minutes": round(allowed_s / 60)}
        return sandbox.unread(start, stop, note)
    losses = work.row.receipt.get("lost", 0)
    return sandbox.read_pages(*work.words, start, stop, losses=losses)


def _batch(pages: Iterator[ParsedPage]) -> Iterator[ParsedPage]:
    """As many as one may hold in memory, and lose with a killed worker."""
    lines, began = 0, time.monotonic()
    for count, page in enumerate(pages, start=1):
        yield page
        lines += sum(len(block.lines) for block in page.blocks)
        if count >= BATCH_PAGES or lines >= BATCH_LINES or time.monotonic() - began >= BATCH_S:
            return


def _row(work: Work, page: ParsedPage) -> Page:
    return Page(
        id=keys.page_id(work.source.pk, page.index),
        source=work.source,
        organization_id=work.source.organization_id,
        index=page.index,
        label=page.label[:40],
        title=page.title[:500],
        width=page.width,
        height=page.height,
        outcome=page.outcome,
        note=page.note[:300],
        layout=pack_page(page),
        start_s=page.time and page.time[0],
        end_s=page.time and page.time[1],
    )
