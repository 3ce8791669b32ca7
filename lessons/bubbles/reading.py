"""Pure: a section's own words as a teacher reads them."""

from collections.abc import Iterable, Iterator

from lessons.script.base import Line, SectionText
from library.ingestion.parsers.base import SectionKind
from library.reading import CELL_MARK
from project.text.sentences import split_sentences


def read_lines(sections: Iterable[SectionText], language: str) -> list[Line]:
    """All that the sections say, sentence by sentence; [] where there is nothing to say."""
    return [_line(text, each) for each in sections for text in _sentences(each, language)]


def _sentences(section: SectionText, language: str) -> Iterator[str]:
    if section.kind == SectionKind.TABLE:  # row by row: a table has no sentences
        rows = (row.split(CELL_MARK) for row in section.text.splitlines())
        yield from filter(None, (", ".join(filter(None, map(str.strip, row))) for row in rows))
    else:
        yield from split_sentences(section.text or section.alt, language)


def _line(text: str, section: SectionText) -> Line:
    return Line(text, section.sentence(text))
