"""Archives and books in source form that are broken, or made to break something."""

import tarfile
import zipfile
from functools import partial

import pytest

from library.ingestion.tests import openstax_books as books
from library.models import Page, Section, Source
from tests import bad_files as bad
from tests.test_bad_input import FAILED, PARTIAL, READY, across, everything_told, read

__all__ = ["across", "read"]

CLIMBS = "leads out of its folder"
NO_BOOK = "No book was found in this archive"


def in_module(content: str):
    """A book whose second module has this content."""
    return partial(bad.book, modules={"m2": books.module("Second", content)})


def raw_module(text: str | bytes):
    return partial(bad.book, modules={"m2": text})


def files(**texts: str):
    names = {"list": "META-INF/books.xml", "collection": "collections/b.collection.xml",
             "module": "modules/m1/index.cnxml"}  # fmt: skip
    return partial(bad.packed, files={names[name]: text for name, text in texts.items()})


MODULE = books.module("One", "<para>x</para>")
DEEP = "<section><title>s</title>" * 200 + "<para>x</para>" + "</section>" * 200
LONG = "A line of words that goes on and on " * 140_000
LIST = '<container xmlns="x"><book slug="b" href="../collections/{}"/></container>'
ENDLESS_NAME = "/".join(["n" * 90] * 4) + ".png"
ARCHIVES = {
    "climbs": (bad.member("../../out.txt"), FAILED, CLIMBS),
    "absolute": (bad.member("/tmp/out.txt"), FAILED, CLIMBS),
    "symbolic link": (bad.member("media/a", tarfile.SYMTYPE), FAILED, "is a link or a device"),
    "hard link": (bad.member("media/a", tarfile.LNKTYPE), FAILED, "is a link or a device"),
    "device": (bad.member("media/a", tarfile.BLKTYPE), FAILED, "is a link or a device"),
    "a NUL in a name": (bad.member("a", path="media/a\0b"), FAILED, "cannot be a file's"),
    "no UTF-8 in a name": (bad.member("media/\udcff\udcfe"), FAILED, "not the source"),
    "a name of 5,000": (bad.member("a/" * 2500), FAILED, "cannot be a file's"),
    "bomb": (bad.bomb, FAILED, "more than 100 times larger. Use the archive as OpenStax"),
    "too many": (bad.too_many, FAILED, "holds more than 100,000 files"),
    "truncated": (bad.half_gzip, FAILED, "damaged or incomplete"),
    "no archive": (bad.written(b"text"), FAILED, "or it is no archive"),
    "nothing in it": (bad.nothing, FAILED, "not the source of an OpenStax book"),
    "something else": (partial(bad.packed, files={"a.txt": "text"}), FAILED, "OpenStax"),
}
ZIPS = {
    "link": (partial(bad.zipped, name="a", mode=0o120777), "is a link or a device"),
    "broken LZMA": (bad.broken_lzma, ""),
    "no zip": (bad.written(b"PK\x03\x04" + bytes(99)), "damaged or incomplete"),
    "unknown packing": (partial(bad.zipped, name="a", method=zipfile.ZIP_BZIP2), "OpenStax"),
}
BOOKS = {
    "billion laughs": (raw_module(bad.LAUGHS), PARTIAL, "declares XML entities"),
    "a foreign entity": (raw_module(bad.EXTERNAL), PARTIAL, "declares XML entities (x)"),
    "entities in the collection": (
        files(list=LIST.format("b.collection.xml"), module=MODULE, collection=bad.EXTERNAL),
        FAILED, "contents cannot be read: it declares XML entities (x), which are refused.",
    ),
    "entities in the list": (
        files(list=bad.LAUGHS, module=MODULE, collection="x"), FAILED, "entities",
    ),
    "missing module": (
        partial(bad.book, content=books.chapter("Chapter", "m1", "m404", "m2")),
        PARTIAL, "The module m404 is missing from the archive.",
    ),
    "all modules missing": (
        partial(bad.book, content=books.chapter("C", *(f"x{i}" for i in range(300)))),
        FAILED, "No page of this file could be read",
    ),
    "broken module": (raw_module("<document><p>"), PARTIAL, "is not valid XML"),
    "empty module": (raw_module(""), PARTIAL, "is not valid XML"),
    "NULs and half characters": (
        raw_module(b"<document>\0\xed\xa0\x80</document>"), PARTIAL, "is not valid XML",
    ),
    "200 levels": (in_module(DEEP), PARTIAL, "more than 120 deep"),
    "no collection": (files(module=MODULE), FAILED, "not the source of an OpenStax book"),
    "list to nowhere": (
        files(list=LIST.format("../../../etc/passwd"), module=MODULE) , FAILED, "OpenStax",
    ),
    "list to another": (
        files(list=LIST.format("none.xml"), module=MODULE, collection="<broken"),
        FAILED, "table of contents cannot be read: it is not valid XML",
    ),
    "empty collection": (
        files(module=MODULE, collection=books.collection("")), FAILED, "names no modules",
    ),
    "collection without books": (
        partial(bad.packed, files={"modules/a": "x", "collections/readme": "x"}), FAILED, NO_BOOK,
    ),
    "one endless line": (in_module(f"<para>{LONG}</para>"), READY, ""),
    "one endless word": (in_module(f"<para>{'w' * 1_000_000}</para>"), READY, ""),
    "scripts of the world": (in_module("<para>" + "太阳是恒星。שמש الشمس " * 500 + "</para>"),
                             READY, ""),
    "endless facts": (
        partial(bad.book, language="en-" + "x" * 500,
                content=books.chapter("Endless " * 50_000, "m1", "m2")),
        READY, "",
    ),
    "a picture with an endless name": (
        partial(bad.book, media=(ENDLESS_NAME,), modules={"m2": books.module(
            "S", '<para>Words.</para><figure><media alt="An alt">'
            f'<image src="../../media/{ENDLESS_NAME}"/></media></figure>')}),
        READY, "is not in the archive",
    ),
}  # fmt: skip

LONG_WORK = {"one endless line": pytest.mark.slow}


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=LONG_WORK.get(case, ())) for case in ARCHIVES],
)
def test_archive(read, tmp_path, case):
    make, state, words = ARCHIVES[case]
    source = read(make, "file.tar.gz")
    assert source.state == state
    assert words in source.problem
    assert not list(tmp_path.parent.glob("**/out.txt"))
    assert not Page.objects.filter(source=source).exists()


@pytest.mark.parametrize("case", ZIPS)
def test_zip(read, case):
    make, words = ZIPS[case]
    source = read(make, "file.zip")
    assert source.state == FAILED
    assert words in source.problem


def test_a_file_of_a_zip_that_climbs_stays_in_its_folder(read, tmp_path):
    folder = read(partial(bad.zipped, name="../../out.txt"), "file.zip")
    assert folder.state == Source.State.UNPACKED
    assert Source.objects.get(folder=folder).title == "Out"
    assert not list(tmp_path.parent.glob("**/out.txt"))


@pytest.mark.parametrize("case", BOOKS)
def test_book(read, case):
    make, state, words = BOOKS[case]
    source = read(make, "file.tar.gz")
    assert source.state == state, source.problem
    assert words in everything_told(source)


def test_what_entities_stand_for_is_nowhere(read):
    source = read(raw_module(bad.EXTERNAL), "file.tar.gz")
    assert not Section.objects.filter(source=source, text__contains="root:").exists()
