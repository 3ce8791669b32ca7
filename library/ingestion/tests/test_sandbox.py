"""Reading in a child process: real children, real files."""

import os
import select
import signal
import subprocess
import sys
from dataclasses import replace

import pymupdf
import pytest

from library.ingestion import sandbox
from library.ingestion.parsers import registry
from library.ingestion.parsers.base import PageOutcome
from library.ingestion.parsers.pdf import PdfParser
from library.ingestion.sandbox.child import ROOT
from library.ingestion.tests import pdfs
from project.errors import UnreadableSource

QUICK = sandbox.Limits(open_s=5.0, page_s=1.0, memory_bytes=1024**3)


@pytest.fixture(autouse=True)
def _no_child_left():
    yield
    sandbox.close()


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    """Makes a file whose parser misbehaves in the way named."""
    kind = replace(registry.KINDS["pdf"], parser="library.ingestion.tests.hostile:Hostile")
    monkeypatch.setitem(registry.KINDS, "hostile", kind)

    def make(how):
        path = tmp_path / "file"
        path.write_text(how)
        return path

    return make


def test_it_works(tmp_path):
    path = pdfs.book(tmp_path / "book.pdf")
    parser = PdfParser()
    assert sandbox.inspect("pdf", path) == parser.inspect(path)
    assert sandbox.read_outline("pdf", path) == parser.read_outline(path)
    assert list(sandbox.read_pages("pdf", path, 0, 6)) == list(parser.read_pages(path, 0, 6))


@pytest.fixture
def long_book(tmp_path):
    """Of 130 pages: the last block is a short one."""
    book = pymupdf.open()
    for number in range(130):
        book.new_page().insert_text((72, 72), f"Words of page {number}.")
    book.save(tmp_path / "long.pdf")
    return tmp_path / "long.pdf"


@pytest.fixture
def children(monkeypatch):
    """Those that were started."""
    started = []

    class Noted(sandbox.Child):
        def __init__(self, limits):
            super().__init__(limits)
            started.append(self)

    monkeypatch.setattr(sandbox, "Child", Noted)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return started


def test_a_long_book_is_read_by_two_and_comes_in_order(long_book, children):
    assert list(sandbox.read_pages("pdf", long_book, 3, 140))[:127] == list(
        PdfParser().read_pages(long_book, 3, 130)
    )
    assert [child.is_usable for child in children] == [True, False]
    assert sandbox.read_outline("pdf", long_book) == []  # by the one that is kept
    assert len(children) == 2


def test_pages_that_the_file_does_not_hold_are_missing(long_book, children):
    pages = list(sandbox.read_pages("pdf", long_book, 0, 160))
    assert [page.index for page in pages] == list(range(160))
    assert all(page.outcome == PageOutcome.FAILED for page in pages[130:])
    assert all(page.outcome != PageOutcome.FAILED for page in pages[:130])


@pytest.mark.parametrize("which", [0, 1])
def test_where_one_of_two_dies_nothing_is_lost(which, long_book, children):
    reading = sandbox.read_pages("pdf", long_book, 0, 130)
    pages = [next(reading) for _ in range(10)]
    os.kill(children[which].process.pid, signal.SIGKILL)
    pages += reading
    assert pages == list(PdfParser().read_pages(long_book, 0, 130))
    assert not any(child.is_usable for child in children[:2])


def test_a_long_file_that_cannot_be_opened_is_refused_once(tmp_path, children):
    path = tmp_path / "long.pdf"
    path.write_bytes(b"%PDF-1.7 and nothing")
    with pytest.raises(UnreadableSource):
        list(sandbox.read_pages("pdf", path, 0, 200))
    assert not any(child.is_usable for child in children)


def test_errors_come_through(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(b"<script>%PDF-")
    for call in (
        lambda: sandbox.inspect("pdf", path),
        lambda: list(sandbox.read_pages("pdf", path, 0, 9)),
        lambda: sandbox.read_outline("pdf", path),
    ):
        with pytest.raises(UnreadableSource) as caught:
            call()
        assert caught.value.code == "wrong_type"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnreadableSource) as caught:
        sandbox.inspect("pdf", tmp_path / "none.pdf")
    assert caught.value.code == "missing_file"


