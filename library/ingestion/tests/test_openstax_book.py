import sys

import pytest

from library.ingestion.parsers.base import PageOutcome
from library.ingestion.parsers.openstax import OpenStaxParser, media_names, open_media
from library.ingestion.parsers.openstax.book import Book
from library.ingestion.parsers.openstax.bundle import Bundle
from project.errors import UnreadableSource

from .openstax_books import PICTURE, chapter, module, module_ref, pack, pages_of, write_book

INTRO = module("Introduction", "<para>Welcome.</para>", classes="introduction")
PREFACE = module(
    "Preface",
    "<section><title>Senior Contributing Authors</title>"
    "<para>Ada Example, Some University</para><para>Ada has taught for years, in two "
    "countries.</para></section>",
    classes="preface",
)


def sections(*names):
    return {name: module(f"About {name}", f"<para>Text of {name}.</para>") for name in names}


@pytest.fixture
def book(tmp_path):
    """A preface, two units with a chapter each, and an appendix."""
    first = chapter("Stars", "m1", "m2", "m3")
    second = chapter("Planets", "m4", "m5")
    units = "".join(
        f"<col:subcollection><md:title>{title}</md:title><col:content>{inner}</col:content>"
        "</col:subcollection>"
        for title, inner in (("Unit One", first), ("Unit Two", second))
    )
    modules = {"m0": PREFACE, "m1": INTRO, "m4": INTRO} | sections("m2", "m3", "m5")
    modules["m6"] = module("Units", "<para>km</para>", classes="appendix")
    return write_book(
        tmp_path / "book", module_ref("m0") + units + module_ref("m6"), modules, media=("a/b.png",)
    )


def test_it_works(book):
    found = OpenStaxParser().inspect(book)
    assert (found.kind, found.page_count, found.title) == ("openstax", 7, "A Small Book")
    assert (found.language, found.licence) == ("en", "CC BY 4.0")
    assert "Access for free at openstax.org" in found.attribution
    assert found.authors == ["Ada Example"]
    assert found.warnings == []


def test_modules_are_pages_labelled_as_the_book_numbers_them(book):
    pages = pages_of(book)
    labels = [page.label for page in pages]
    assert labels == ["Preface", "1", "1.1", "1.2", "2", "2.1", "A"]
    assert [page.index for page in pages] == list(range(7))
    assert pages[2].title == "About m2"
    assert (pages[2].width, pages[2].height) == (0, 0)
    assert pages[1].blocks[0].text == "Chapter 1: Stars"
    assert pages[2].blocks[0].text == "1.1 About m2"


def test_batches_give_the_same_pages(book):
    whole = pages_of(book)
    batches = [page for n in range(7) for page in OpenStaxParser().read_pages(book, n, n + 1)]
    assert batches == whole


def test_the_outline_has_units_chapters_and_sections(book):
    entries = OpenStaxParser().read_outline(book)
    assert [(e.level, e.kind, e.number, e.title, e.page_index) for e in entries] == [
        (1, "section", "", "Preface", 0),
        (1, "unit", "", "Unit One", 1),
        (2, "chapter", "1", "Stars", 1),
        (3, "section", "", "Introduction", 1),
        (3, "section", "1.1", "About m2", 2),
        (3, "section", "1.2", "About m3", 3),
        (1, "unit", "", "Unit Two", 4),
        (2, "chapter", "2", "Planets", 4),
        (3, "section", "", "Introduction", 4),
        (3, "section", "2.1", "About m5", 5),
        (1, "section", "A", "Units", 6),
    ]


def test_a_chapter_without_an_introduction_counts_from_one(tmp_path):
    write_book(tmp_path, chapter("C", "m1", "m2"), sections("m1", "m2"))
    assert [page.label for page in pages_of(tmp_path)] == ["1.1", "1.2"]


def test_a_missing_module_fails_alone(tmp_path):
    write_book(tmp_path, chapter("C", "m1", "m404", "m2"), {"m1": INTRO} | sections("m2"))
    pages = pages_of(tmp_path)
    assert [page.outcome for page in pages] == [
        PageOutcome.TEXT,
        PageOutcome.FAILED,
        PageOutcome.TEXT,
    ]
    assert pages[1].note == (
        "The module m404 is missing from the archive. Upload the complete archive if you need it."
    )
    assert pages[2].label == "1.2"
    assert any("m404" in warning for warning in OpenStaxParser().inspect(tmp_path).warnings)


BOMB = (
    b'<!DOCTYPE document [<!ENTITY lol "lol"><!ENTITY loud SYSTEM "file:///etc/passwd">]>'
    b'<document xmlns="http://cnx.rice.edu/cnxml"><title>x</title>'
    b"<content><para>&lol;&loud;</para></content></document>"
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (BOMB, "declares XML entities (lol, loud), which are refused"),
        (b"<document><title>x</document>", "is not valid XML"),
        (b"<document><para>&nbsp;</para></document>", "is not valid XML"),
        (b"", "is not valid XML"),
        (b"\xff\xfe<\x00d\x00", "is not valid XML"),
        (b"<a>" * 150 + b"</a>" * 150, "nests elements more than 120 deep"),
        (b"<a>" + b" " * (8 * 1024 * 1024) + b"</a>", "is larger than 8 MB"),
    ],
    ids=["entities", "broken", "undefined", "empty", "utf-16", "deep", "large"],
)
def test_a_bad_module_fails_by_name_and_the_rest_is_read(tmp_path, data, reason):
    write_book(tmp_path, chapter("C", "m1", "m2"), {"m1": INTRO, "m2": data})
    good, bad = pages_of(tmp_path)
    assert good.outcome is PageOutcome.TEXT
    assert bad.outcome is PageOutcome.FAILED
    assert bad.note.startswith("The module m2 ")
    assert reason in bad.note
    assert bad.blocks == []
    assert any("m2" in warning for warning in OpenStaxParser().inspect(tmp_path).warnings)


