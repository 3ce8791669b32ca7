"""Text recognition: `python -m benchmarks.ocr [FOLDER] [--pages N] [--engines NAMES]`.

For each scan of a folder that has its true text beside it (NAME.pdf and NAME.truth.txt, pages
parted by "--- page N ---"): errors in characters and in words of the text in reading order, as
it is stored, pages a second, and what a page takes of one processor, which says more on a busy
machine; beside each engine plain Tesseract (its own order of the page drawn at 300 dpi), where it
is installed. Quotes, dashes and ligatures of one meaning count as one sign; white space, words
divided at the end of a line, bullets (also where a sign stands for them) and marks between cells
count as nothing. Errors "any order" compare the words without their places: what another order of
columns or boxes costs is the difference.

Running heads and page numbers, which our sections leave out, are taken from all texts: lines that,
but for their digits, most of a scan's true pages have. "with heads" are the errors in characters
with them, so that ours have each of them against them.
"""

import argparse
import os
import re
import resource
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from pathlib import Path

FOLDER = Path("var/ocr")
LINE = "{:<26} {:<16} {:>6} {:>6} {:>6} {:>9} {:>10} {:>8} {:>10}"
PLAIN_DPI = 300
FEW_PAGES = 3  # of which no line can be told to run over all
LIKE = 0.8  # of a line's signs, from which on it is a running head that was read wrongly
_PAGE = re.compile(r"^--- page \d+ ---$", re.MULTILINE)
BULLET = re.compile(r"""^(?:[0oe]|[^\w\s"'(\[])\s+""", re.MULTILINE)
_SAME = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "’": "'", "‘": "'", "—": "-", "–": "-", "‐": "-", "−": "-",
     "\u00ad": "-", "•": "", "·": "", "|": "", "…": "..."}
)  # fmt: skip