def test_unlocking(tmp_path):
    path = pdfs.locked(tmp_path / "locked.pdf", "geheim \u017c")
    with pytest.raises(UnreadableSource) as caught:
        sandbox.unlock(path, "wrong", tmp_path / "open.pdf")
    assert caught.value.code == "wrong_password"
    sandbox.unlock(path, "geheim \u017c", tmp_path / "open.pdf")
    assert sandbox.inspect("pdf", tmp_path / "open.pdf").page_count == 1


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ("die", "broke down"),
        ("hang", "longer than 1 seconds"),
        ("spin", "longer than 1 seconds"),
        ("swell", "more memory"),
        ("flood", "far more text"),
    ],
)
def test_a_page_that_kills_its_reader_is_lost_alone(hostile, how, why):
    pages = list(sandbox.read_pages("hostile", hostile(how), 0, 4, limits=QUICK))
    assert [page.index for page in pages] == [0, 1, 2, 3]
    assert [page.outcome.value for page in pages] == ["text", "failed", "text", "text"]
    assert why in pages[1].note


def test_what_a_library_prints_is_not_heard(hostile):
    pages = list(sandbox.read_pages("hostile", hostile("chatter"), 0, 4, limits=QUICK))
    assert {page.outcome for page in pages} == {PageOutcome.TEXT}


def test_reading_gives_up_after_some_losses(hostile):
    limits = replace(QUICK, restarts=2)
    pages = list(sandbox.read_pages("hostile", hostile("die always"), 0, 8, limits=limits))
    assert [page.index for page in pages] == list(range(8))
    assert {page.outcome for page in pages} == {PageOutcome.FAILED}
    assert "3 times" in pages[-1].note


@pytest.mark.parametrize("how", ["die", "hang", "swell"])
def test_a_file_that_cannot_be_inspected_is_refused(hostile, how):
    limits = replace(QUICK, open_s=1.0)
    with pytest.raises(UnreadableSource) as caught:
        sandbox.inspect("hostile", hostile(f"inspect {how}"), limits=limits)
    assert caught.value.code == "damaged"


def test_a_pdf_bomb_costs_its_page_only(tmp_path):
    path = pdfs.bomb(tmp_path / "bomb.pdf")
    pages = list(sandbox.read_pages("pdf", path, 0, 3, limits=QUICK))
    assert [page.outcome.value for page in pages] == ["text", "failed", "text"]
    assert pages[2].blocks[0].text == "A page that can be read."


def test_the_child_serves_one_file_and_has_no_secrets(hostile, monkeypatch):
    monkeypatch.setenv("SECRET", "hunter2")
    path = hostile("fine")
    first = sandbox.inspect("hostile", path).title
    again = sandbox.inspect("hostile", path).title
    path.write_text("another file")
    other = sandbox.inspect("hostile", path).title
    assert first == again != other
    assert first.startswith("None ")


def test_a_reading_left_half_way_spoils_nothing(tmp_path):
    path = pdfs.book(tmp_path / "book.pdf")
    half = sandbox.read_pages("pdf", path, 0, 6)
    assert next(half).index == 0
    assert sandbox.inspect("pdf", path).page_count == 6
    half.close()
    assert [page.index for page in sandbox.read_pages("pdf", path, 3, 5)] == [3, 4]


def test_the_child_dies_with_its_parent(hostile):
    program = (
        "import sys\n"
        "from library.ingestion.sandbox.child import Child\n"
        "from library.ingestion.sandboxed.limits import Limits\n"
        "child = Child(Limits())\n"
        "child.ask({'do': 'pages', 'parser': 'library.ingestion.tests.hostile:Hostile',\n"
        f"  'path': {str(hostile('hang'))!r},"
        " 'start': 0, 'stop': 4, 'open_s': 60, 'page_s': 60})\n"
        "child.hear(20)\n"
        "print(child.process.pid, flush=True)\n"
        "sys.stdin.read()\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    child = int(parent.stdout.readline())
    # opened before the death, so that it can be no later process of the same number
    handle = os.pidfd_open(child)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    poll = select.poll()
    poll.register(handle)
    assert poll.poll(5000), "the child outlived its parent by five seconds"
    os.close(handle)
    parent.stdin.close()
    parent.stdout.close()
