"""Lines become running text, and each line's place in it stays known."""

import pytest

from library.ingestion.textflow import clean, join_lines


def test_it_works():
    text, spans = join_lines(["The philoso-", "pher came", "home."])
    assert text == "The philosopher came home."
    assert [text[start:end] for start, end in spans] == ["The philoso", "pher came", "home."]


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["soft\u00ad", "ware"], "software"),
        (["typo\u2010", "graphy"], "typography"),
        (["the Anglo-", "Saxon king"], "the Anglo-Saxon king"),
        (["it is self-", "conscious"], "it is self-conscious"),
        (["a dash -", "and more"], "a dash - and more"),
        (["x-", "axis"], "x-axis"),
        ([], ""),
    ],
)
def test_a_hyphen_goes_only_where_it_divides_a_word(lines, text):
    assert join_lines(lines, frozenset({"self-conscious"}))[0] == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("a\x00b\x07", "ab"),
        ("\ufb01nd\u00ad \ufb02ow", "find flow"),
        ("divided\u00ad", "divided\u00ad"),
        ("Contents ........ 12", "Contents … 12"),
        ("  two   blanks\t", "two blanks"),
        ("e\u0301tude \ud800", "\u00e9tude"),
    ],
)
def test_clean_leaves_what_can_be_stored_and_read(raw, text):
    assert clean(raw) == text
