"""A roster from file to rows: `python -m benchmarks.rosters [--people N …]`.

Prints the seconds of reading (file to kept plan), applying, the same file again, and undoing;
and the ratio to the raw limit measured in the same run: PostgreSQL's COPY of the same rows of
the same tables, from memory, in one transaction that is rolled back. Also the worker's peak.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.installation import fresh
from benchmarks.roster_files import make_roster

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    options = _options()
    if options.make:
        numbers = {name: getattr(options, name) for name in ("people", "classes", "places")}
        make_roster(options.make, **numbers)
        return
    with tempfile.TemporaryDirectory() as folder, fresh() as teacher:
        path = _made_apart(Path(folder) / "roster.zip", options)
        steps, stages = run(teacher, path)
        raw, rows = raw_copy()
        ours = steps["read"] + steps["apply"]
        print(f"load of the machine      {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        print(f"people, classes, places  {options.people}, {options.classes}, {options.places}")
        for name, seconds in steps.items():
            print(f"{name + ', s':<24} {seconds:.2f}")
        print(f"seconds by stage         {stages}")
        print(f"raw COPY, s              {raw:.2f}  ({rows:,} rows)")
        print(f"ours / raw               {ours / raw:.2f}")
        print(f"peak memory, MB          {peak_mb():.0f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--classes", type=int, default=800)
    parser.add_argument("--places", type=int, default=120_000)
    parser.add_argument("--make", type=Path, help="Only write the roster here.")
    return parser.parse_args()


def _made_apart(path: Path, options: argparse.Namespace) -> Path:
    """In another process: what making the file takes is not ours."""
    numbers = [f"--{name}={getattr(options, name)}" for name in ("people", "classes", "places")]
    command = [sys.executable, "-m", "benchmarks.rosters", "--make", str(path), *numbers]
    subprocess.run(command, check=True, cwd=ROOT)
    return path


def run(teacher, path: Path) -> tuple[dict, dict]:
    """{step: seconds}, {stage of applying: seconds}; the second finds nothing to do."""
    from organizations.rosters import services
    from organizations.staged import in_order

    steps = {}

    def timed(name: str, step):
        began, computed = time.perf_counter(), time.process_time()
        row = work(step())
        steps[name] = time.perf_counter() - began
        steps[f"  of which in Python, {name}"] = time.process_time() - computed
        return row

    def add():
        return services.add_roster(
            organization=teacher.organization, by=teacher.user, path=path, filename=path.name
        )

    row = timed("read", add)
    applied = timed("apply", lambda: services.apply_roster(
        roster=row, by=teacher.user, options=services.Options()))  # fmt: skip
    again = timed("read again", add)
    if again.changes.exclude(action="missing").exists():
        raise SystemExit("the second import of the file would change something")
    return steps, {name: stage["seconds"] for name, stage in in_order(applied.stages)}


def work(row):
    """In this process, as a worker does it."""
    from organizations.models import RosterImport
    from organizations.rosters import pipeline
    from organizations.waiting import work_until

    def is_over() -> bool:
        row.refresh_from_db()
        return row.state not in RosterImport.AT_WORK

    work_until(is_over, cluster=pipeline.JOB.cluster)
    if row.state == RosterImport.State.FAILED:
        raise SystemExit(row.problem)
    return row


def raw_copy() -> tuple[float, int]:
    """Seconds of copying the rows that the roster made out of their tables and in again."""
    from django.db import connection, transaction

    from accounts.models import Profile, User
    from organizations.models import Class, ClassMember, Membership, Relationship, School

    models = [User, Profile, School, Membership, Membership.schools.through, Class, ClassMember,
              Relationship]  # fmt: skip
    tables = [model._meta.db_table for model in models]
    with transaction.atomic(), connection.cursor() as cursor:
        data = [_dump(cursor, table) for table in tables]
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        began = time.perf_counter()
        for table, rows in zip(tables, data, strict=True):
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(rows)
        seconds = time.perf_counter() - began
        transaction.set_rollback(True)
    return seconds, sum(rows.count(b"\n") for rows in data)


def _dump(cursor, table: str) -> bytes:
    with cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(map(bytes, copy))


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
