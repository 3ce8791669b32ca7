"""Reading order against true texts.

`python -m benchmarks.reading_order FOLDER [--pages] [--heads]`

FOLDER holds PDFs, and beside some of them `NAME.truth.txt` with `--- page N ---` before the text
of each page. Compared are our sections and PyMuPDF's own order, plain and with `sort=True`. Where
the PDF is a scan without text, a page with the same words is looked for in the folder's other
PDFs: a scan made from a book is compared with the book's page. A page that has text nowhere is
recognised, and PyMuPDF has nothing to say of it.

words   1 - Levenshtein distance over words / words of the longer text: what is missing, added
        or in another place. 1 is perfect.
order   Kendall's tau-b over the words that both texts have exactly once: the order alone.

Running heads and page numbers, which our sections leave out, are taken from all texts (as
`benchmarks.ocr` tells them); --heads leaves them where they are.

Words are compared in lower case and without their marks, hyphens and bullets, so that a word
which is divided at the end of a line is one in each text.
"""

import argparse
import os
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import django
import numpy as np
import pymupdf

from benchmarks.ocr import BULLET, running_heads, without
from benchmarks.ocr import ours as recognised
from library.ingestion.chunking import page_text
from library.ingestion.parsers.pdf import PdfParser
from library.ingestion.parsers.pdf_file import MAX_PAGES
from library.ingestion.segmenting import profile_book, segment_page

WAYS = ("ours", "plain", "sorted")
ENGINE = "rapidocr"
SAME_PAGE = 0.7  # of the truth's words, from which on a page is the one it tells
_PAGE = re.compile(r"^--- page (\d+) ---$", re.MULTILINE)
_DIVIDED = re.compile(r"(?<=\w)[-\u2010\u00ad]\n\s*(?=\w)")
_WORD = re.compile(r"\w+")
_HYPHENS = str.maketrans("", "", "-\u2010\u2011\u00ad'’")


def words_of(text: str) -> list[str]:
    joined = _DIVIDED.sub("", BULLET.sub("", text)).translate(_HYPHENS)
    return _WORD.findall(joined.lower())


def word_score(truth: Sequence[str], found: Sequence[str]) -> float:
    """1 - Levenshtein distance / length of the longer; 1.0 where both are empty."""
    longer = max(len(truth), len(found))
    return 1 - distance(truth, found) / longer if longer else 1.0


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Levenshtein's, with numpy over a row at a time: insertions chain, so their cost is a
    running minimum of cost minus place."""
    ids = {word: number for number, word in enumerate(dict.fromkeys([*one, *other]))}
    second = np.array([ids[word] for word in other], dtype=np.int64)
    places = np.arange(len(second) + 1)
    row = places.copy()
    for number, word in enumerate(one, start=1):
        best = np.empty_like(row)
        best[0] = number
        np.minimum(row[1:] + 1, row[:-1] + (second != ids[word]), out=best[1:])
        row = np.minimum.accumulate(best - places) + places
    return int(row[-1])


def order_score(truth: Sequence[str], found: Sequence[str]) -> float:
    """Kendall's tau of the words that stand once in both; 1.0 below two of them."""
    counts, others = Counter(truth), Counter(found)
    place = {word: i for i, word in enumerate(found)}
    once = [w for w in truth if counts[w] == 1 and others[w] == 1]
    ranks = np.array([place[word] for word in once])
    pairs = len(ranks) * (len(ranks) - 1) // 2
    if not pairs:
        return 1.0
    wrong = sum(int((ranks[i + 1 :] < rank).sum()) for i, rank in enumerate(ranks))
    return 1 - 2 * wrong / pairs


class Book:
    """A PDF; its pages are read when they are asked for."""

    def __init__(self, path: Path):
        self.path = path

    @cached_property
    def plain(self) -> list[str]:
        with pymupdf.open(self.path) as document:
            return [page.get_text() for page in document]

    @cached_property
    def sorted(self) -> list[str]:
        with pymupdf.open(self.path) as document:
            return [page.get_text(sort=True) for page in document]

    @cached_property
    def ours(self) -> list[str]:
        pages = list(PdfParser().read_pages(self.path, 0, MAX_PAGES))
        profile = profile_book(pages)
        return [page_text(segment_page(page, profile)) for page in pages]

    @cached_property
    def recognised(self) -> list[str]:
        return recognised(self.path, len(self.plain), ENGINE)

    @cached_property
    def bags(self) -> list[Counter[str]]:
        return [Counter(words_of(text)) for text in self.plain]


