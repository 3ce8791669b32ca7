"""Stretches of recordings in which something is explained, each from sentence to sentence.

A passage that is found is some minutes long; the stretch is the sentences of it that hold the words
asked for and those between them, or the passage's first sentences where it was found by meaning
alone.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from lessons.compilations.recordings import Said, recordings, said_in, words_of
from library.access import source_sight
from library.citing import moment_reference
from library.ingestion.parsers.base import SectionKind
from library.models import Section
from library.retrieval.queries import Scope
from library.retrieval.search import RetrievedAtom, search
from library.snippets import snippet
from organizations.models import Membership
from project.text.storable import storable

FOUND = 16
LONGEST_S, SHORTEST_S = 90.0, 6.0
_END = re.compile(r"""[.!?…:;。！？]["'”’»)\]]*$""")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """pieces: (words, is one of those asked for)."""

    source_id: UUID
    source_title: str
    start_ms: int
    end_ms: int
    reference: str
    page_index: int
    words: str
    pieces: list[tuple[str, bool]]

    @property
    def length_s(self) -> float:
        return (self.end_ms - self.start_ms) / 1000


def find_candidates(query: str, membership: Membership) -> list[Candidate]:
    """Best first; of two that overlap the better one."""
    query = storable(query).strip()[:200]
    ids = tuple(recordings(source_sight(membership)).values_list("pk", flat=True))
    if not query or not ids:
        return []
    found: list[Candidate] = []
    for atom in search(query, scope=Scope(ids), limit=FOUND):
        candidate = _candidate(atom, query)
        if candidate and not any(_overlap(candidate, other) for other in found):
            found.append(candidate)
    return found


def stretch(sentences: Sequence[Sequence[Said]], query: str) -> list[Said]:
    """Pure: the captions of the sentences that are about it."""
    hits = [_hits(words_of(list(sentence)), query) for sentence in sentences]
    first = last = hits.index(max(hits)) if any(hits) else 0
    while last + 1 < len(sentences) and _fits(sentences, first, last + 1):
        near = any(hits[last + 1 : last + 3])
        if not near and _length(sentences, first, last) >= SHORTEST_S:
            break
        last += 1
    while first > 0 and any(hits[max(0, first - 2) : first]) and _fits(sentences, first - 1, last):
        first -= 1
    return [said for sentence in sentences[first : last + 1] for said in sentence]


def sentences_of(said: Sequence[Said]) -> list[list[Said]]:
    """Captions together up to one that ends a sentence."""
    found: list[list[Said]] = [[]]
    for each in said:
        found[-1].append(each)
        if _END.search(each.text.strip()):
            found.append([])
    return [sentence for sentence in found if sentence]


def _candidate(atom: RetrievedAtom, query: str) -> Candidate | None:
    said = _said_in(atom)
    if not said:
        return None
    chosen = stretch(sentences_of(said), query)
    start, end = chosen[0].start, max(each.end for each in chosen)
    words = words_of(chosen)
    return Candidate(
        source_id=atom.source_id,
        source_title=atom.title,
        start_ms=round(start * 1000),
        end_ms=round(end * 1000),
        reference=moment_reference((start, end)),
        page_index=chosen[0].page_index,
        words=words,
        pieces=snippet(words, query),
    )


def _said_in(atom: RetrievedAtom) -> list[Said]:
    """The captions of a passage."""
    spans = [(span["page"], span["time"]) for span in atom.spans if "time" in span]
    if not spans:
        return []
    pages = [page for page, _time in spans]
    start, end = min(time[0] for _, time in spans), max(time[1] for _, time in spans)
    rows = Section.objects.filter(
        source_id=atom.source_id, page_index__in=pages, kind=SectionKind.TEXT
    )
    return [each for each in said_in(rows) if start <= each.start < end]


def _hits(words: str, query: str) -> int:
    """How many of the words asked for are in it, by their beginnings."""
    wanted = {word.lower()[:6] for word in _WORD.findall(query) if len(word) > 2}
    return len(wanted & {word.lower()[:6] for word in _WORD.findall(words)})


def _length(sentences: Sequence[Sequence[Said]], first: int, last: int) -> float:
    return sentences[last][-1].end - sentences[first][0].start


def _fits(sentences: Sequence[Sequence[Said]], first: int, last: int) -> bool:
    return _length(sentences, first, last) <= LONGEST_S


def _overlap(one: Candidate, other: Candidate) -> bool:
    is_same = one.source_id == other.source_id
    return is_same and one.start_ms < other.end_ms and other.start_ms < one.end_ms
