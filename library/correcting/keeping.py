"""Corrections of a source that is read again: of a page that says what it said they are kept.

The tree's are kept where that is so of every page. What is not kept is told in the receipt.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from library.ingestion.segmenting import SectionDraft
from library.models import Correction, Page, Section, Source

NOTHING_LOST = {"pages": [], "is_other": False}
Drafts = Mapping[UUID, Sequence[SectionDraft]]  # by page
_WORD = re.compile(r"\w+")


class Kept:
    def __init__(self, source: Source):
        self.source = source
        rows = Correction.objects.filter(source=source).order_by("-number")
        found = list(rows.only("page_index", "before"))
        # Of several of one page the first has what was read.
        self.originals = {c.page_index: c.before for c in found if c.page_index is not None}
        self.has_tree = any(correction.page_index is None for correction in found)
        self.has_any = bool(found)

    def staying(self, pages: Iterable[Page], drafts: Drafts) -> set[UUID]:
        """Pages whose corrected sections stand."""
        return {
            page.pk
            for page in pages
            if page.index in self.originals and self._is_same(page, drafts[page.pk])
        }

    def _is_same(self, page: Page, drafts: Sequence[SectionDraft]) -> bool:
        was = _words(piece["text"] for piece in self.originals[page.index]["pieces"])
        return was == _words(draft.text for draft in drafts)

    def homes(self, pages: Iterable[Page]) -> dict[UUID, UUID]:
        """section id -> node, of a tree that is corrected, before its sections are made anew."""
        if not self.has_tree:
            return {}
        rows = Section.objects.filter(page__in=pages, node__isnull=False)
        return dict(rows.values_list("pk", "node_id"))

    def note(
        self, lost: dict | None, pages: Iterable[Page], stay: set[UUID], drafts: Drafts
    ) -> dict:
        """What of it is lost with these pages, beside what was lost before."""
        lost = dict(lost or NOTHING_LOST)
        for page in pages:
            if page.pk in stay:
                continue
            if page.index in self.originals:
                lost["pages"] = [*lost["pages"], page.label]
                Correction.objects.filter(source=self.source, page_index=page.index).delete()
            is_same = _words([page.text]) == _words(draft.text for draft in drafts[page.pk])
            lost["is_other"] = lost["is_other"] or not is_same
        return lost


def end_behind(source: Source, page_count: int) -> None:
    """Of pages that are no more."""
    Correction.objects.filter(source=source, page_index__gte=page_count).delete()


def keeps_tree(source: Source, lost: dict | None) -> bool:
    """Whether the corrected tree stands; its corrections are gone where it does not."""
    corrections = Correction.objects.filter(source=source, page_index=None)
    if not corrections.exists():
        return False
    if lost is None or not lost["is_other"]:
        return True
    corrections.delete()
    return False


def warnings(source: Source, lost: dict) -> list[str]:
    said = []
    if lost["pages"]:
        said.append(
            _(
                "Corrections of these pages were not kept, since the pages say something else "
                "now: %(pages)s."
            )
            % {"pages": ", ".join(lost["pages"])}
        )
    if lost["is_other"] and Correction.objects.filter(source=source, page_index=None).exists():
        said.append(_("Corrections of the chapters were not kept, since the text is another now."))
    return said


def _words(texts: Iterable[str]) -> Counter[str]:
    """In whatever order, and however its lines were joined."""
    return Counter(word for text in texts for word in _WORD.findall(text))
