from collections.abc import Iterator
from uuid import UUID

from library.correcting import keeping
from library.correcting.keeping import Kept
from library.ingestion import keys, receipt
from library.ingestion.chunking import page_text
from library.ingestion.parsers.base import PageOutcome, ParsedPage
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
    kept = Kept(work.source)
    total, done = work.source.page_count, work.done("segment")
    while done < total:
        parsed = dict(_batch(work, done))
        batch = list(parsed)
        sections = {page.pk: segment_page(parsed[page], profile) for page in batch}
        stay = kept.staying(batch, sections)
        anew = [page for page in batch if page.pk not in stay]
        homes = kept.homes(anew)
        done += len(batch)
        with work.writing("segment", done=done, total=total):
            Section.objects.filter(page__in=anew).delete()
            Section.objects.bulk_create(
                row for page in anew for row in _rows(work, page, sections[page.pk], homes)
            )
            if kept.has_any:
                lost = work.row.receipt.get("corrections")
                work.row.receipt["corrections"] = kept.note(lost, batch, stay, sections)
            texts = [
                page.text if page.pk in stay else page_text(sections[page.pk]) for page in batch
            ]
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


def _rows(
    work: Work, page: Page, drafts: list[SectionDraft], homes: dict[UUID, UUID]
) -> Iterator[Section]:
    """homes: section id -> node, where the tree is a corrected one."""
    start = 0
    for draft in drafts:
        section_id = keys.section_id(work.source.pk, page.index, draft.position)
        yield Section(
            id=section_id,
            node_id=homes.get(section_id),
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
            lines=[line.packed for line in draft.lines],
            media=draft.media,
            alt=draft.alt,
            continues=draft.continues,
        )
        start += len(draft.text) + len("\n\n")


def _write_receipt(work: Work) -> None:
    pages = Page.objects.filter(source=work.source).order_by("index")
    entries = pages.values_list("index", "label", "outcome", "note")
    warnings = work.row.receipt["warnings"]
    lost = work.row.receipt.get("corrections")
    if lost is not None:
        keeping.end_behind(work.source, work.source.page_count)
        warnings = [*warnings, *keeping.warnings(work.source, lost)]
    work.row.receipt = receipt.summarise(entries, warnings)
    if lost is not None:
        work.row.receipt["corrections"] = lost
    recognised = pages.filter(outcome=PageOutcome.OCR).values_list("index", "label", "confidence")
    if found := receipt.recognised(recognised):
        work.row.receipt["recognised"] = found
