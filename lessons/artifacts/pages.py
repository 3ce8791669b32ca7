"""The texts of pages that items cite."""

from collections.abc import Callable, Iterable
from functools import cache
from uuid import UUID

from library.models import Page


def page_texts() -> Callable[[str, int], str | None]:
    """What `checking.check` asks: each source's pages are read once, when the first is needed."""

    @cache
    def of_source(source_id: str) -> dict[int, str]:
        return dict(Page.objects.filter(source_id=UUID(source_id)).values_list("index", "text"))

    return lambda source_id, index: of_source(str(source_id)).get(index)


def texts_cited(citations: Iterable[dict]) -> Callable[[str, int], str | None]:
    """The same of these citations alone, in one query a source."""
    wanted: dict[str, set[int]] = {}
    for citation in citations:
        for place in (citation, *citation.get("also", ())) if citation else ():
            wanted.setdefault(place["source_id"], set()).add(place["page_index"])
    texts = {
        (source_id, index): text
        for source_id, indexes in wanted.items()
        for index, text in Page.objects.filter(
            source_id=UUID(source_id), index__in=indexes
        ).values_list("index", "text")
    }
    return lambda source_id, index: texts.get((str(source_id), index))
