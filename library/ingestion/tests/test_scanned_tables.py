"""Tables on pictures of pages, cut by their rules; what an engine would read is told."""

import cv2
import numpy as np
import pymupdf
import pytest

from library.ingestion.parsers.base import SectionKind
from library.ingestion.recognisers import reading
from library.ingestion.recognisers.base import SeenLine, SeenWord
from library.ingestion.segmenting import profile_book, segment_page

WIDE, HIGH = 420, 300  # points
# Two rows of three columns; the page cuts off the third row, below and above which is no rule.
ACROSS = (60, 90, 140)
DOWN = (40, 120, 240, 380)
FOOT = 190
ASKEW = 0.8  # points, over the page's width
PRINTED = [
    (44, 64, "Type of"), (44, 76, "evidence"), (124, 64, "Description"), (244, 64, "Example"),
    (44, 94, "History"), (124, 94, "The insights of phil-"), (124, 106, "osophers help us."),
    (244, 94, "A question"), (244, 106, "that stays."),
    (44, 144, "Intuition"), (124, 144, "Seen at once."), (244, 144, "Two and two."),
]  # fmt: skip
BESIDE = (124, 118, "A line that runs"), (244, 118, "over the rule.")
BELOW = (40, 230, "The text goes on below the table, where no rule is near it.")


class TellingEngine:
    """Reads what is printed: a row of two cells as one line, as models do with narrow gaps."""

    def find_turn(self, picture: np.ndarray) -> int:
        return 0

    def find_skew(self, picture: np.ndarray) -> float:
        return 0.0

    def read(self, picture: np.ndarray, language: str) -> list[SeenLine]:
        zoom = picture.shape[1] / WIDE
        rows = [[each] for each in (*PRINTED, BELOW)] + [list(BESIDE)]
        return [_line([word for each in row for word in _words(*each, zoom)]) for row in rows]


def _words(x: float, y: float, text: str, zoom: float) -> list[SeenWord]:
    words = []
    for word in text.split():
        end = x + 5 * len(word)
        words.append(SeenWord(word, (x * zoom, y * zoom, end * zoom, (y + 10) * zoom)))
        x = end + 3
    return words


def _line(words: list[SeenWord]) -> SeenLine:
    x0, y0, x1, y1 = zip(*(word.box for word in words), strict=True)
    box = (min(x0), min(y0), max(x1), max(y1))
    return SeenLine(" ".join(word.text for word in words), box, 0.99, words)


@pytest.fixture
def scan():
    """Grey rules of a point, not quite level as scanners leave them, and noise."""
    zoom = 150 / 72
    picture = np.full((round(HIGH * zoom), round(WIDE * zoom)), 240, np.uint8)
    rules = [(DOWN[0], y, DOWN[-1], y + ASKEW) for y in ACROSS]
    for rule in rules + [(x, ACROSS[0], x, FOOT) for x in DOWN]:
        x0, y0, x1, y1 = (round(value * zoom) for value in rule)
        cv2.line(picture, (x0, y0), (x1, y1), 175, 2)
    for x, y, text in (*PRINTED, *BESIDE, BELOW):
        for word in _words(x, y, text, zoom):
            x0, y0, x1, y1 = map(round, word.box)
            for at in range(x0, x1 - 4, 8):  # strokes and white, as letters have them
                cv2.rectangle(picture, (at, y0 + 4), (at + 4, y1 - 4), 40, -1)
    noise = np.random.default_rng(5).normal(0, 3, picture.shape)
    picture = np.clip(picture + noise, 0, 255).astype(np.uint8)
    _, data = cv2.imencode(".png", picture)
    with pymupdf.open() as document:
        page = document.new_page(width=WIDE, height=HIGH)
        page.insert_image(page.rect, stream=data.tobytes())
        yield document


def test_it_works(scan):
    page = reading.recognise(scan, TellingEngine(), reading.Wanted(0))
    sections = segment_page(page, profile_book([page]))

    [table] = [section for section in sections if section.kind is SectionKind.TABLE]
    assert table.text.split("\n") == [
        "Type of evidence | Description | Example",
        "History | The insights of philosophers help us. A line that runs"
        " | A question that stays. over the rule.",
        "Intuition | Seen at once. | Two and two.",
    ]
    assert [section.text for section in sections if section is not table] == [BELOW[2]]


def test_each_word_of_a_cell_stands_in_its_place(scan):
    page = reading.recognise(scan, TellingEngine(), reading.Wanted(0))
    [table] = [s for s in segment_page(page, profile_book([page])) if s.kind is SectionKind.TABLE]

    marked = {table.text[line.start : line.end]: line.place for line in table.lines}
    assert len(table.lines) == sum(len(text.split()) for _, _, text in (*PRINTED, *BESIDE))
    assert marked["phil"] == pytest.approx((198, 94, 223, 104), abs=1)  # its hyphen is gone
    assert marked["osophers"] == pytest.approx((124, 106, 164, 116), abs=1)
