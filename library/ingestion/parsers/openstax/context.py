"""What is known while one module is read, and what is gathered on the way."""

from dataclasses import dataclass, field

from lxml import etree

from project.sentences import grouped, ngettext

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
                ngettext(
                    "%(count)s exercise is kept outside the book by its publisher and not part of "
                    "this source. Look for it in the book at openstax.org.",
                    "%(count)s exercises are kept outside the book by its publisher and not part "
                    "of this source. Look for them in the book at openstax.org.",
                    self.outside_exercises,
                )
                % {"count": grouped(self.outside_exercises)}
            )
        if self.lost_pictures:
            parts.append(
                ngettext(
                    "%(count)s picture is missing from the archive; captions and descriptions "
                    "were read. Upload the complete archive if you need it.",
                    "%(count)s pictures are missing from the archive; captions and descriptions "
                    "were read. Upload the complete archive if you need them.",
                    len(self.lost_pictures),
                )
                % {"count": grouped(len(self.lost_pictures))}
            )
        if self.dead_links:
            parts.append(
                ngettext(
                    "%(count)s cross-reference leads to something that is not in this book. "
                    "Upload the complete archive if it should be.",
                    "%(count)s cross-references lead to something that is not in this book. "
                    "Upload the complete archive if it should be.",
                    self.dead_links,
                )
                % {"count": grouped(self.dead_links)}
            )
        return " ".join(parts)
