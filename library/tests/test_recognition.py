"""Pages that are pictures of text: recognised in children, with the places of their words."""

import re
from dataclasses import replace

import pymupdf
import pytest

from library import services, uploads
from library.ingestion import recognition
from library.ingestion.tests import scans
from library.models import ContentAtom, Ingestion, Page, Section, Source
from organizations import jobs
from organizations.scoping import unscoped

PART = pymupdf.Rect(50, 180, 480, 330)  # a heading and nine lines of the sample's page 3
HEADING = pymupdf.Rect(50, 180, 480, 250)


@pytest.fixture(autouse=True)
def across():
    with unscoped("the tests look at every row"):
        yield


@pytest.fixture(autouse=True)
def recognising(settings):
    settings.OCR_ENGINES = ["rapidocr"]
    settings.OCR_PROCESSES = 1


def work_off() -> None:
    while jobs.work("ingestion"):
        pass


def read(path, school) -> Source:
    added = uploads.add_file(path=path, user=school.bob, organization=school.organization)
    work_off()
    added.source.refresh_from_db()
    return added.source


def words_on(source: Source, index: int) -> list[tuple[str, list[float]]]:
    rows = Section.objects.filter(source=source, page_index=index).order_by("position")
    return [(row.text[line[0] : line[1]], line[2:]) for row in rows for line in row.lines]


def overlap(a, b) -> float:
    """Share of the width over which two boxes of one line stand together (IoU across)."""
    if min(a[3], b[3]) <= max(a[1], b[1]):
        return 0.0
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) / (max(a[2], b[2]) - min(a[0], b[0]))


def bare(text: str) -> str:
    return re.sub(r"\W", "", text).lower()


def placed(source: Source, index: int, printed: list[scans.Printed]) -> float:
    """Share of the printed words that were found where they stand."""
    found = words_on(source, index)
    right = [
        word
        for word in printed
        if any(bare(t) == bare(word.text) and overlap(box, word.box) > 0.5 for t, box in found)
    ]
    return len(right) / len(printed)


@pytest.mark.slow
def test_it_works(school, sign_in, tmp_path):
    """Text stays, a skewed picture of text and letters without meaning are recognised."""
    document = pymupdf.open(scans.SAMPLE)
    document.select([4])
    printed = scans.add_scan(document, 3, clip=PART, degrees=1.6)
    scans.add_scan(document, 3, clip=HEADING)
    scans.add_bad_layer(document[-1])
    document.save(tmp_path / "mixed.pdf")

    source = read(tmp_path / "mixed.pdf", school)

    assert source.state == Source.State.READY, source.problem
    pages = list(Page.objects.filter(source=source).order_by("index"))
    assert [page.outcome for page in pages] == ["text", "ocr", "ocr"]
    assert pages[0].confidence is None
    assert "it’s our mission" in pages[1].text.replace("'", "’")
    assert placed(source, 1, printed) > 0.95
    assert "About OpenStax" in pages[2].text
    assert "th#" not in pages[2].text
    receipt = Ingestion.objects.get(source=source).receipt
    told = [(row["sheet"], row["confidence"] > 0.9) for row in receipt["recognised"]]
    assert told == [(2, True), (3, True)]

    atom = ContentAtom.objects.get(source=source, text__contains="nonprofit based at Rice")
    span = next(span for span in atom.spans if span["page"] == 1)
    word = next(word for word in printed if word.text == "nonprofit")
    assert any(overlap(box, word.box) > 0 for box in span["boxes"])
    client = sign_in(school.bob)
    page = client.get(school.url(f"library/{source.pk}/pages/1/?atom={atom.pk}"))
    assert ">nonprofit</span>" in re.sub("</?mark>", "", page.content.decode())
    shown = client.get(school.url(f"library/{source.pk}/")).content.decode()
    assert "with a confidence of 9" in shown


@pytest.mark.slow
def test_a_page_that_lies_on_its_side_or_its_head_is_turned(school, tmp_path):
    with pymupdf.open() as document:
        printed = [
            scans.add_scan(document, 3, clip=PART, quarters=turned, degrees=askew)
            for turned, askew in ((1, 0.0), (2, -4.0), (3, 2.5))
        ]
        document.save(tmp_path / "scan.pdf")

    source = read(tmp_path / "scan.pdf", school)

    assert Source.State(source.state) == Source.State.READY
    for index, words in enumerate(printed):
        assert placed(source, index, words) > 0.8, index


@pytest.mark.slow
def test_what_is_too_large_or_takes_too_long_ends_in_a_sentence(tmp_path):
    """A hostile picture costs its own page and no other."""
    with pymupdf.open() as document:
        scans.add_scan(document, 3, clip=HEADING)
        scans.add_huge_picture(document)
        scans.add_scan(document, 3, clip=HEADING)
        document.save(path := tmp_path / "scan.pdf")
    options = {"engine": "rapidocr", "language": "en", "size": lambda: 0.0, "processes": 1}

    def recognised(limits, *indexes):
        asked = iter([recognition.Asked(index) for index in indexes])
        try:
            return list(recognition.recognise_pages(path, asked, limits=limits, **options))
        finally:
            recognition.close()

    first, huge, last = recognised(recognition.LIMITS, 0, 1, 2)
    assert [first.outcome, last.outcome] == ["ocr", "ocr"]
    assert huge.outcome in ("empty", "failed")
    (slow,) = recognised(replace(recognition.LIMITS, page_s=0.0), 0)
    assert slow.outcome == "failed"
    assert "could not be recognised" in slow.note


@pytest.mark.slow
def test_pages_stay_pictures_where_nothing_knows_their_language(school, sign_in, tmp_path):
    with pymupdf.open() as document:
        scans.add_scan(document, 3, clip=HEADING)
        document.save(tmp_path / "scan.pdf")
    source = read(tmp_path / "scan.pdf", school)
    assert source.state == Source.State.READY

    url = school.url(f"library/{source.pk}/recognise/")
    client = sign_in(school.bob)
    assert client.post(url, {"language": "ru"}).status_code == 422
    services.recognise_again(source, language="ru")
    work_off()

    page = Page.objects.get(source=source)
    assert page.outcome == "scanned"
    assert "(Russian)" in page.note
    assert client.post(url, {"language": "en"}).status_code == 302
    work_off()
    assert Page.objects.get(source=source).outcome == "ocr"
    source.refresh_from_db()
    assert (source.state, source.recognised_language) == (Source.State.READY, "en")
