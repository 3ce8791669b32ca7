"""Formats that are read back by the product itself: the same items, keys and page references."""

from dataclasses import replace

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
    assert len(asked) >= 8
    assert sentences


@pytest.mark.parametrize("key", ["qti12", "qti21", "cartridge"])
def test_the_title_comes_back(key):
    form = FORMATS[key]
    assert read(export(make_set(), form, with_key=True), form).title == make_set().title


def test_each_item_stands_in_some_format_or_is_named_as_left_out():
    kept, (left_out, lost) = fitted(make_set(), FORMATS["gift"])
    numbers = [str(n) for n, item in enumerate(ITEMS, 1) if item not in kept.items]
    assert left_out == f"GIFT cannot hold items {', '.join(numbers)}: they are left out."
    assert lost == "GIFT has no place for this: the difficulty, points, the words of the page."
    arrow = replace(MATCHING, pairs=(("a -> b", "c"), ("d", "e")))
    assert fitted(make_set(CHOICE, arrow), FORMATS["gift"])[0].items == (CHOICE,)


def test_what_a_format_can_hold_nothing_of_is_said():
    with pytest.raises(Invalid, match="Anki cannot hold item"):
        export(make_set(ITEMS[10]), FORMATS["anki"], with_key=True)
