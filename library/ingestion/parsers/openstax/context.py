"""What is known while one module is read, and what is gathered on the way."""

from dataclasses import dataclass, field

from lxml import etree

from .advice import COMPLETE
from .book import Book, Place
from .numbering import Numbering


@dataclass(slots=True)
class Context:
    book: Book
    place: Place
    numbering: Numbering
    labels: dict[etree._Element, str]  # "Figure 2.3" of this module's elements
    footnotes: list[str] = field(default_factory=list)
    outside_exercises: int = 0
    lost_pictures: list[str] = field(default_factory=list)
    dead_links: int = 0

    @property
    def words(self):
        return self.book.words

    @property
    def language(self) -> str:
        return self.book.collection.language

    def target(self, document: str, identifier: str) -> str:
        """The name of a link's target; empty for one that leads nowhere, which is counted."""
        name = self.numbering.target(
            self.place, document or self.place.reference.document, identifier
        )
        self.dead_links += not name
        return name

    def note(self) -> str:
        """For people: what of this module could not be given."""
        parts = []
        if self.outside_exercises:
            parts.append(
                f"{_count(self.outside_exercises, 'exercise is', 'exercises are')} kept outside "
                "the book by its publisher and not part of this source. Look for them in the "
                "book at openstax.org."
            )
        if self.lost_pictures:
            parts.append(
                f"{_count(len(self.lost_pictures), 'picture is', 'pictures are')} missing from "
                f"the archive; captions and descriptions were read. {COMPLETE.format(them='them')}"
            )
        if self.dead_links:
            parts.append(
                f"{_count(self.dead_links, 'cross-reference leads', 'cross-references lead')} to "
                "something that is not in this book. Upload the complete archive if it should be."
            )
        return " ".join(parts)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
