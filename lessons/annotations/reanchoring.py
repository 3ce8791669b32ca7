"""Annotations after their source was read anew, of the same file or of a new edition.

What is found for sure goes along; all else is listed for its author to decide. Nothing else moves.
"""

from lessons.annotations.anchoring import Edition
from lessons.annotations.targets import sha256_of, words_at
from lessons.models import Annotation
from lessons.services.annotations import put_at
from library import registries
from library.models import Page, Source

BATCH = 500
FIELDS = [
    "page_index", "start", "stop", "exact", "prefix", "suffix", "page_sha256", "state",
    "suggestion",
]  # fmt: skip


def register() -> None:
    registries.after_reading.append(reanchor)
    registries.after_correcting.append(follow_correction)


def reanchor(source: Source) -> None:
    """Of a title of the catalogue, those of every organization. Safe to run twice."""
    rows = Annotation._base_manager.filter(source_id=source.pk)
    if not rows.exists():
        return
    pages = Page.objects.filter(source=source).only("index", "text")
    anew = Anew({page.index: page for page in pages})
    changed: list[Annotation] = []
    for row in rows.order_by("pk").iterator(chunk_size=BATCH):
        if anew.place(row):
            changed.append(row)
        if len(changed) >= BATCH:
            _save(changed)
            changed = []
    _save(changed)


def follow_correction(source: Source, page: Page) -> None:
    """A page's words were cut otherwise or put in another order, and the page itself is what it
    was: drawings and bookmarks stay where they are, words are found again or listed."""
    rows = Annotation._base_manager.filter(source_id=source.pk, page_index=page.index)
    anew = Anew({page.index: page})
    sha256 = sha256_of(page.text)
    changed = []
    for row in rows.exclude(page_sha256=sha256).exclude(state=Annotation.State.UNPLACED):
        if row.start is not None or row.exact:
            anew.place(row)
        else:
            row.page_sha256 = sha256
        changed.append(row)
    _save(changed)


def _save(rows: list[Annotation]) -> None:
    Annotation._base_manager.bulk_update(rows, FIELDS)


class Anew:
    """pages: index -> page of the new edition."""

    def __init__(self, pages: dict[int, Page]):
        self.pages = pages
        self.edition = Edition({index: page.text for index, page in pages.items()})
        self.by_text: dict[str, list[int]] = {}
        for index, page in pages.items():
            self.by_text.setdefault(sha256_of(page.text), []).append(index)

    def place(self, row: Annotation) -> bool:
        """Whether the row has changed."""
        if self._stands(row):
            return False
        if row.start is not None or row.exact:
            self._place_words(row)
        else:
            self._place_page(row)
        return True

    def _stands(self, row: Annotation) -> bool:
        if row.state == Annotation.State.UNPLACED:
            return False
        page = self.pages.get(row.page_index)
        return page is not None and sha256_of(page.text) == row.page_sha256

    def _place_words(self, row: Annotation) -> None:
        found = self.edition.find(row.exact, prefix=row.prefix, suffix=row.suffix)
        if found and found.is_sure:
            place = words_at(self.pages[found.page], found.start, found.stop)
            put_at(row, found.page, place)
            return
        row.state, row.suggestion = Annotation.State.UNPLACED, None
        if found:
            row.suggestion = {
                "page": found.page,
                "start": found.start,
                "stop": found.stop,
                "score": round(found.score, 2),
            }

    def _place_page(self, row: Annotation) -> None:
        """A page as a whole, or a place on its picture, goes with a page that says the same."""
        same = self.by_text.get(row.page_sha256, [])
        if len(same) == 1:
            row.page_index = same[0]
            row.state, row.suggestion = Annotation.State.PLACED, None
            return
        row.state = Annotation.State.UNPLACED
        row.suggestion = {"page": row.page_index} if row.page_index in self.pages else None
