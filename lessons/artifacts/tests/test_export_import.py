"""Formats that are read back by the product itself: the same items, keys and page references."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from lessons.artifacts.export.items import ItemKind
from lessons.artifacts.export.registry import FORMATS, export, fitted, read
from project.errors import Invalid

from .sets import CHOICE, ITEMS, MATCHING, make_set


def expected(item, form):
    """What of an item a format is able to say."""
    lost = {"quote": ""}
    if form.key == "qti12":
        lost = {}
    if "points" not in form.details:
        lost["points"] = 1
    if "difficulty" not in form.details:
        lost["difficulty"] = 2
    if item.kind == ItemKind.TEXT:
        lost |= {"stem": "\n".join((item.stem, *item.answers)), "answers": ()}
    if item.kind == ItemKind.QUESTION:
        lost["answers"] = ()
    return replace(item, **lost)


@pytest.mark.parametrize("key", ["gift", "qti12", "qti21", "cartridge"])
def test_it_works(key):
    form = FORMATS[key]
    kept, sentences = fitted(make_set(), form)
    asked = [
        item
        for item in kept.items
        if key != "cartridge" or item.kind not in ("text", "slide", "card")
    ]
    found = read(export(make_set(), form, with_key=True), form)
    assert found.left_out == []
    assert found.items == [expected(item, form) for item in asked]
    assert len(asked) >= 7
    assert sentences


@pytest.mark.parametrize("key", ["qti12", "qti21", "cartridge"])
def test_the_title_comes_back(key):
    form = FORMATS[key]
    assert read(export(make_set(), form, with_key=True), form).title == make_set().title


def test_each_item_stands_in_some_format_or_is_named_as_left_out():
    kept, (left_out, lost) = fitted(make_set(), FORMATS["gift"])
    numbers = [str(n) for n, item in enumerate(ITEMS, 1) if item not in kept.items]
    assert left_out == f"GIFT cannot hold items {', '.join(numbers)}: they are left out."
    assert lost == (
        "GIFT has no place for this: the difficulty, points, the words of the page, "
        "answers to open questions."
    )
    arrow = replace(MATCHING, pairs=(("a -> b", "c"), ("d", "e")))
    assert fitted(make_set(CHOICE, arrow), FORMATS["gift"])[0].items == (CHOICE,)


def test_what_a_format_can_hold_nothing_of_is_said():
    with pytest.raises(Invalid, match="Anki cannot hold item"):
        export(make_set(ITEMS[10]), FORMATS["anki"], with_key=True)


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name, data)
    return buffer.getvalue()


BOMB = (
    b'<!DOCTYPE q [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><questestinterop>&b;</questestinterop>'
)
SPY = (
    b'<!DOCTYPE q [<!ENTITY a SYSTEM "file:///etc/passwd">]><questestinterop>&a;</questestinterop>'
)


@pytest.mark.parametrize(
    ("key", "data", "reason"),
    [
        ("qti12", BOMB, "declares XML entities"),
        ("qti12", SPY, "declares XML entities"),
        ("qti12", zipped({"quiz.xml": SPY}), "declares XML entities"),
        ("qti12", zipped({"quiz.xml": b"<a>" + b" " * 5 * 1024**2 + b"</a>"}), "larger than 4 MB"),
        ("qti12", zipped({"big.bin": bytes(33 * 1024**2)}), "larger than 32 MB"),
        ("qti12", b"PK\x03\x04nothing", "damaged"),
        ("qti12", b"<html><body>A page</body></html>", "no questions in QTI"),
        ("qti21", b"not xml", "not valid XML"),
        ("gift", "Schön {T}".encode("latin-1"), "not text in UTF-8"),
        ("gift", b" " * (5 * 1024**2 + 1), "larger than 5 MB"),
        ("gift", b"What { =a", "No question of this file can be used"),
        ("gift", b"{T}\n\n" * 501, "No question of this file"),
        ("gift", b"Q {T}\n\n" * 501, "more than 500 questions"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(key, data, reason):
    with pytest.raises(Invalid, match=reason):
        read(data, FORMATS[key])


def test_gift_of_others_is_read_and_what_is_not_understood_is_named():
    text = """
        // a comment
        $CATEGORY: Space

        ::One:: Who shines? { ~Moon#Only reflects. =Sun ~Mars }

        Grant is {~buried =entombed ~living} in Grant's tomb.

        How many? {#
            =3:2
            =%50%5:1
        }

        Between? {#1..5}

        Say more {}

        Broken {#many}

        Two plus two {=four =4}

        The end.
    """
    found = read(text.encode(), FORMATS["gift"])
    assert [item.kind for item in found.items] == [
        "choice", "choice", "numeric", "numeric", "question", "short", "text",
    ]  # fmt: skip
    assert [(o.text, o.is_key) for o in found.items[0].options] == [
        ("Moon", False), ("Sun", True), ("Mars", False),
    ]  # fmt: skip
    assert found.items[1].stem == "Grant is _____ in Grant's tomb."
    assert [(i.number, i.tolerance) for i in found.items[2:4]] == [(3, 2), (3, 2)]
    assert found.left_out == ["Question 6 was left out: its number cannot be read."]
