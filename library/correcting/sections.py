"""Correct a page's sections."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from library.correcting import captions
from library.correcting import pieces as pure
from library.correcting.journal import Journal, correcting
from library.correcting.pieces import Piece, Pieces
from library.correcting.ranges import changing_ranges
from library.ingestion.captions import clock
from library.ingestion.chunking import SEPARATOR
from library.ingestion.parsers.base import SectionKind, Time
from library.models import Correction, Page, Section, Source, StructureNode
from library.moments import time_of_line
from project.errors import NotFound

ASIDE = 100_000  # where positions wait while others take their places
CHANGED = ["text", "start_s", "end_s", "label", "summary", "summary_by"]  # of a page
FIELDS = [
    "node", "position", "kind", "level", "text", "start", "box", "lines", "media", "alt",
    "continues",
]  # fmt: skip
Change = Callable[[Pieces, int], Pieces]


def merge(source: Source, page: Page, section_id: UUID, *, by: User, seen: int) -> UUID:
    """With the section behind it. Returns the id of what is selected afterwards, as all here."""
    return _correct(source, page, section_id, Correction.Kind.MERGE, pure.merge, by, seen)


def merge_before(source: Source, page: Page, section_id: UUID, *, by: User, seen: int) -> UUID:
    def with_former(found: Pieces, at: int) -> Pieces:
        return pure.merge(found, at - 1)

    return _correct(source, page, section_id, Correction.Kind.MERGE, with_former, by, seen)


def split(
    source: Source, page: Page, section_id: UUID, *, offset: int, by: User, seen: int
) -> UUID:
    def at_offset(found: Pieces, at: int) -> Pieces:
        return pure.split(found, at, offset)

    return _correct(source, page, section_id, Correction.Kind.SPLIT, at_offset, by, seen)


def move(source: Source, page: Page, section_id: UUID, *, step: int, by: User, seen: int) -> UUID:
    """step: -1 up, 1 down."""

    def by_step(found: Pieces, at: int) -> Pieces:
        return pure.move(found, at, step)

    return _correct(source, page, section_id, Correction.Kind.MOVE, by_step, by, seen)


def retype(
    source: Source, page: Page, section_id: UUID, *, kind: SectionKind, level: int, by: User,
    seen: int,
) -> UUID:  # fmt: skip
    def to_kind(found: Pieces, at: int) -> Pieces:
        return pure.retype(found, at, kind, level)

    return _correct(source, page, section_id, Correction.Kind.RETYPE, to_kind, by, seen)


def join(
    source: Source, page: Page, section_id: UUID, *, goes_on: bool, by: User, seen: int
) -> UUID:
    """Whether the next page goes on with it."""

    def over_page(found: Pieces, at: int) -> Pieces:
        return pure.join_over_page(found, at, goes_on=goes_on)

    return _correct(source, page, section_id, Correction.Kind.JOIN, over_page, by, seen)


def say(
    source: Source, page: Page, section_id: UUID, *, number: int, texts: Sequence[str], time: Time,
    by: User, seen: int,
) -> UUID:  # fmt: skip
    """What a caption of a recording says, and when; see `captions.say`."""

    def to_words(found: Pieces, at: int) -> Pieces:
        return captions.say(found, at, number, texts, time)

    return _correct(source, page, section_id, Correction.Kind.SAY, to_words, by, seen)


def join_captions(
    source: Source, page: Page, section_id: UUID, *, number: int, by: User, seen: int
) -> UUID:
    def with_next(found: Pieces, at: int) -> Pieces:
        return captions.join(found, at, number)

    return _correct(source, page, section_id, Correction.Kind.SAY, with_next, by, seen)


def _correct(
    source: Source,
    page: Page,
    section_id: UUID,
    kind: Correction.Kind,
    change: Change,
    by: User,
    seen: int,
) -> UUID:
    with correcting(source, by=by, seen=seen) as journal:
        lead = _lead(source, page)
        before = pure.pieces_of(_rows(page), lead)
        at = place_of(before, section_id)
        after = pure.placed(change(before, at), lead)
        kept = {"pieces": [piece.as_json() for piece in before]}
        touched = pure.changed_ids(before, after)
        journal.keep(kind, kept, page_index=page.index, section_ids=touched)
        write_page(journal, page, before, after)
    there = {piece.id for piece in after}
    return section_id if section_id in there else after[max(at - 1, 0)].id


def place_of(pieces: Pieces, section_id: UUID) -> int:
    for at, piece in enumerate(pieces):
        if piece.id == section_id:
            return at
    raise NotFound(_("There is no such section on this page."))


def restore(journal: Journal, correction: Correction, page: Page) -> None:
    """As the page was before. A part of the book that is gone since is not brought back."""
    kept = [Piece.from_json(each) for each in correction.before["pieces"]]
    nodes = {piece.node for piece in kept if piece.node}
    there = set(
        StructureNode.objects.filter(source=page.source_id, pk__in=nodes).values_list(
            "pk", flat=True
        )
    )
    after = [p if p.node in there else pure.without_node(p) for p in kept]
    write_page(journal, page, pure.pieces_of(_rows(page), None), after)


def _rows(page: Page) -> list[Section]:
    return list(Section.objects.filter(page=page).order_by("position"))


def _lead(source: Source, page: Page) -> UUID | None:
    """The part that the pages before end in; the book itself where there is none."""
    earlier = Section.objects.filter(source=source, page_index__lt=page.index, node__isnull=False)
    last = earlier.order_by("-page_index", "-position").values_list("node_id", flat=True).first()
    if last is not None:
        return last
    book = StructureNode.objects.filter(source=source, position=0)
    return book.values_list("pk", flat=True).first()


def write_page(journal: Journal, page: Page, before: Pieces, after: Pieces) -> None:
    """Sections keep their ids; those of other pages are left alone."""
    source = journal.source
    is_same_parts = {piece.node for piece in before} == {piece.node for piece in after}
    with changing_ranges(source, is_wanted=not is_same_parts):
        known = {piece.id for piece in before}
        rows = _section_rows(source, page, after)
        sections = Section.objects.filter(source=source, page=page)
        sections.exclude(pk__in=[row.pk for row in rows]).delete()
        sections.update(position=F("position") + ASIDE)
        Section.objects.bulk_create(row for row in rows if row.pk not in known)
        Section.objects.bulk_update([row for row in rows if row.pk in known], FIELDS)
    page.text = SEPARATOR.join(piece.text for piece in after)
    page.summary = page.summary_by = ""  # it was of other words
    if page.start_s is not None:
        _set_times(page, after)
    page.save(update_fields=CHANGED)
    journal.pages.append(page)


def _set_times(page: Page, pieces: Pieces) -> None:
    """Of a stretch of a recording: those of its captions."""
    times = [time for piece in pieces for line in piece.lines if (time := time_of_line(line))]
    if times:
        page.start_s, page.end_s = min(times)[0], max(end for _, end in times)
        page.label = clock(page.start_s)


def _section_rows(source: Source, page: Page, pieces: Pieces) -> list[Section]:
    rows, start = [], 0
    for position, piece in enumerate(pieces, start=1):
        rows.append(
            Section(
                id=piece.id,
                source=source,
                organization_id=source.organization_id,
                page=page,
                node_id=piece.node,
                page_index=page.index,
                position=position,
                kind=piece.kind,
                level=piece.level,
                text=piece.text,
                start=start,
                box=piece.box,
                lines=piece.lines,
                media=piece.media,
                alt=piece.alt,
                continues=piece.continues,
            )
        )
        start += len(piece.text) + len(SEPARATOR)
    return rows
