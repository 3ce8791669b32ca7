"""Whatever is sent, reading it ends, in a sentence that says what happened and what to do."""

import logging
import re
from functools import partial

import pytest
from django.utils.html import escape

from library import uploads
from library.ingestion import sandbox
from library.ingestion.parsers import registry
from library.ingestion.tests import pdfs
from library.models import ContentAtom, Embedding, Ingestion, Page, Section, Source
from library.tests.uploading import Door
from organizations import jobs
from organizations.models import Job
from organizations.scoping import unscoped
from project.errors import UnreadableSource
from tests import bad_files as bad

READY, PARTIAL, FAILED = Source.State.READY, Source.State.PARTIAL, Source.State.FAILED
NAMES = {"pdf": "file.pdf", "book": "file.tar.gz", "zip": "file.zip"}
# Each sentence says what to do: one of its clauses is a request.
TO_DO = re.compile(
    r"(?:^|[.,:;] (?:or |and )?)"
    r"(Check|Compare|download|Get|Give|Look|Open|Save|Split|Unpack|Upload|Use|upload) "
)
UNTELLING = ("Traceback", "Error(", "NoneType", "exception", "errno", "object at 0x")


@pytest.fixture(autouse=True)
def across():
    with unscoped("the tests look at every row"):
        yield
    sandbox.close()


@pytest.fixture
def read(school, tmp_path, caplog, client):
    """Send a file as a browser does: create, signed link, confirm; work until nothing is due;
    check that its page tells what became of it, and that nothing is left behind."""
    door = Door(school, client)

    def read_file(make, name="file.pdf") -> Source:
        confirmed = door.bring(name, make(tmp_path / name).read_bytes())
        assert confirmed.status_code == 200, confirmed.content
        while jobs.work("ingestion"):
            pass
        source = Source.objects.get(pk=confirmed.json()["source_id"])
        page = client.get(confirmed.json()["source_url"]).content.decode()
        assert escape(source.problem) in page
        assert [job.error for job in Job.objects.active()] == []
        check(source)
        assert not [r for r in caplog.records if r.levelno >= logging.ERROR]
        assert not list(tmp_path.glob("work/*"))
        return source

    return read_file


def check(source: Source) -> None:
    """Rows that fit together, and words for people."""
    assert source.state in Source.FINAL
    assert bool(source.problem) == (source.state not in (READY, Source.State.UNPACKED))
    told = [source.problem, *receipt_of(source)["warnings"]]
    told += [note["note"] for note in receipt_of(source)["problems"]]
    for sentence in filter(None, told):
        assert sentence.endswith("."), sentence
        assert TO_DO.search(sentence), sentence
        assert not any(word in sentence for word in UNTELLING), sentence
    pages = Page.objects.filter(source=source)
    assert pages.count() in (0, source.page_count)
    assert not pages.exclude(layout=None).exists()
    atoms = ContentAtom.objects.filter(source=source)
    assert Embedding.objects.filter(source=source).count() == atoms.count()
    reads_itself = source.state not in (FAILED, Source.State.UNPACKED)
    assert atoms.exists() == reads_itself
    assert not Section.objects.filter(source=source).exclude(page__source=source).exists()


def receipt_of(source: Source) -> dict:
    return Ingestion.objects.filter(source=source).latest("created_at").receipt


def everything_told(source: Source) -> str:
    receipt = receipt_of(source)
    notes = [problem["note"] for problem in receipt["problems"]]
    return " ".join([source.problem, *receipt["warnings"], *notes])