@dataclass(frozen=True, slots=True)
class Scored:
    """A page of a truth. where: the page it was compared with. scores: way -> (words, order);
    of a page that was recognised ours alone."""

    truth: str
    page: int
    where: str
    words: int
    scores: dict[str, tuple[float, float]]


def read_truth(path: Path) -> list[tuple[int, str]]:
    """[(page counted from 1, its text)]; without marks the file tells page 1."""
    parts = _PAGE.split(path.read_text("utf-8"))
    if len(parts) == 1:
        return [(1, parts[0])]
    return [(int(number), text) for number, text in zip(parts[1::2], parts[2::2], strict=True)]


def find_page(own: Book, number: int, truth: list[str], books: list[Book]) -> tuple[Book, int]:
    """The page itself where no page in any book has its text."""
    here = own, number - 1
    if own.plain[number - 1].strip():
        return here
    wanted = Counter(truth)
    shared = [
        ((wanted & bag).total() / max(wanted.total(), 1), book, index)
        for book in books
        for index, bag in enumerate(book.bags)
    ]
    share, book, index = max(shared, key=lambda found: found[0])
    return (book, index) if share >= SAME_PAGE else here


def score(folder: Path, *, keeps_heads: bool) -> Iterator[Scored | str]:
    """Each page of each truth, or a sentence why there is nothing to compare it with."""
    books = [Book(path) for path in sorted(folder.glob("*.pdf"))]
    for path in sorted(folder.glob("*.truth.txt")):
        name = path.name.removesuffix(".truth.txt")
        own = next((book for book in books if book.path.stem == name), None)
        if own is None:
            yield f"{path.name}: there is no {name}.pdf"
            continue
        pages = read_truth(path)
        heads = set() if keeps_heads else running_heads([text for _, text in pages])
        for number, text in pages:
            truth = words_of(without(text, heads))
            book, index = find_page(own, number, truth, books)
            texts = {way: words_of(without(said, heads)) for way, said in read(book, index)}
            scores = {w: (word_score(truth, t), order_score(truth, t)) for w, t in texts.items()}
            yield Scored(name, number, f"{book.path.stem} {index + 1}", len(truth), scores)


def read(book: Book, index: int) -> list[tuple[str, str]]:
    """(way, its text)."""
    if not book.plain[index].strip():
        return [("ours", book.recognised[index])]
    return [(way, getattr(book, way)[index]) for way in WAYS]


def show(name: str, pages: list[Scored]) -> None:
    figures = [figure(pages, way, part) for part in (0, 1) for way in WAYS]
    print(f"{name[:40]:40} {len(pages):5} " + " ".join(f"{each:>8}" for each in figures))


def figure(pages: list[Scored], way: str, part: int) -> str:
    """By words of the pages; a dash where PyMuPDF has no text of some."""
    if not all(way in page.scores for page in pages):
        return "-"
    total = sum(page.words for page in pages) or 1
    return f"{sum(page.scores[way][part] * page.words for page in pages) / total:.4f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", action="store_true", help="A line for each page, too.")
    parser.add_argument("--heads", action="store_true", help="Running heads stay.")
    options = parser.parse_args()
    if not options.folder.is_dir():
        parser.error(f"{options.folder} is no folder")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.local")
    django.setup()
    began = time.perf_counter()
    found = list(score(options.folder, keeps_heads=options.heads))
    scored = [each for each in found if isinstance(each, Scored)]
    heads = [f"{part[0]} {way}" for part in ("words", "order") for way in WAYS]
    print(f"{'':40} {'pages':>5} " + " ".join(f"{head:>8}" for head in heads))
    if options.pages:
        for page in scored:
            show(f"{page.page}: {page.where}", [page])
    for name in dict.fromkeys(page.truth for page in scored):
        show(name, [page for page in scored if page.truth == name])
    show("all with text", [page for page in scored if len(page.scores) == len(WAYS)])
    for sentence in found:
        if isinstance(sentence, str):
            print(sentence)
    print(f"w: words, o: order; {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
