"""Pure: what a model said, held against the passages it was given.

A statement whose words are not in the passage it names is dropped before anybody sees it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from library.citing import find_quote, reference
from library.retrieval.search import RetrievedAtom
from project.providers.base import Quote, Statement


@dataclass(frozen=True, slots=True)
class Citation:
    """page: index of the sheet, from 0; quote: the words on it, as printed."""

    atom_id: UUID
    source_id: UUID
    title: str
    page: int
    page_label: str
    reference: str
    quote: str
    language: str = ""

    def as_json(self) -> dict:
        return {
            "atom_id": str(self.atom_id),
            "source_id": str(self.source_id),
            "title": self.title,
            "page": self.page + 1,
            "page_label": self.page_label,
            "reference": self.reference,
            "quote": self.quote,
            "language": self.language,
        }


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    text: str
    citations: tuple[Citation, ...]

    def as_json(self) -> dict:
        return {"text": self.text, "citations": [c.as_json() for c in self.citations]}


def check(
    statement: Statement, atoms: Sequence[RetrievedAtom], labels: dict[tuple[UUID, int], str]
) -> CheckedStatement | None:
    """The statement with the citations that hold, or None where none does.

    labels: (source id, page index) -> printed label.
    """
    citations = tuple(_citations(statement.quotes, atoms, labels))
    return CheckedStatement(statement.text, citations) if citations else None


def _citations(
    quotes: Iterable[Quote],
    atoms: Sequence[RetrievedAtom],
    labels: dict[tuple[UUID, int], str],
) -> Iterable[Citation]:
    given = {str(atom.atom_id): atom for atom in atoms}
    for quote in quotes:
        atom = given.get(quote.passage_id)
        if atom and (place := find_quote(quote.text, atom.text)):
            page = atom.page_at(place[0])
            label = labels.get((atom.source_id, page), "")
            yield Citation(
                atom_id=atom.atom_id,
                source_id=atom.source_id,
                title=atom.title,
                page=page,
                page_label=label,
                reference=reference(label, printed=atom.has_printed_pages),
                quote=atom.text[slice(*place)],
                language=atom.language,
            )
