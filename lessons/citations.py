"""Pure: what a model said, held against the passages it was given, before anybody sees it.

quote       its words stand in the passage it names, in one piece       else it is dropped
claim       its numbers, names and negations are those of the sentences
            that its quotes stand in, and most of its words are         else no quote counts
statement   with a quote that counts it is shown with its pages. Without one it is shown as
            "not supported" if its words, numbers and names are the passages', and dropped
            if they are not, or if what it quotes says otherwise
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from library.citing import moment_reference, reference
from library.ingestion.parsers.base import Time
from library.moments import NO_MOMENTS, Moments
from library.retrieval.search import SPAN_SLACK, RetrievedAtom
from project.providers.base import Quote, Statement
from project.text.guessing import is_other_language
from project.text.names import ADDRESS, WORD, missing_names
from project.text.negations import disagree
from project.text.numbers import missing_numbers
from project.text.quoting import find_quote
from project.text.sentences import sentence_spans
from project.text.terms import terms

# Of a claim's words, how many the sentences it rests on must hold: what is said in other words
# is still half the same, what is made up under a true quote is not.
LEAST_SHARED = 0.5


@dataclass(frozen=True, slots=True)
class Citation:
    """page: index of the sheet, from 0; quote: the words on it, as printed.

    has_sheets: False where a page is a module and no sheet of paper. time: when the quoted words
    are said, from and to in seconds; None where the source has no time.
    """

    atom_id: UUID
    source_id: UUID
    title: str
    page: int
    page_label: str
    reference: str
    quote: str
    language: str = ""
    has_sheets: bool = True
    time: Time | None = None

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
            "has_sheets": self.has_sheets,
            "time": self.time and list(self.time),
        }


@dataclass(frozen=True, slots=True)
class CheckedStatement:
    """dropped: how many quotes of it did not hold."""

    text: str
    citations: tuple[Citation, ...]
    dropped: int = 0

    @property
    def is_supported(self) -> bool:
        return bool(self.citations)

    def as_json(self) -> dict:
        return {"text": self.text, "citations": [c.as_json() for c in self.citations]}


@dataclass(frozen=True, slots=True)
class _Found:
    """A quote that stands in its passage, and the sentences around it."""

    citation: Citation
    sentences: str


def check(
    statement: Statement,
    atoms: Sequence[RetrievedAtom],
    labels: dict[tuple[UUID, int], str],
    moments: Moments = NO_MOMENTS,
) -> CheckedStatement | None:
    """The statement with the citations that hold; None where it must not be shown.

    labels: (source id, page index) -> printed label. moments: when what stands on those pages is
    said; without them a quote is cited by the beginning of its passage.
    """
    text = " ".join(statement.text.split())
    found = list(_find(statement.quotes, atoms, labels, moments))
    agreeing = [each for each in found if _agrees(text, each)]
    if not (agreeing and _is_said(text, agreeing, atoms)):
        agreeing = []
    citations = tuple(each.citation for each in agreeing)
    dropped = len(statement.quotes) - len(citations)
    if citations or not (_contradicts(text, found) or _is_foreign(text, atoms)):
        return CheckedStatement(text, citations, dropped)
    return None


def _find(
    quotes: Iterable[Quote],
    atoms: Sequence[RetrievedAtom],
    labels: dict[tuple[UUID, int], str],
    moments: Moments,
) -> Iterable[_Found]:
    given = {str(atom.atom_id): atom for atom in atoms}
    for quote in quotes:
        atom = given.get(quote.passage_id)
        if atom and (place := find_quote(quote.text, atom.text)):
            cited = _citation(atom, place, labels, moments)
            yield _Found(cited, _sentences_at(atom, place))


def citation_of(atom: RetrievedAtom, quote: str) -> Citation:
    """Of words at the passage's beginning."""
    labels = {(atom.source_id, atom.page): atom.page_label}
    return _citation(atom, (0, len(quote)), labels, NO_MOMENTS)


def _citation(
    atom: RetrievedAtom,
    place: tuple[int, int],
    labels: dict[tuple[UUID, int], str],
    moments: Moments,
) -> Citation:
    page, offset = atom.place_at(place[0])
    label = labels.get((atom.source_id, page), "")
    time = moments.at((atom.source_id, page), offset + SPAN_SLACK) or atom.time
    return Citation(
        atom_id=atom.atom_id,
        source_id=atom.source_id,
        title=atom.title,
        page=page,
        page_label=label,
        reference=moment_reference(time) if time else reference(label, atom.unit),
        has_sheets=atom.unit == "page",
        quote=atom.text[slice(*place)],
        language=atom.language,
        time=time,
    )


def _sentences_at(atom: RetrievedAtom, place: tuple[int, int]) -> str:
    """Whole, so that a quote cannot leave out its sentence's "not"."""
    start, end = place
    spans = sentence_spans(atom.text, atom.language or "en")
    touched = [(a, b) for a, b in spans if a < end and b > start]
    return atom.text[min((start, *(a for a, _ in touched))) : max((end, *(b for _, b in touched)))]


def _agrees(claim: str, found: _Found) -> bool:
    """About the same thing, and neither denies what the other says."""
    language = found.citation.language or "en"
    if is_other_language(claim, language):
        return True
    shared = set(terms(claim, language)) & set(terms(found.sentences, language))
    return bool(shared) and not disagree(claim, found.sentences, language)


def _is_said(claim: str, found: Sequence[_Found], atoms: Sequence[RetrievedAtom]) -> bool:
    language = _language(found)
    evidence = _evidence(found)
    if missing_numbers(claim, evidence, language):
        return False
    if missing_names(claim, evidence, language, common=_common_words(atoms)):
        return False
    return is_other_language(claim, language) or _shared(claim, evidence, language) >= LEAST_SHARED


def _contradicts(claim: str, found: Sequence[_Found]) -> bool:
    """A true quote under a claim that counts otherwise, or denies it."""
    language = _language(found)
    if found and missing_numbers(claim, _evidence(found), language):
        return True
    return any(disagree(claim, each.sentences, language) for each in found)


def _is_foreign(claim: str, atoms: Sequence[RetrievedAtom]) -> bool:
    """Not even put together from what the passages say: made up, or somebody's instructions."""
    language = next((atom.language for atom in atoms if atom.language), "en")
    evidence = "\n\n".join(atom.text for atom in atoms)
    if ADDRESS.search(claim) or missing_numbers(claim, evidence, language):
        return True
    # Its first word is large for its place: it is no reason to leave the sentence out.
    if missing_names(claim, evidence, language, common=set(WORD.findall(claim.lower()))):
        return True
    return _shared(claim, evidence, language) < LEAST_SHARED


def _language(found: Sequence[_Found]) -> str:
    return next((each.citation.language for each in found if each.citation.language), "en")


def _evidence(found: Sequence[_Found]) -> str:
    return "\n\n".join(each.sentences for each in found)


def _shared(claim: str, evidence: str, language: str) -> float:
    """Of the claim's terms, the share that the evidence holds; 0 for a claim without any."""
    said = set(terms(claim, language))
    return len(said & set(terms(evidence, language))) / max(len(said), 1)


def _common_words(atoms: Sequence[RetrievedAtom]) -> frozenset[str]:
    """What stands in lower case somewhere in the passages is no name."""
    return frozenset().union(*(_small_words(atom.text) for atom in atoms))


@lru_cache(maxsize=500)  # some 8 MB
def _small_words(text: str) -> frozenset[str]:
    return frozenset(word for word in WORD.findall(text) if word.islower())
