"""Quoted words are found however they are set, and only where they are."""

import pytest

from project.text.quoting import find_quote

PAGE = (
    "The ﬁrst wave-\nlength is “5.3 million” km; a well-known soft\u00adhyphen.\n"
    "It is 15 km away. Das Café ist groß, 1.500\u00a0m hoch."
)


def found(quote: str, page: str = PAGE) -> str | None:
    place = find_quote(quote, page)
    return page[slice(*place)] if place else None


def test_it_works():
    assert found("a well-known") == "a well-known"


@pytest.mark.parametrize(
    ("quote", "as_printed"),
    [
        ("The first wavelength", "The ﬁrst wave-\nlength"),  # a ligature, and a line's end
        ('is "5.3 million" km', "is “5.3 million” km"),
        ("softhyphen", "soft\u00adhyphen"),
        ("it is 15 km", "It is 15 km"),
        ("… 15 km away…", "15 km away"),
        ("Cafe\u0301 ist", "Café ist"),  # an accent on its own
        ("1.500 m hoch", "1.500\u00a0m hoch"),
        ("wave- length is", "wave-\nlength is"),
    ],
)
def test_how_it_is_set_does_not_matter(quote, as_printed):
    assert found(quote) == as_printed


@pytest.mark.parametrize(
    "quote",
    [
        "5 km",
        "is 5",
        "3 million",
        "THE FIRST",
        "the first … km",
        "Cafe ist",
        "is 16 km",
        "",
        " … .",
    ],
)
def test_what_is_not_there_is_not_found(quote):
    assert found(quote) is None


def test_a_script_without_spaces():
    assert found("月球", "这是月球的表面") == "月球"