@dataclass(slots=True)
class Score:
    """Counts over the pages of a scan."""

    pages: int = 0
    signs: int = 0
    sign_errors: int = 0
    words: int = 0
    word_errors: int = 0
    unordered: int = 0
    whole_signs: int = 0
    whole_errors: int = 0
    seconds: float = 0.0
    cpu_s: float = 0.0

    def add(self, said: str, true: str, heads: set[str]) -> None:
        self.pages += 1
        self.whole_signs += len(plain(true))
        self.whole_errors += distance(plain(said), plain(true))
        said, true = (plain(without(text, heads)) for text in (said, true))
        self.signs += len(true)
        self.sign_errors += distance(said, true)
        found, wanted = said.split(), true.split()
        self.words += len(wanted)
        self.word_errors += distance(found, wanted)
        missing, extra = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
        self.unordered += max(missing.total(), extra.total())

    def join(self, other: "Score") -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def row(self) -> list[str]:
        return [
            str(self.pages),
            f"{100 * self.sign_errors / self.signs:.2f}",
            f"{100 * self.word_errors / self.words:.2f}",
            f"{100 * self.unordered / self.words:.2f}",
            f"{100 * self.whole_errors / self.whole_signs:.2f}",
            f"{self.pages / self.seconds:.2f}",
            f"{self.cpu_s / self.pages:.1f}",
        ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--pages", type=int, default=1_000, help="of each scan, the first so many")
    parser.add_argument("--engines", default="rapidocr,tesseract")
    asked = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings.local")
    import django

    django.setup()
    from library.ingestion.recognisers.engines import installed

    readers: dict[str, Callable[[Path, int], list[str]]] = {
        known.name: lambda path, pages, name=known.name: ours(path, pages, name)
        for known in installed(tuple(asked.engines.split(",")))
    }
    if shutil.which("tesseract"):
        readers["plain Tesseract"] = plain_tesseract
    truths = sorted(asked.folder.glob("*.truth.txt"))
    if not truths:
        parser.error(f"there is no NAME.truth.txt in {asked.folder}")
    heads = ("pages", "CER %", "WER %", "any order", "with heads", "pages/s", "CPU s/page")
    print(LINE.format("", "", *heads))
    sums = {name: Score() for name in readers}
    for truth in truths:
        running = running_heads(true_pages(truth))
        pages = true_pages(truth)[: asked.pages]
        for name, read in readers.items():
            score = Score()
            began, used = time.perf_counter(), cpu_of_children()
            found = read(truth.with_name(truth.name.replace(".truth.txt", ".pdf")), len(pages))
            score.seconds = time.perf_counter() - began
            score.cpu_s = cpu_of_children() - used
            for text, true in zip(found, pages, strict=True):
                score.add(text, true, running)
            print(
                LINE.format(truth.name.removesuffix(".truth.txt")[:26], name, *score.row()),
                flush=True,
            )
            sums[name].join(score)
    for name, score in sums.items():
        print(LINE.format("in sum", name, *score.row()))


def true_pages(path: Path) -> list[str]:
    text = path.read_text()
    return _PAGE.split(text)[1:] if _PAGE.search(text) else [text]


def running_heads(pages: list[str]) -> set[str]:
    """As `bare` has them."""
    if len(pages) < FEW_PAGES:
        return set()
    counts = Counter(line for page in pages for line in {bare(each) for each in page.split("\n")})
    return {line for line, count in counts.items() if line and count > len(pages) / 2}


def without(text: str, heads: set[str]) -> str:
    return "\n".join(line for line in text.split("\n") if not is_head(bare(line), heads))


def is_head(line: str, heads: set[str]) -> bool:
    return any(
        SequenceMatcher(None, line, head, autojunk=False).quick_ratio() >= LIKE
        and SequenceMatcher(None, line, head, autojunk=False).ratio() >= LIKE
        for head in heads
    )


def bare(line: str) -> str:
    """A number stands for any."""
    return re.sub(r"\d+", "0", plain(line))


def ours(path: Path, pages: int, engine: str) -> list[str]:
    """Through the children and the segmenting, as a source is read."""
    from django.conf import settings

    from library.ingestion import recognition
    from library.ingestion.chunking import page_text
    from library.ingestion.segmenting import profile_book, segment_page

    asked = iter([recognition.Asked(index) for index in range(pages)])
    options = {"engine": engine, "language": "en", "processes": settings.OCR_PROCESSES}
    patient = replace(recognition.LIMITS, page_s=600.0)  # a busy machine makes no wrong letters
    found = list(
        recognition.recognise_pages(path, asked, size=lambda: 0.0, limits=patient, **options)
    )
    recognition.close()
    profile = profile_book(found)
    return [page_text(segment_page(page, profile)) for page in found]


def plain_tesseract(path: Path, pages: int) -> list[str]:
    import pymupdf

    found = []
    with pymupdf.open(path) as document, tempfile.TemporaryDirectory() as folder:
        for index in range(pages):
            picture = Path(folder) / "page.png"
            document[index].get_pixmap(dpi=PLAIN_DPI).save(picture)
            command = ["tesseract", str(picture), "stdout", "-l", "eng"]
            answer = subprocess.run(command, capture_output=True, text=True, check=True)
            found.append(answer.stdout)
    return found


def cpu_of_children() -> float:
    """Seconds, of those that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def plain(text: str) -> str:
    import unicodedata

    text = unicodedata.normalize("NFKC", BULLET.sub("", text).translate(_SAME))
    text = re.sub(r"(?<=\w)-\s*\n\s*(?=[a-z])", "", text)
    return " ".join(text.split())


def distance(a, b) -> int:
    """Levenshtein's, of two texts or lists of words; row by row in numpy."""
    import numpy as np

    numbers = {sign: n for n, sign in enumerate({*a, *b})}
    one, two = (np.array([numbers[sign] for sign in part], int) for part in (a, b))
    places = np.arange(len(two) + 1)
    row = places.copy()
    for count, sign in enumerate(one, start=1):
        best = np.minimum(row[1:] + 1, row[:-1] + (two != sign))
        best = np.concatenate([[count], best])
        row = np.minimum.accumulate(best - places) + places  # an insertion costs one a place
    return int(row[-1])


if __name__ == "__main__":
    main()
