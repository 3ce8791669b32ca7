"""Pages that are pictures of text are read by a model, one after the other, into their rows."""

from collections.abc import Iterator
from contextlib import closing
from statistics import median

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from library.ingestion import recognition
from library.ingestion.parsers.base import PageOutcome, ParsedPage
from library.ingestion.recognisers.engines import choose
from library.ingestion.sandboxed.frames import pack_page, unpack_page
from library.ingestion.work import Work
from library.models import Page, Source
from project.languages import base_of, name_of

LEAST_CONFIDENCE = 0.6  # of a page; below it most words are wrong
FEW_SIGNS = 20  # beside its own text, by which a picture has something to say
SIZED_LINES = 5  # from which on a page tells the size of a book's print
UNKNOWN = gettext_lazy(
    "Only a picture, which was not read: what recognises text here does not know this language "
    "(%(language)s). Ask for its language data to be installed, then have the text recognised "
    "again."
)
UNSURE = gettext_lazy(
    "Only a picture, whose text could not be recognised: it is blurred, written by hand, or in a "
    "language that is not known here. Upload a better scan, or one with real text."
)
NO_TEXT = gettext_lazy("A picture without text.")
BROKE_OFF = gettext_lazy(
    "Only a picture, which was not read: recognising text broke off on too many pages before it. "
    "Save the file with smaller pictures, and upload that."
)
MOST_LOST = 10  # pages of a file, each of which may take a minute


def run(work: Work) -> None:
    """Page by page: each is written as soon as it is read, so that a killed worker loses those
    that are being read. A page that cannot be read stays a picture, with a note why."""
    wanted = _pictures(work.source)
    if not (wanted.exists() and settings.OCR_ENGINES):
        _end(work)
        return
    if work.row.receipt.get("unrecognised", 0) >= MOST_LOST:
        _end(work, note=str(BROKE_OFF))
        return
    language = _language(work.source)
    engine = choose(tuple(settings.OCR_ENGINES), language)
    if engine is None:
        _end(work, note=str(UNKNOWN) % {"language": name_of(language)} if language else "")
        return
    done = work.done("recognise")
    total = done + wanted.count()
    pages = recognition.recognise_pages(
        work.path,
        _asked(work, wanted),
        engine=engine.name,
        language=language,
        size=lambda: work.row.receipt.get("print_size", 0.0),
        processes=settings.OCR_PROCESSES,
        beat=work.is_over,
    )
    with closing(pages):
        for found in pages:
            done += 1
            page = Page.objects.get(source=work.source, index=found.index)
            _take(page, found)
            _note(work, found)
            with work.writing("recognise", done=done, total=total):
                page.save(update_fields=["outcome", "note", "layout", "confidence"])


def _end(work: Work, note: str = "") -> None:
    done = work.done("recognise")
    with work.writing("recognise", done=done, total=done):
        if note:
            _pictures(work.source).update(note=note[:300])


def _pictures(source: Source) -> QuerySet[Page]:
    """Those that are still to be read: one that was tried has a confidence, be it 0."""
    return Page.objects.filter(
        source=source, outcome=PageOutcome.SCANNED, confidence=None
    ).order_by("index")


def _language(source: Source) -> str:
    return base_of(source.recognised_language or source.language)


def _asked(work: Work, wanted: QuerySet[Page]) -> Iterator[recognition.Asked]:
    """Ends with the slice; what is being read then is still waited for."""
    for index, layout in list(wanted.values_list("index", "layout")):
        if work.is_over():
            return
        blocks = unpack_page(layout or []).blocks
        boxes = tuple(block.box for block in blocks if block.is_picture and block.box)
        yield recognition.Asked(index, boxes)


def _take(page: Page, found: ParsedPage) -> None:
    """What was found in the place of what the file itself says, where that is more."""
    before = unpack_page(page.layout or [])
    own = sum(len(block.text) for block in before.blocks)
    page.confidence = found.confidence or 0.0
    signs = sum(len(block.text) for block in found.blocks)
    if found.outcome == PageOutcome.FAILED:
        page.note = found.note[:300]
    elif signs - own < FEW_SIGNS and own:
        page.outcome, page.note = PageOutcome.TEXT, ""
        page.confidence = None
        before.outcome, before.note = PageOutcome.TEXT, ""
        page.layout = pack_page(before)
    elif found.outcome == PageOutcome.EMPTY:
        page.outcome, page.note = PageOutcome.EMPTY, str(NO_TEXT)
    elif page.confidence < LEAST_CONFIDENCE:
        page.note = str(UNSURE)[:300]
    else:
        found.label = page.label
        page.outcome, page.note, page.layout = PageOutcome.OCR, "", pack_page(found)


def _note(work: Work, found: ParsedPage) -> None:
    """Lost pages are counted; the first with lines enough says in what size the book is set."""
    if found.outcome == PageOutcome.FAILED:
        work.row.receipt["unrecognised"] = work.row.receipt.get("unrecognised", 0) + 1
    sizes = [line.size for block in found.blocks for line in block.lines]
    if "print_size" not in work.row.receipt and len(sizes) >= SIZED_LINES:
        work.row.receipt["print_size"] = median(sizes)
