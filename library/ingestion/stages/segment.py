from collections.abc import Iterator

from library.ingestion import keys, receipt
from library.ingestion.chunking import page_text
from library.ingestion.parsers.base import ParsedPage
from library.ingestion.profiling import page_label, profile_book
from library.ingestion.queries import set_pages
from library.ingestion.sandboxed.frames import unpack_page
from library.ingestion.segmenting import SectionDraft, segment_page
from library.ingestion.work import Work
from library.models import Page, Section

BATCH_PAGES = 50
BATCH_LINES = 20_000


def run(work: Work) -> None:
    """What each page shows, in reading order, running heads left out."""
    profile = profile_book(map(_parsed, _pages(work, 0).iterator(chunk_size=BATCH_PAGES)))
    total, done = work.source.page_count, work.done("segment")
    while done < total:
        parsed = dict(_batch(work, done))
        batch = list(parsed)
        sections = {page.pk: segment_page(parsed[page], profile) for page in batch}
        done += len(batch)
        with work.writing("segment", done=done, total=total):
            Section.objects.filter(page__in=batch).delete()
            Section.objects.bulk_create(
                row for page in batch for row in _rows(work, page, sections[page.pk])
            )
            texts = [page_text(sections[page.pk]) for page in batch]
            labels = [page_label(parsed[page], profile)[:40] for page in batch]
            set_pages(
                work.source, list(zip([page.pk for page in batch], texts, labels, strict=True))
            )
            if done >= total:  # the labels are known now
                _write_receipt(work)
        if work.is_over():
            return


def _batch(work: Work, start: int) -> Iterator[tuple[Page, ParsedPage]]:
    """As many pages as one may hold in memory."""
    lines = 0
    for page in _pages(work, start)[:BATCH_PAGES].iterator(chunk_size=BATCH_PAGES // 5):
        parsed = _parsed(page)
        yield page, parsed
        lines += sum(len(block.lines) for block in parsed.blocks)
        if lines >= BATCH_LINES:
            return


def _pages(work: Work, start: int):
    return Page.objects.filter(source=work.source, index__gte=start).order_by("index")


def _parsed(page: Page) -> ParsedPage:
    if page.layout is None:
        raise RuntimeError(f"page {page.index} was not extracted")
    return unpack_page(page.layout)


def _rows(work: Work, page: Page, drafts: list[SectionDraft]) -> Iterator[Section]:
    start = 0
    for draft in drafts:
        yield Section(
            id=keys.section_id(work.source.pk, page.index, draft.position),
            source=work.source,
            organization_id=work.source.organization_id,
            page=page,
            page_index=page.index,
            position=draft.position,
            kind=draft.kind,
            level=draft.level,
            text=draft.text,
            start=start,
            box=draft.box,
            lines=[[line.start, line.end, *line.box] for line in draft.lines],
            media=draft.media,
            alt=draft.alt,
            continues=draft.continues,
        )
        start += len(draft.text) + len("\n\n")


def _write_receipt(work: Work) -> None:
    pages = Page.objects.filter(source=work.source).order_by("index")
    entries = pages.values_list("index", "label", "outcome", "note")
    warnings = work.row.receipt["warnings"]
    work.row.receipt = receipt.summarise(entries, warnings)
