"""A school at work: `python -m benchmarks.load [--rate N] [--people N] [--seconds N] [--highest]`.

A hundred people ask and browse, against the real server and workers, with the embedded providers,
on a book that was read through the upload's door. Each question is a new one, so no cache of
answers helps. Locust (benchmarks/load/people.py) keeps the rate, whatever the site does; the
generator shares the machine. An empty view of the same server is seen under the same load.

--highest: first tries rising rates for half a minute each, and reports the last at which the
first words of an answer came within 200 ms for 95 of 100, without an error.
--twice: also what the double of that rate gets: answers, or a 503 that says when to come back.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.installation import fresh
from benchmarks.load.school import questions, read_book, sign_in_students, start_worker
from benchmarks.page_views import Server

PEOPLE, RATE, SECONDS = 100, 20.0, 180
TARGET_MS = 200
TRIED_FOR_S, STEP = 30, 4.0
BROWSE = 1  # pages seen for each question
FIRST = "ask: first words"
LINE = "{:<32} {:>8} {:>7} {:>7} {:>7} {:>7}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--rate", type=float, default=RATE, help="questions a second")
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--book", type=Path, help="a file (default: the sample book)")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="of the web")
    parser.add_argument("--highest", action="store_true")
    parser.add_argument("--twice", action="store_true")
    options = parser.parse_args()
    with fresh() as teacher, tempfile.TemporaryDirectory() as folder:
        site = Site(teacher, options, Path(folder))
        try:
            site.run(RATE / 2, 15, title="warming up")
            rate = site.highest() if options.highest else options.rate
            site.run(rate, options.seconds, title=f"{rate:g} questions a second")
            if options.twice:
                site.run(2 * rate, TRIED_FOR_S, title=f"twice that, {2 * rate:g}")
        finally:
            site.stop()


class Site:
    def __init__(self, teacher, options, folder: Path):
        self.folder, self.people = folder, options.people
        source = read_book(teacher, options.book)
        home = f"/o/{teacher.organization.slug}/"
        book = f"{home}library/{source.pk}/"
        names = {
            f"{home}library/": "browse: library",
            book: "browse: source",
            f"{book}pages/20/": "browse: page",
        }
        self.plan = {
            "people": options.people,
            "browse": BROWSE,
            "cookies": sign_in_students(teacher, options.people),
            "ask": f"{book}ask/",
            "pages": list(names),
            "names": names,
        }
        self.questions = iter(questions(source, 20_000))
        self.worker = start_worker()
        self.server = Server("benchmarks.load.site:application", processes=options.processes)

    def stop(self) -> None:
        self.server.stop()
        self.worker.terminate()
        self.worker.wait()

    def highest(self) -> float:
        rate, held = STEP, 0.0
        while self.run(rate, TRIED_FOR_S, title=f"trying {rate:g}"):
            held, rate = rate, rate + STEP
        return held or STEP

    def run(self, rate: float, seconds: int, *, title: str) -> bool:
        """True where the first words came in time, and nothing failed."""
        asked = [next(self.questions) for _ in range(int(rate * seconds * 1.5) + self.people)]
        plan, out = self.folder / "plan.json", self.folder / "figures"
        plan.write_text(json.dumps(self.plan | {"rate": rate, "questions": asked}))
        command = [sys.executable, "-m", "locust", "-f", str(Path(__file__).with_name("people.py")),
                   "--headless", "--host", f"http://127.0.0.1:{self.server.port}",
                   "-u", str(self.people), "-r", str(self.people), "-t", f"{seconds}s",
                   "--stop-timeout", "30", "--csv", str(out), "--only-summary",
                   "--loglevel", "ERROR", "--exit-code-on-error", "0"]  # fmt: skip
        environment = os.environ | {"LECTERN_LOAD": str(plan)}
        subprocess.run(command, env=environment, check=True, capture_output=True)
        return show(title, Path(f"{out}_stats.csv"), Path(f"{out}_failures.csv"), seconds)


def show(title: str, figures: Path, failures: Path, seconds: int) -> bool:
    rows = {row["Name"]: row for row in csv.DictReader(figures.open())}
    print(f"\n{title}, {seconds} s")
    print(LINE.format("", "a second", "p50 ms", "p95 ms", "p99 ms", "errors"))
    for name in sorted(rows.keys() - {"Aggregated"}):
        row = rows[name]
        rate = f"{float(row['Request Count']) / seconds:.1f}"
        print(LINE.format(name, rate, row["50%"], row["95%"], row["99%"], row["Failure Count"]))
    for row in csv.DictReader(failures.open()):
        print(f"  {row['Occurrences']} x {row['Name']}: {row['Error']}")
    first = rows.get(FIRST)
    failed = int(rows["Aggregated"]["Failure Count"])
    refused = any(name.startswith("refused") for name in rows)
    return bool(first) and float(first["95%"]) < TARGET_MS and not failed and not refused


if __name__ == "__main__":
    main()
