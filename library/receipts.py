"""What goes with a source that is deleted, counted before it goes."""

from dataclasses import dataclass

from library.models import ContentAtom, Embedding, Page, Section, Source
from organizations.models import Grant


@dataclass(frozen=True, slots=True)
class Receipt:
    """file_bytes: of the file; pictures_bytes: of what was kept beside it."""

    title: str
    file_bytes: int
    pictures_bytes: int
    pages: int
    sections: int
    passages: int
    vectors: int
    grants: int


def receipt_of(source: Source) -> Receipt:
    def count(table) -> int:
        return table.objects.filter(source=source).count()

    return Receipt(
        title=source.title,
        file_bytes=source.size_bytes,
        pictures_bytes=source.pictures_bytes,
        pages=count(Page),
        sections=count(Section),
        passages=count(ContentAtom),
        vectors=count(Embedding),
        grants=Grant.objects.on(Grant.Subject.SOURCE, source.pk).count(),
    )
