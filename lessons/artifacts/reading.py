"""Read a part of a source for items. A fixed number of queries."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from uuid import UUID

from lessons.artifacts.base import Entry, Place, Reading, Said
from lessons.artifacts.clear import tidy
from lessons.artifacts.entries import split_entry
from lessons.models import LessonRequest
from lessons.script.base import SectionText
from lessons.script.matter import Matter, is_aims, with_matter
from lessons.selectors import sections_of
from library.ingestion.parsers.base import SectionKind
from library.models import ContentAtom, Section, Source
from project.text.asides import is_aim, is_citation, is_objective
from project.text.sentences import sentence_spans

RUNNING = {SectionKind.TEXT, SectionKind.NOTE}
_BULLET = re.compile(r"^\s*(?:[•‣▪●◦*–-]|\d{1,3}[.)]|[A-Z][.)])\s+")


def read(source: Source, parts: Iterable[LessonRequest], *, language: str) -> Reading:
    """parts: node_id or first_page and last_page of each; unsaved rows do.

    What was read is in the order of the parts.
    """
    starts = dict(Section.objects.filter(source=source).values_list("pk", "start"))
    reading = Reading(language)
    glossary = _Glossary(source, language)
    mine: set[tuple[int, int]] = set()
    before: SectionText | None = None
    for part in parts:
        for section, matter, heading in _labelled(part, source):
            start = starts[section.id]
            if matter == Matter.TERMS:
                for entry in glossary.entries_at(section, start):
                    mine.add((entry.place.page_index, entry.place.start))
                    reading.entries.append(entry)
            elif matter == Matter.EXERCISES:
                reading.questions += _questions(section, start, source, heading)
            elif matter is None:
                _add_running(reading, section, start, source, heading, _goes_on(before, section))
            before = section if section.kind in RUNNING else before
    reading.elsewhere = [
        e for e in glossary.all(starts) if (e.place.page_index, e.place.start) not in mine
    ]
    _name_atoms(reading, source)
    return reading


def _labelled(
    part: LessonRequest, source: Source
) -> Iterator[tuple[SectionText, Matter | None, str]]:
    """(section, what it belongs to, the heading it stands under)."""
    under = ""
    for section, matter, heading in with_matter(sections_of(part, source), title=""):
        under = " ".join(heading.split()) or under
        yield section, matter, under


def _add_running(
    reading: Reading,
    section: SectionText,
    start: int,
    source: Source,
    under: str,
    goes_on: bool,
) -> None:
    """goes_on: its first words end a sentence of the page before."""
    if section.kind == SectionKind.LIST and (is_aims(under) or _is_list_of_aims(section.text)):
        reading.aims += [
            said for said in _sentences(section, start, source, under, 0) if is_objective(said.text)
        ]
    elif section.kind in RUNNING:
        found = list(_sentences(section, start, source, under, len(reading.said)))
        for said in found[1:] if goes_on else found:
            if not (is_aim(said.text) or is_objective(said.text) or is_citation(said.text)):
                reading.said.append(replace(said, position=len(reading.said)))


def _goes_on(before: SectionText | None, section: SectionText) -> bool:
    """From the page before to this one, in the middle of a sentence."""
    if before is None or before.page_index == section.page_index:
        return False
    return before.text.rstrip()[-1:] not in tuple(".!?:”)»。")


def _is_list_of_aims(text: str) -> bool:
    lines = [_BULLET.sub("", line) for line in text.splitlines() if line.strip()]
    return bool(lines) and all(is_objective(line) for line in lines)


def _questions(section: SectionText, start: int, source: Source, under: str) -> list[Said]:
    found = _lines(section, start, source, under)
    return [said for said in found if "?" in said.text or is_objective(said.text)]


def _sentences(
    section: SectionText, start: int, source: Source, under: str, position: int
) -> Iterator[Said]:
    for first, last in sentence_spans(section.text, source.language or "en"):
        raw = section.text[first:last]
        text = tidy(_BULLET.sub("", " ".join(raw.split())))
        if text:
            yield Said(text, _place(source, section, raw, start + first), under, position)


def _lines(section: SectionText, start: int, source: Source, under: str) -> Iterator[Said]:
    offset = 0
    for line in section.text.splitlines(keepends=True):
        raw = line.strip()
        text = _BULLET.sub("", raw)
        if text:
            place = _place(source, section, raw, start + offset + line.index(raw))
            yield Said(text, place, under, 0)
        offset += len(line)


def _place(source: Source, section: SectionText, raw: str, start: int) -> Place:
    return Place(
        source.pk,
        section.page_index,
        section.page_label,
        section.sentence(raw).reference,
        raw,
        start,
        start + len(raw),
    )


class _Glossary:
    """The explained terms of a whole source."""

    def __init__(self, source: Source, language: str):
        self._source, self._language = source, language
        whole = LessonRequest(source_id=source.pk)
        self._sections = [
            section for section, matter, _ in _labelled(whole, source) if matter == Matter.TERMS
        ]
        rows = Section.objects.filter(source=source, kind__in=RUNNING).values_list(
            "text", flat=True
        )
        self._text = " ".join(" ".join(rows).lower().split())

    def all(self, starts: dict[UUID, int]) -> list[Entry]:
        return [
            e for section in self._sections for e in self.entries_at(section, starts[section.id])
        ]

    def entries_at(self, section: SectionText, start: int) -> Iterator[Entry]:
        if section.is_heading:
            return
        for said in _lines(section, start, self._source, ""):
            if parts := split_entry(said.text, self._language, self._count):
                yield Entry(*parts, said.place)

    def _count(self, words: str) -> int:
        return self._text.count(f" {words}")


def _name_atoms(reading: Reading, source: Source) -> None:
    """Which passage each place is in; one query."""
    atoms = (
        ContentAtom.objects.filter(source=source).order_by("position").values_list("pk", "spans")
    )
    held = [(pk, span["page"], span["start"], span["end"]) for pk, spans in atoms for span in spans]
    by_page: dict[int, list[tuple[int, int, UUID]]] = {}
    for pk, page, start, end in held:
        by_page.setdefault(page, []).append((start, end, pk))

    def named(place: Place) -> Place:
        inside = (
            pk
            for start, end, pk in by_page.get(place.page_index, ())
            if start <= place.start and place.end <= end
        )
        return replace(place, atom_id=next(inside, None))

    for name in ("said", "entries", "questions", "aims"):
        rows = getattr(reading, name)
        setattr(reading, name, [replace(row, place=named(row.place)) for row in rows])
