"""The notes beside a page, as they are shown: who may do what, and what is drawn where."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from lessons.annotations.access import classes_to_share_with
from lessons.annotations.forms import FilterForm, NoteForm
from lessons.annotations.listing import Filter, list_of_page
from lessons.annotations.marking import boxes_of_words
from lessons.annotations.wording import as_html
from lessons.models import Annotation, AnnotationReply
from library import registries
from library.models import Page, Section, Source
from library.registries import ReaderPanel
from organizations.authority import classes_seen_by
from organizations.links import url_here
from organizations.models import Grant, Membership
from organizations.roles import may

SHOWN = 200  # of one page


def register() -> None:
    registries.reader_panels.append(notes_panel)


def notes_panel(request: HttpRequest, source: Source, page: Page) -> ReaderPanel:
    return ReaderPanel(
        "lessons/_reader_notes.html",
        panel_context(request, source, page),
        "js/annotations.js",
        (
            ("H", _("Mark what is selected, or the section in focus")),
            ("A", _("Write a note about it")),
            ("B", _("Set a bookmark, or take it away")),
        ),
    )


@dataclass(frozen=True, slots=True)
class ShownReply:
    row: AnnotationReply
    html: str
    may_edit: bool
    may_delete: bool


@dataclass(frozen=True, slots=True)
class ShownNote:
    """is_astray: the page does not say any more what was marked; it waits for a decision."""

    row: Annotation
    html: str
    replies: list[ShownReply]
    may_edit: bool
    may_delete: bool
    is_astray: bool


def panel_context(
    request: HttpRequest, source: Source, page: Page, data: Any = None
) -> dict[str, Any]:
    """data: of the filter, as it was sent."""
    membership: Membership = request.membership
    form = FilterForm(data)
    rows = list(list_of_page(membership, source.pk, page.index))
    form.offer(rows)
    wanted = form.wanted()
    kept = rows
    if wanted != Filter():
        kept = list(list_of_page(membership, source.pk, page.index, wanted)[:SHOWN])
    notes = show_notes(membership, kept[:SHOWN], {page.index: page.text})
    return {
        "notes": notes,
        "note_count": len(rows),
        "filter_form": form,
        "is_filtered": wanted != Filter(),
        "marks": marks_of(page, [note for note in notes if not note.is_astray]),
        "is_bookmarked": any(is_page_bookmark(row, membership) for row in rows),
        "note_form": NoteForm(classes=_classes(membership, source)),
        "note_source": source,
        "note_page": page,
        "may_reply": source.level >= Grant.Level.ANNOTATE,
        "notes_url": url_here(request, "lessons:page_notes", source.pk, page.index),
        "bookmark_url": url_here(request, "lessons:page_bookmark", source.pk, page.index),
    }


def _classes(membership: Membership, source: Source) -> list | None:
    """None: it cannot be shared at all."""
    if source.level < Grant.Level.ANNOTATE:
        return None
    return classes_to_share_with(membership)


def is_page_bookmark(row: Annotation, membership: Membership) -> bool:
    is_own = row.author_id == membership.user_id
    return is_own and row.kind == Annotation.Kind.BOOKMARK and row.start is None


def show_notes(
    membership: Membership, rows: list[Annotation], texts: dict[int, str] | None = None
) -> list[ShownNote]:
    """texts: page index -> its text, where it is known."""
    runs = _classes_run_by(membership, rows)
    runs_all = may(membership, "library.manage_all")

    def removable(row: Annotation, author_id: UUID) -> bool:
        shared = Annotation.Audience
        return (
            author_id == membership.user_id
            or (row.audience == shared.CLASS and row.school_class_id in runs)
            or (row.audience == shared.ORGANIZATION and runs_all)
        )

    shown = []
    for row in rows:
        own = row.author_id == membership.user_id
        text = (texts or {}).get(row.page_index)
        replies = [
            ShownReply(
                reply,
                as_html(reply.text),
                reply.author_id == membership.user_id,
                removable(row, reply.author_id),
            )
            for reply in row.thread
        ]
        astray = row.state == Annotation.State.UNPLACED or _is_astray(row, text)
        shown.append(
            ShownNote(row, as_html(row.text), replies, own, removable(row, row.author_id), astray)
        )
    return shown


def _is_astray(row: Annotation, text: str | None) -> bool:
    return text is not None and row.start is not None and text[row.start : row.stop] != row.exact


def _classes_run_by(membership: Membership, rows: list[Annotation]) -> set[UUID]:
    ids = {row.school_class_id for row in rows if row.school_class_id}
    if not ids or not may(membership, "classes.view"):
        return set()
    return set(classes_seen_by(membership).filter(pk__in=ids).values_list("pk", flat=True))


def marks_of(page: Page, notes: list[ShownNote]) -> list[dict[str, Any]]:
    """What the script draws: on the picture, and in the words."""
    sections = list(Section.objects.filter(page=page).only("start", "lines")) if notes else []
    return [_mark(note.row, sections) for note in notes]


def _mark(row: Annotation, sections: list[Section]) -> dict[str, Any]:
    boxes = row.boxes
    if row.start is not None and row.stop is not None:
        boxes = boxes_of_words(sections, row.start, row.stop)
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "colour": row.colour,
        "start": row.start,
        "stop": row.stop,
        "boxes": boxes,
        "strokes": row.strokes,
    }
