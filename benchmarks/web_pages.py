"""Main text of web pages: `python -m benchmarks.web_pages [FOLDER]`.

For each page of a folder (NAME.html): with NAME.expected.txt beside it precision, recall and F1 of
its words (each as often as it stands there, whatever its case and place); with NAME.check.json how
many of the strings that have to be there are, and of those that must not be. Three ways are
compared: ours as it is stored, trafilatura's own text of the same page, and all text of the page's
body. What is no word of the text counts as nothing: the marks that we write before the items of a
list, what describes a picture to those who cannot see it, and the links "[edit]" of a wiki. A
string is there, too, where the check was made of a text that lacks the page's formulas.
"""

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import trafilatura
from lxml import html

from library.ingestion.parsers.web.package import Facts
from library.ingestion.parsers.web.page import document_of

FOLDER = Path("var/html")
LINE = "{:<40} {:<12} {:>9} {:>7} {:>7} {:>6} {:>9} {:>7}"
_WORD = re.compile(r"\w+")
_MARKS = re.compile(r"^ *(?:•|\d+\.) ", re.MULTILINE)
_EDIT = re.compile(r"\[\s*edit\s*\]")
_FORMULA = re.compile(rb"<math.*?</math>|<img[^>]*mwe-math[^>]*>", re.DOTALL)


@dataclass(slots=True)
class Score:
    """Words of all pages with an expected text; strings of all pages with checks."""

    right: int = 0
    said: int = 0
    wanted: int = 0
    must: tuple[int, int] = (0, 0)
    must_not: tuple[int, int] = (0, 0)
    seconds: float = 0.0

    def add(self, text: str, plainer: str, page: Path) -> None:
        """plainer: of the page without its formulas."""
        expected = page.with_suffix(".expected.txt")
        if expected.exists():
            said, wanted = words(text), words(expected.read_text())
            self.right += (said & wanted).total()
            self.said += said.total()
            self.wanted += wanted.total()
        checks = page.with_suffix(".check.json")
        if checks.exists():
            found = json.loads(checks.read_text())
            both = f"{text}\n{plainer}"
            self.must = _plus(self.must, both, found["must_contain"])
            self.must_not = _plus(self.must_not, both, found["must_not_contain"])

    def join(self, other: "Score") -> None:
        for name in ("right", "said", "wanted", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("must", "must_not"):
            mine, theirs = getattr(self, name), getattr(other, name)
            setattr(self, name, (mine[0] + theirs[0], mine[1] + theirs[1]))

    def row(self) -> list[str]:
        precision, recall = _share(self.right, self.said), _share(self.right, self.wanted)
        f1 = _share(2 * self.right, self.said + self.wanted)
        strings = ["{}/{}".format(*self.must), "{}/{}".format(*self.must_not)]
        return [precision, recall, f1, *strings, f"{self.seconds:.2f}"]


def _plus(counts: tuple[int, int], text: str, strings: list[str]) -> tuple[int, int]:
    flat = " ".join(text.split())
    held = sum(" ".join(string.split()) in flat for string in strings)
    return counts[0] + held, counts[1] + len(strings)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f}" if whole else "-"


def words(text: str) -> Counter:
    return Counter(_WORD.findall(_EDIT.sub("", text.lower())))


def ours(page: bytes) -> str:
    document = document_of(page, Facts("https://page.example/", "", None))
    blocks = (block for leaf in document.leaves for block in leaf.blocks)
    shown = (block for block in blocks if not block.alt or block.text != block.alt)
    return _MARKS.sub("", "\n\n".join(block.text for block in shown))


def plain(page: bytes) -> str:
    return trafilatura.extract(page, include_comments=False, include_tables=True) or ""


def everything(page: bytes) -> str:
    body = html.document_fromstring(page).find("body")
    return " ".join(body.xpath(".//text()[not(ancestor::script|ancestor::style)]"))


WAYS: dict[str, Callable[[bytes], str]] = {
    "ours": ours, "trafilatura": plain, "whole page": everything,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    folder = parser.parse_args().folder
    pages = [page for page in sorted(folder.glob("*.html")) if ".expected" not in page.name]
    if not pages:
        raise SystemExit(f"There are no pages in {folder}.")
    plain(pages[0].read_bytes())  # what it loads once is not the first page's
    print(LINE.format("page", "way", "precision", "recall", "F1", "must", "must not", "s"))
    totals = {way: Score() for way in WAYS}
    for page in pages:
        for way, extract in WAYS.items():
            score = measure(page, extract)
            print(LINE.format(page.stem[:40], way, *score.row()))
            totals[way].join(score)
        document = document_of(page.read_bytes(), Facts("https://page.example/", "", None))
        print(f"    {document.title} · {document.licence or 'no licence'} · {document.attribution}")
    for way, score in totals.items():
        print(LINE.format("all", way, *score.row()))


def measure(page: Path, extract: Callable[[bytes], str]) -> Score:
    score, began = Score(), time.perf_counter()
    text = extract(page.read_bytes())
    score.seconds = time.perf_counter() - began
    score.add(text, extract(_FORMULA.sub(b"", page.read_bytes())), page)
    return score


if __name__ == "__main__":
    main()
