"""The sample book of the repository, as a source archive and as a PDF."""

from pathlib import Path

import pymupdf
import pytest

from library.ingestion.parsers.base import PageOutcome, SectionKind
from library.ingestion.parsers.openstax import OpenStaxParser, media_names, open_media, unpack
from library.ingestion.parsers.pdf import PdfParser

SAMPLE = Path(__file__).parent.parent.parent / "sample"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    to = tmp_path_factory.mktemp("sample") / "book"
    unpack(SAMPLE / "astronomy-sample.tar.gz", to)
    return to


@pytest.fixture(scope="module")
def pages(folder):
    return list(OpenStaxParser().read_pages(folder, 0, 1000))


@pytest.fixture(scope="module")
def printed():
    with pymupdf.open(SAMPLE / "astronomy-sample.pdf") as document:
        yield document


def test_it_works(folder):
    found = OpenStaxParser().inspect(folder)
    assert found.warnings == []
    assert found.page_count == 21
    assert found.authors == ["Andrew Fraknoi", "David Morrison", "Sidney C. Wolff"]
    assert found.licence == "CC BY 4.0"


def test_the_pdf_s_metadata_says_whose_it_is():
    found = PdfParser().inspect(SAMPLE / "astronomy-sample.pdf")
    assert found.authors == ["Andrew Fraknoi", "David Morrison", "Sidney C. Wolff"]
    assert found.licence == "CC BY 4.0"
    assert found.attribution.endswith("OpenStax, Rice University. Access for free at openstax.org")


def test_every_page_is_read_whole(pages):
    assert {page.outcome for page in pages} == {PageOutcome.TEXT}
    assert [page.note for page in pages if page.note] == []
    labels = [page.label for page in pages]
    assert labels[:3] + labels[-6:] == ["Preface", "1", "1.1", "2.4", "A", "B", "C", "D", "E"]


def test_every_figure_has_its_picture(folder, pages):
    figures = [b for page in pages for b in page.blocks if b.kind is SectionKind.FIGURE]
    assert len(figures) == 30
    assert {figure.media for figure in figures} == set(media_names(folder))
    for figure in figures:
        with open_media(folder, figure.media) as picture:
            assert picture.read(2) == b"\xff\xd8"  # JPEG
        assert figure.alt


def test_exercises_are_numbered_in_order(pages):
    texts = [b.text for page in pages for b in page.blocks if b.kind is SectionKind.EXERCISE]
    assert [int(text.partition(".")[0]) for text in texts] == list(range(1, len(texts) + 1))
    assert len(texts) == 43


def test_the_pdf_says_whose_it_is(printed):
    front = " ".join("".join(printed[n].get_text() for n in range(2)).split())
    for words in ("OpenStax, Rice University", "Access for free at openstax.org", "CC BY 4.0"):
        assert words in front


def test_the_printed_contents_the_outline_and_the_labels_agree(printed):
    contents = printed[2].get_text()
    for _, title, number in printed.get_toc()[1:]:
        page = printed[number - 1]
        name = title.split(" ", 1)[1] if title[0].isdigit() else title
        assert page.get_label() in contents.split()
        assert name.split()[-1] in page.get_text()
    assert printed[3].get_label() == "iv"
    assert 40 <= len(printed) <= 90


def test_the_pdf_holds_the_text_of_the_archive(printed, pages):
    text = " ".join(" ".join(page.get_text() for page in printed).split())
    paragraphs = [
        block.text for page in pages for block in page.blocks if block.kind is SectionKind.TEXT
    ]
    openings = [" ".join(text.split()[:5]) for text in paragraphs if len(text.split()) > 30]
    found = sum(opening in text for opening in openings)
    assert len(openings) > 200
    assert found >= 0.95 * len(openings)
    assert "10⁸" in text


def test_the_sample_stays_small():
    assert sum(path.stat().st_size for path in SAMPLE.iterdir()) < 5_000_000