PDFS = {
    "locked": (pdfs.locked, FAILED, "locked. Give its password"),
    "cut in half": (partial(bad.cut, share=0.5), {PARTIAL, READY, FAILED}, "damaged"),
    "cut after its header": (partial(bad.cut, share=0.01), FAILED, "damaged"),
    "zero pages": (bad.written(pdfs.raw(pdfs.pages_tree(0))), FAILED, "has no pages"),
    "a picture": (bad.written(b"\x89PNG\r\n\x1a\n" + bytes(99)), FAILED, "not a PDF"),
    "a zip": (bad.zip_named_pdf, FAILED, "ZIP archive, not a PDF. Unpack it"),
    "a page of the web": (bad.written(b"<!doctype html><p>404"), FAILED, "not a PDF"),
    "a script before it": (
        bad.written(b"#!/bin/sh\nrm -rf /\n" + pdfs.raw(pdfs.pages_tree(1))),
        FAILED,
        "does not begin as a PDF",
    ),
    "a wrong xref": (partial(bad.pdf_of, xref=False), READY, "was repaired"),
    "only a signature": (bad.written(b"%PDF-1.7\n" + b"\xff\x00" * 500), FAILED, "damaged"),
    "a giant page": (
        partial(bad.pdf_of, contents=(bad.GOOD,) * 3, boxes=(b"0 0 99999 99999",)),
        PARTIAL,
        "1,389 by 1,389 inches",
    ),
    "only giant pages": (
        partial(bad.pdf_of, boxes=(b"0 0 99999 20",)), FAILED, "No page of this file could be read",
    ),
    "boxes that are none": (
        partial(bad.pdf_of, contents=(bad.GOOD,) * 3 + (bad.shown(b"Another one."),),
                boxes=(b"0 0 0 0", b"nan nan nan nan", b"9 9 -9 -9")),
        {READY, PARTIAL}, "",
    ),
    "more pages promised": (partial(bad.pdf_of, count=9), FAILED, "damaged. Get a new copy"),
    "pages in a circle": (bad.cyclic_pages, FAILED, ""),
    "all scanned": (bad.all_scanned, FAILED, "Every page of this file is a picture of text"),
    "partly scanned": (
        bad.partly_scanned, PARTIAL, "were not read on 1 page (4). Upload a version with real text",
    ),
    "scanned but for a few words": (
        bad.scanned_but_for_a_few_words, PARTIAL, "were not read on 6 pages (1–3, 4, 5–6). Upload",
    ),
    "the same line on each page": (bad.the_same_line, READY, ""),
    "nothing printed": (bad.written(pdfs.raw(pdfs.pages_tree(2))), FAILED, "no text in this file"),
    "NULs and half characters": (
        partial(bad.pdf_of, contents=(bad.shown(b"Nul \\000 and \\377 text here"),),
                info=b"<</Title " + bad.utf16("A\0 b \ud800 c") + b"/Author "
                + bad.utf16("\udfff\0") + b">>",
                catalogue=b"/Lang(en-" + b"-".join([b"abcdefgh"] * 9) + b")"
                b"/PageLabels<</Nums[0<</S/D/P " + bad.utf16("\0\ud800" * 99) + b">>]>>"),
        READY, "",
    ),
    "an endless title": (
        partial(bad.pdf_of, info=b"<</Title(" + b"Endless " * 20_000 + b")>>"), READY, "",
    ),
    "10,000 entries": (partial(bad.long_outline, entries=10_000), READY, ""),
    "100 levels": (partial(bad.long_outline, entries=300, depth=100), READY, ""),
    "10,000 levels": (partial(bad.long_outline, entries=10_000, depth=10_000), READY, ""),
    "an outline to nowhere": (bad.wild_outline, READY, ""),
    "one endless line": (
        partial(bad.pdf_of, contents=(bad.GOOD, bad.shown(b"word " * 100_000, size=b"0.0015"))),
        PARTIAL, "characters, which no printed page does",
    ),
    "one long line": (bad.long_line, READY, ""),
    "one long word": (partial(bad.long_line, word=b"w"), {READY, FAILED}, ""),
    "far too many lines": (
        partial(bad.pdf_of, contents=(bad.GOOD, pdfs.stream(
            b"BT /F 1 Tf " + b"".join(b"1 0 0 1 %d %d Tm (a) Tj " % (i % 97 * 6, i // 97)
                                      for i in range(60_000)) + b"ET"))),
        PARTIAL, "lines, which no printed page does",
    ),
    "scripts of the world": (bad.scripts_of_the_world, READY, ""),
}  # fmt: skip


def test_too_many_pages_are_refused_before_anything_is_read(school, client):
    refused = Door(school, client).bring("file.pdf", pdfs.raw(pdfs.pages_tree(20_000)))
    assert refused.status_code == 422
    told = "20,000 pages; the most that can be read is 5,000. Split it"
    assert told in refused.json()["detail"]
    assert not Source.objects.exists()


@pytest.mark.parametrize("case", PDFS)
def test_pdf(read, case):
    make, states, words = PDFS[case]
    source = read(make)
    assert source.state in ({states} if isinstance(states, str) else states), source.problem
    assert words in everything_told(source)


def test_the_receipt_names_the_pages_that_are_only_pictures(read):
    source = read(bad.scanned_but_for_a_few_words)
    assert [atom.text for atom in ContentAtom.objects.filter(source=source)] == [
        "Votes of the members, by year"
    ]
    told = {p["pages"]: p["note"] for p in receipt_of(source)["problems"]}
    assert list(told) == ["1–3", "4", "5–6"]
    assert told["1–3"].startswith("Only a picture")
    assert told["4"].startswith("A picture beside a few words")
    assert all("run text recognition (OCR) over it" in note for note in told.values())


def test_a_line_that_is_all_of_each_page_is_no_running_head(read):
    source = read(bad.the_same_line)
    pages = Page.objects.filter(source=source).values_list("text", flat=True)
    assert list(pages) == ["Virtue is a habit of choosing well."] * 5


def test_nothing_else_is_lost(school, tmp_path):
    """Bad files and good ones wait together; each good one is read."""
    added = {}
    for name in ("cut after its header", "good one", "more pages promised", "good two"):
        make = PDFS[name][0] if name in PDFS else partial(pdfs.book, pages=1 + len(added))
        path = make(tmp_path / f"{name}.pdf")
        added[name] = uploads.add_file(
            path=path, user=school.bob, organization=school.organization
        ).source
    while jobs.work("ingestion"):
        pass
    for name, source in added.items():
        source.refresh_from_db()
        assert source.state == (READY if "good" in name else FAILED)


def test_a_file_without_bytes_is_refused_at_the_browser_s_door(school, client):
    refused = Door(school, client).create("file.pdf", 0)
    assert refused.status_code == 422
    assert "is empty: it has no bytes. Check the file" in refused.json()["detail"]
    assert not Source.objects.exists()


def test_a_file_without_bytes_is_refused_at_the_command_s_door(school, tmp_path):
    path = tmp_path / "file.pdf"
    path.touch()
    with pytest.raises(UnreadableSource, match=r"is empty: it has no bytes. Check the file"):
        uploads.add_file(path=path, user=school.bob, organization=school.organization)
    assert not Source.objects.exists()


@pytest.fixture
def short_limits(monkeypatch):
    limits = sandbox.Limits(open_s=5.0, page_s=1.0, memory_bytes=1024**3)
    monkeypatch.setattr(sandbox, "Limits", lambda: limits)


def test_a_page_that_never_ends_costs_that_page(read, short_limits):
    source = read(pdfs.bomb)
    assert source.state == PARTIAL
    assert "longer than 1 seconds" in everything_told(source)
    assert receipt_of(source)["text"] == 2


@pytest.fixture
def hostile_parser(monkeypatch, short_limits):
    kind = registry.KINDS["pdf"]
    changed = {"parser": "library.ingestion.tests.hostile:Hostile"}
    slots = {name: getattr(kind, name) for name in kind.__slots__}
    monkeypatch.setitem(registry.KINDS, "pdf", registry.Kind(**(slots | changed)))
    return lambda how: bad.written(f"%PDF-{how}".encode())


@pytest.mark.parametrize("how", ["die", "hang", "swell"])
def test_a_page_that_kills_its_reader_costs_that_page(read, hostile_parser, how):
    source = read(hostile_parser(how))
    receipt = receipt_of(source)
    assert (source.state, receipt["text"], receipt["failed"]) == (PARTIAL, 3, 1)
    assert receipt["problems"][0]["sheets"] == [2, 2]


def test_pages_that_all_kill_their_reader_cost_few_readers(read, hostile_parser, monkeypatch):
    started = []
    child = sandbox.Child
    monkeypatch.setattr(sandbox, "Child", lambda limits: started.append(1) or child(limits))
    monkeypatch.setattr("library.ingestion.stages.extract.BATCH_PAGES", 1)
    monkeypatch.setattr("organizations.slices.Slice.is_over", lambda self: True)
    source = read(hostile_parser("die always"))
    assert (source.state, source.problem_code) == (FAILED, "unreadable_pages")
    assert len(started) <= 12


def test_an_outline_that_kills_its_reader_costs_the_outline(read, hostile_parser):
    source = read(hostile_parser("outline die"))
    assert source.state == READY
    assert "table of contents could not be read" in everything_told(source)


def test_a_file_that_kills_its_reader_at_once(read, hostile_parser):
    source = read(hostile_parser("inspect die"))
    assert (source.state, source.problem_code) == (FAILED, "damaged")
    assert "Save it again from the program that made it" in source.problem
