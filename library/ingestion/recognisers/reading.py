"""A page of a PDF is drawn, turned, straightened and read: lines in blocks, words with places."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from statistics import median

import pymupdf

from library.ingestion.parsers.base import Block, Box, Line, PageOutcome, ParsedPage, Word
from library.ingestion.parsers.pdf_tables import Found, find_tables
from library.ingestion.recognisers.base import Engine, SeenLine, SeenWord
from library.ingestion.recognisers.pictures import Sheet, draw, straighten, turn
from library.ingestion.recognisers.rules import find_rules
from library.ingestion.recognisers.tables import part_lines
from library.ingestion.textflow import clean, join_lines

FINE_DPI = 300.0
ASKEW = 1.0  # degrees from which lines do not show for sure which end of the page is up
SMALL_PRINT = 15.0  # pixels of a line's ink, below which the page is drawn finer
INK_TO_SIZE = 1.08  # of a font's size, the ink of a line with letters that reach up and down
ALIKE = 0.18  # lines whose heights differ by no more are of one size
WITHIN_BLOCK = 0.9  # of a line's height, of white
COVERED = 0.25  # of a picture's area under recognised lines, from which on it is text


@dataclass(frozen=True, slots=True)
class Wanted:
    """page: index. size: points of the print that pages before it are set in, 0 where unknown.

    pictures: boxes on the page as it is seen. language: as BCP 47 begins, or empty.
    """

    page: int
    language: str = ""
    size: float = 0.0
    pictures: tuple[Box, ...] = ()


def recognise(document: pymupdf.Document, engine: Engine, wanted: Wanted) -> ParsedPage:
    """OCR, or EMPTY where no text is found on it. Its label is for the caller to say."""
    page = document[wanted.page]
    sheet = turn(drawn := draw(page), quarters := engine.find_turn(drawn.pixels))
    degrees = engine.find_skew(sheet.pixels)
    sheet = straighten(sheet, degrees)
    if abs(degrees) >= ASKEW and (rest := engine.find_turn(sheet.pixels)):
        quarters += rest  # which end is up is seen on lines that are level; these stay so
        sheet = turn(sheet, rest)
    lines = engine.read(sheet.pixels, wanted.language)
    if lines and _height(lines) < SMALL_PRINT:
        sheet = straighten(turn(draw(page, FINE_DPI), quarters), degrees)
        lines = engine.read(sheet.pixels, wanted.language)
    return _page(sheet, lines, wanted)


def _height(lines: list[SeenLine]) -> float:
    return median(line.box[3] - line.box[1] for line in lines)


def _page(sheet: Sheet, lines: list[SeenLine], wanted: Wanted) -> ParsedPage:
    width, height = sheet.size
    result = ParsedPage(wanted.page, "", width, height, PageOutcome.EMPTY)
    across, down = find_rules(sheet)
    lines = part_lines(lines, [sheet.to_picture(rule) for rule in down])
    lines = [line for line in lines if line.words and clean(line.text)]
    if lines:
        signs = sum(len(line.text) for line in lines)
        result.outcome = PageOutcome.OCR
        result.confidence = round(sum(x.confidence * len(x.text) for x in lines) / signs, 4)
        printed = _printed(sheet, lines, wanted.size)
        tables = find_tables(across, down, [line for line, _ in printed])
        places = {id(line): at for at, line in enumerate(_members(tables))}
        printed.sort(key=lambda pair: places.get(id(pair[0]), -1))
        result.blocks = _blocks([line for line, _ in printed if id(line) not in places])
        result.blocks += [table for table, _ in tables]
        result.words = [_word(sheet, word) for _, seen in printed for word in seen.words]
    pictures = [sheet.from_page(box) for box in wanted.pictures]
    result.blocks += [
        Block("", box=_round(box), is_picture=True) for box in pictures if not _is_text(box, result)
    ]
    return result


def _members(tables: list[Found]) -> Iterator[Line]:
    return chain.from_iterable(members for _, members in tables)


def _word(sheet: Sheet, word: SeenWord) -> Word:
    box = word.box
    return Word(clean(word.text), _round(sheet.straight(box)), _round(sheet.on_page(box)))


def _printed(sheet: Sheet, lines: list[SeenLine], known_size: float) -> list[tuple[Line, SeenLine]]:
    """From top to bottom. The heights of lines of one print differ with their letters: those
    near the page's middle one, and that near the size of pages before it, are of one size."""
    usual = _height(lines)
    body = usual / sheet.scale / INK_TO_SIZE
    if known_size and abs(body - known_size) <= ALIKE * known_size:
        body = known_size
    printed = []
    for line in sorted(lines, key=lambda one: (one.box[1], one.box[0])):
        share = (line.box[3] - line.box[1]) / usual
        is_usual = 1 - 2 * ALIKE <= share <= 1 + ALIKE
        size = body if is_usual else body * share
        box = _round(sheet.straight(line.box))
        printed.append((Line(clean(line.text), box, round(size * 2) / 2), line))
    return printed


def _blocks(lines: list[Line]) -> list[Block]:
    """Lines of one print that stand closely below each other."""
    groups: list[list[Line]] = []
    for line in lines:
        for group in groups:
            if _goes_on(group[-1], line):
                group.append(line)
                break
        else:
            groups.append([line])
    return [_block(group) for group in groups]


def _goes_on(before: Line, line: Line) -> bool:
    a, b = before.place, line.place
    common = min(a[2], b[2]) - max(a[0], b[0])
    height = max(a[3] - a[1], b[3] - b[1])
    return (
        before.size == line.size
        and common > 0.5 * min(a[2] - a[0], b[2] - b[0])
        and -0.5 * height < b[1] - a[3] < WITHIN_BLOCK * height
    )


def _block(lines: list[Line]) -> Block:
    x0, y0, x1, y1 = zip(*(line.place for line in lines), strict=True)
    text, _ = join_lines(line.text for line in lines)
    return Block(text, box=(min(x0), min(y0), max(x1), max(y1)), lines=lines)


def _is_text(picture: Box, page: ParsedPage) -> bool:
    x0, y0, x1, y1 = picture
    covered = 0.0
    for word in page.words:
        a0, b0, a1, b1 = word.straight
        covered += max(0.0, min(x1, a1) - max(x0, a0)) * max(0.0, min(y1, b1) - max(y0, b0))
    area = (x1 - x0) * (y1 - y0)
    return area <= 0 or covered > COVERED * area


def _round(box: Box) -> Box:
    return (round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1))
