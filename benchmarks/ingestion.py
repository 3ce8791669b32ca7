"""A source to READY: `python -m benchmarks.ingestion [FILE | --pages N]`.

Prints pages a second, and the ratio to the raw limit measured in the same run: PyMuPDF's text
extraction of the same pages plus onnxruntime's embedding of the same windows, with the same
threads. Without a file a book of N pages (200) is made. The raw work of an OpenStax archive
is its unpacking and parsing by lxml. Both begin warm: a worker loads its models, the
tokenizer and the site's addresses once, here with a book of one page. Also prints the worker's
peak memory.
"""

import argparse
import random
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path

from benchmarks.embedding import run_raw
from benchmarks.installation import fresh

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    options = _options()
    if options.make:
        make_book(options.make, options.pages)
        return
    with tempfile.TemporaryDirectory() as folder, fresh() as teacher:
        path = options.path or _made_apart(Path(folder) / "book.pdf", options.pages)
        ingest(teacher, _made_apart(Path(folder) / "first.pdf", 1))
        _keep_what_is_loaded()
        seconds, result = ingest(teacher, path)
        peak = peak_mb()
        raw, windows = raw_seconds(path, result["source_id"])
        print(f"file                 {path.name}")
        print(f"state                {result['state']}")
        print(f"pages or modules     {result['pages']}")
        print(f"atoms, windows       {result['atoms']}, {windows}")
        print(f"ours, s              {seconds:.2f}  ({result['pages'] / seconds:.1f} a second)")
        print(f"raw, s               {raw:.2f}")
        print(f"ours / raw           {seconds / raw:.3f}")
        print(f"seconds by stage     {result['seconds']}")
        print(f"peak memory, MB      {peak:.0f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?", type=Path)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--make", type=Path, help="Only write the book of N pages here.")
    return parser.parse_args()


def _keep_what_is_loaded() -> None:
    """As a worker does."""
    from project import warming

    warming.keep_what_is_loaded()


def ingest(teacher, path: Path) -> tuple[float, dict]:
    from library import uploads
    from library.ingestion import pipeline
    from library.models import Source
    from library.selectors import describe_ingestion
    from organizations.waiting import work_until

    began = time.perf_counter()
    source = uploads.add_file(
        path=path, user=teacher.user, organization=teacher.organization, title=""
    ).source

    def is_final() -> bool:
        source.refresh_from_db()
        return source.state in Source.FINAL

    work_until(is_final, cluster=pipeline.JOB.cluster)
    return time.perf_counter() - began, describe_ingestion(source)


def raw_seconds(path: Path, source_id: str) -> tuple[float, int]:
    """Seconds of the raw work, and the number of windows in it."""
    from django.conf import settings

    from library.models import ContentAtom
    from project.providers.registry import embedder

    model = embedder(settings.EMBEDDER)
    texts = ContentAtom.objects.filter(source_id=source_id).values_list("text", flat=True)
    windows = [window for text in set(texts) for window in model.windows(text)]
    began = time.perf_counter()
    (extract_pdf if path.suffix == ".pdf" else extract_openstax)(path)
    run_raw(model, windows)
    return time.perf_counter() - began, len(windows)


def extract_pdf(path: Path) -> None:
    """In a process of its own, as ours is."""
    script = "import sys, pymupdf\nfor page in pymupdf.open(sys.argv[1]): page.get_text('dict')"
    subprocess.run([sys.executable, "-c", script, str(path)], check=True)


def extract_openstax(path: Path) -> None:
    from lxml import etree

    with tarfile.open(path) as archive:
        for member in archive:
            data = archive.extractfile(member).read() if member.isfile() else b""
            if member.name.endswith(".cnxml"):
                etree.fromstring(data)


def peak_mb() -> float:
    """Of this process, which is the worker. Its reading child holds one page at a time."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _made_apart(path: Path, pages: int) -> Path:
    """In another process: what making the book takes is not the worker's."""
    command = ["-m", "benchmarks.ingestion", "--make", str(path), "--pages", str(pages)]
    subprocess.run([sys.executable, *command], check=True, cwd=ROOT)
    return path


def make_book(path: Path, pages: int) -> Path:
    """Pages of about 350 words, no two alike: sentences of the sample book in another order."""
    import pymupdf

    sample = pymupdf.open(ROOT / "library" / "sample" / "astronomy-sample.pdf")
    text = " ".join(page.get_text() for page in sample).replace("\n", " ")
    sentences = [s.strip() + "." for s in text.split(". ") if 40 < len(s) < 300]
    chance = random.Random(7)
    book = pymupdf.open()
    for number in range(1, pages + 1):
        page = book.new_page(width=595, height=842)
        body = " ".join(chance.sample(sentences, 18))
        heading = f"<h2>Section {number}</h2>" if number % 8 == 1 else ""
        page.insert_htmlbox((60, 60, 535, 780), f"{heading}<p>{body}</p>")
        page.insert_text((290, 815), str(number), fontsize=9)
    book.set_toc([[1, f"Section {n}", n] for n in range(1, pages + 1, 8)])
    book.save(path, garbage=3, deflate=True)
    return path


if __name__ == "__main__":
    main()
