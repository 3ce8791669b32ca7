"""`make run` and `manage.py quickstart`: made once, stopped in any way, nothing left or lost."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from lessons import quickstart
from tests.processes import Installation, Running, until

pytestmark = pytest.mark.slow

STOP_WITHIN_S = 15
FILES = {"html", "pdf", "wav", "m4a", "mp4", "captions", "chapters"}
TABLES = ("User", "Organization", "Membership", "Source", "Page", "Section", "ContentAtom",
          "Embedding", "Lesson", "LessonRequest", "LessonSegment", "CachedSegment")  # fmt: skip


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def fresh(tmp_path):
    installation = Installation(tmp_path / "data")
    yield installation
    installation.end()


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One that quickstart has filled; stopped between tests."""
    installation = Installation(tmp_path_factory.mktemp("made") / "data")
    first = installation.manage("quickstart", "--no-serve")
    assert first.end(300) == 0, first.said
    installation.first_words = first.said
    assert installation.is_still()
    yield installation
    installation.end()


def counts(ask) -> dict[str, int]:
    return {table: ask(f"{table}.objects.count()") for table in TABLES}


def file_times(installation: Installation) -> dict[str, int]:
    """Of what is kept; where uploads arrive, a mark shuts each used link until it is purged."""
    media = installation.folder / "media"
    return {
        str(path.relative_to(media)): path.stat().st_mtime_ns
        for path in media.rglob("*")
        if path.is_file() and "incoming" not in path.parts
    }


def serve(installation: Installation, port: int, *, by_make: bool) -> Running:
    command = ("quickstart", "--port", str(port))
    venv = Path(sys.executable).parents[1]
    running = (
        installation.start("make", "-o", f"{venv}/runtime", f"VENV={venv}", f"PORT={port}", "run")
        if by_make
        else installation.manage(*command)
    )
    assert until(lambda: "Lectern is at" in running.said, within_s=90), running.said
    return running


def assert_calm(running: Running) -> None:
    assert "Traceback" not in running.said
    assert "Exception" not in running.said


def test_it_works(made):
    for sign_in in quickstart.SIGN_INS:
        assert sign_in.email in made.first_words
    assert quickstart.PASSWORD in made.first_words
    assert "Reading astronomy-sample.pdf · embed" in made.first_words
    with made.ask() as ask:
        assert ask("Organization.objects.filter(slug='riverside-high').count()") == 1
        assert ask("User.objects.count()") == 4
        assert ask("[*Source.objects.values_list('state', flat=True)]") == ["ready", "ready"]
        assert ask("[*Lesson.objects.values_list('state', flat=True)]") == ["ready"]
        assert ask("{*Lesson.objects.get().files}") == FILES
    assert made.is_still()


def test_where_no_terminal_is_it_says_as_it_happens_how_far_it_is(fresh):
    running = fresh.manage("quickstart", "--no-serve")
    for line in ("Database …\n", "Database ready", "Reading astronomy-sample.pdf · extract: "):
        assert until(lambda part=line: part in running.said, within_s=60), running.said
        assert running.process.poll() is None
    running.interrupt()
    assert running.end(STOP_WITHIN_S) == 130
    assert_calm(running)


def test_run_again_it_makes_nothing_twice(made):
    with made.ask() as ask:
        before, files = counts(ask), file_times(made)
        again = made.manage("quickstart", "--no-serve")
        assert again.end(60) == 0, again.said
        assert counts(ask) == before
    assert file_times(made) == files
    assert_calm(again)
    assert made.is_still()


def of_group(running: Running) -> None:
    running.interrupt()


def of_first(signum: int):
    def send(running: Running) -> None:
        running.process.send_signal(signum)

    return send


@pytest.mark.parametrize("by_make", [True, False], ids=["make", "quickstart"])
@pytest.mark.parametrize(
    "stop",
    [of_group, of_first(signal.SIGTERM), of_first(signal.SIGKILL)],
    ids=["ctrl-c", "sigterm", "sigkill"],
)
def test_stopped_beside_another_command_only_that_one_is_left(made, free_port, stop, by_make):
    with made.ask() as other:
        people = other("User.objects.count()")
        running = serve(made, free_port, by_make=by_make)
        stop(running)
        running.end(STOP_WITHIN_S)
        alone = {other.process.pid}

        def only_the_other() -> bool:
            rest = {pid: name for pid, name in made.processes().items() if pid not in alone}
            return all("postgres" in name for name in rest.values())

        assert until(only_the_other, within_s=STOP_WITHIN_S), made.processes()
        assert other("User.objects.count()") == people
    assert made.is_still(), made.processes()
    assert_calm(running)


def test_interrupted_again_and_again_it_is_finished_in_the_end(fresh, made):
    """While a book is read, by Ctrl-C and by SIGKILL, and while the lesson is made."""
    with made.ask() as ask:
        undisturbed = counts(ask)
    assert made.is_still()
    moments = [
        ("Ingestion.objects.filter(stage='embed').exists()", of_group),
        ("Job.objects.filter(cluster='ingestion', state='running').exists()",
         of_first(signal.SIGKILL)),
        ("LessonRequest.objects.filter(stage='video').exists()", of_group),
    ]  # fmt: skip
    for condition, stop in moments:
        running = fresh.manage("quickstart", "--no-serve")
        assert until(lambda r=running: "Database ready" in r.said), running.said
        with fresh.ask() as ask:
            assert until(lambda c=condition, a=ask: a(c), within_s=90), running.said
            stop(running)
            running.end(STOP_WITHIN_S)
        assert fresh.is_still(), fresh.processes()
        assert_calm(running)
    last = fresh.manage("quickstart", "--no-serve")
    assert last.end(200) == 0, last.said
    with fresh.ask() as ask:
        assert counts(ask) == undisturbed
        assert ask("{*Lesson.objects.get().files}") == FILES
        assert ask("Job.objects.exclude(state='done').count()") == 0


@pytest.mark.parametrize("moment_s", [0.1, 0.5, 1.0, 1.7, 2.5, 4.0])
def test_interrupted_while_it_starts_it_says_nothing_odd(fresh, moment_s):
    running = fresh.manage("quickstart", "--no-serve")
    try:
        running.process.wait(moment_s)
    except subprocess.TimeoutExpired:
        running.interrupt()
    assert running.end(STOP_WITHIN_S) in (130, -signal.SIGINT), running.said
    assert_calm(running)
    assert fresh.is_still(), fresh.processes()


def test_a_port_in_use_is_said_before_any_work(made, free_port):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port))
        taken.listen()
        running = made.manage("quickstart", "--port", str(free_port))
        assert running.end(STOP_WITHIN_S) == 1
    assert f"Port {free_port} is in use" in running.said
    assert_calm(running)
    assert made.is_still()


@pytest.mark.parametrize(
    ("part", "name"), [("manage.py worker", "background worker"), ("project.serving", "site")]
)
def test_a_part_that_dies_is_said_and_all_is_stopped(made, free_port, part, name):
    running = serve(made, free_port, by_make=False)
    pid = min(made.named(part))  # the site's first process has begun its others
    os.kill(pid, signal.SIGKILL)
    assert running.end(STOP_WITHIN_S) == 1
    assert f"The {name} ended by signal 9" in running.said
    assert_calm(running)
    assert made.is_still(), made.processes()