def test_a_module_without_text_is_empty(tmp_path):
    modules = {"m1": module("Introduction", "", classes="introduction")}
    write_book(tmp_path, chapter("C", "m1"), modules)
    assert pages_of(tmp_path)[0].outcome is PageOutcome.EMPTY


def test_names_of_modules_cannot_climb(tmp_path):
    outside = tmp_path / "secret"
    outside.mkdir()
    (outside / "index.cnxml").write_text(INTRO)
    modules = {"m1": INTRO}
    book = write_book(tmp_path / "book", chapter("C", "m1", "../../secret"), modules)
    (book / "modules" / "m2").symlink_to(outside)
    assert pages_of(book)[1].outcome is PageOutcome.FAILED
    other = write_book(tmp_path / "other", chapter("C", "m1", "m2"), modules)
    (other / "modules" / "m2").symlink_to(outside)
    assert pages_of(other)[1].outcome is PageOutcome.FAILED


def test_warnings_say_what_is_left_out(tmp_path):
    content = "".join(f'<media><image src="../../media/{n}.png"/></media>' for n in range(7))
    content += '<exercise><problem><para><link url="#exercise/a"/></para></problem></exercise>'
    modules = {"m1": module("Introduction", content, classes="introduction")}
    write_book(tmp_path, chapter("C", "m1"), modules, others=("second",))
    warnings = " ".join(OpenStaxParser().inspect(tmp_path).warnings)
    assert "7 pictures are not in the archive: 0.png" in warnings
    assert "and 2 more" in warnings
    assert "1 exercise is only linked" in warnings
    assert "also holds: second" in warnings


def test_one_book_of_a_bundle_is_chosen_by_its_slug(tmp_path):
    write_book(tmp_path, chapter("C", "m1"), {"m1": INTRO}, others=("second",))
    assert "also holds: small" in OpenStaxParser(book="second").inspect(tmp_path).warnings[0]
    with pytest.raises(UnreadableSource, match="It holds: small, second"):
        OpenStaxParser(book="third").inspect(tmp_path)


def test_an_archive_reads_as_its_folder_does(book, tmp_path):
    archive = pack(book, tmp_path / "book.tar.gz")
    assert pages_of(archive) == pages_of(book)
    kept = OpenStaxParser(workspace=tmp_path / "work")
    assert list(kept.read_pages(archive, 0, 9)) == pages_of(book)
    assert len(list((tmp_path / "work").iterdir())) == 1


def test_what_is_no_book_is_refused(tmp_path):
    with pytest.raises(UnreadableSource, match="not the source of an OpenStax book"):
        OpenStaxParser().inspect(tmp_path)
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(UnreadableSource, match="damaged or incomplete"):
        OpenStaxParser().inspect(tmp_path / "notes.txt")
    with pytest.raises(UnreadableSource, match="not there"):
        OpenStaxParser().inspect(tmp_path / "nothing.tar.gz")
    (tmp_path / "collections").mkdir()
    (tmp_path / "modules").mkdir()
    with pytest.raises(UnreadableSource, match="No book was found"):
        OpenStaxParser().inspect(tmp_path)


@pytest.mark.parametrize("content", ["", "<col:subcollection/>"])
def test_an_empty_table_of_contents_is_refused(tmp_path, content):
    write_book(tmp_path, content, {})
    with pytest.raises(UnreadableSource, match="names no modules"):
        OpenStaxParser().inspect(tmp_path)


def test_pictures_are_given_by_name(book, tmp_path):
    assert media_names(book) == ["a/b.png"]
    with open_media(book, "a/b.png") as picture:
        assert picture.read() == PICTURE
    with open_media(pack(book, tmp_path / "b.tgz"), "a/b.png") as picture:
        assert picture.read() == PICTURE


@pytest.mark.parametrize("name", ["../collections/small.collection.xml", "/etc/passwd", "", "l"])
def test_no_other_file_is_given_as_a_picture(book, name):
    (book / "media" / "l").symlink_to("/etc/hostname")
    with pytest.raises(UnreadableSource, match="not in this book"):
        open_media(book, name)


def steps_of_placing(folder) -> int:
    """Lines of our own code that placing each module of the book runs."""
    bundle = Bundle(folder)
    book = Book(bundle, bundle.books[0])
    steps = 0

    def count(frame, event, argument):
        nonlocal steps
        steps += event == "line"
        return count if "openstax" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(count)
    try:
        places = [book.place(reference) for reference in book.modules]
        book.outline()
    finally:
        sys.settrace(before)
    assert all(place.group is places[0].group for place in places)
    return steps


def test_placing_takes_steps_in_proportion_to_the_modules(tmp_path):
    """Also where all are missing, so that none says whether it is the introduction."""
    few, many = (
        steps_of_placing(
            write_book(tmp_path / str(n), chapter("C", *(f"x{i}" for i in range(n))), {})
        )
        for n in (200, 800)
    )
    assert few > 200
    assert many < 4.1 * few
