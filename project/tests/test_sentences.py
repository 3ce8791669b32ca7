from itertools import pairwise

import pytest

from project.text.sentences import sentence_spans, split_sentences


def test_it_works():
    text = "  The sun is a star. It shines!\nDoes it move? "
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "The sun is a star.",
        "It shines!",
        "Does it move?",
    ]


@pytest.mark.parametrize(
    "whole",
    [
        "Dr. Smith met Mrs. Jones and Prof. Adams.",
        "See Fig. 3.2 and Eq. 4 on p. 12 of vol. 3.",
        "The players C. J. Anderson and E. B. White ran.",
        "J. R. R. Tolkien and George W. Bush never met.",
        "The value is 3.14, i.e. about pi, e.g. in No. 5 of the series.",
        "Smith et al. Nature published it, cf. Jones.",
        "The U.S. Army landed at 5 p.m. Greenwich time.",
        "“Stop!” he said, and they did.",
        "Wait... what happened?",
        "Visit example.com or v2.0 of it.",
        "1. Stars are born in clouds of gas.",
        "(This is so.) is what he wrote.",
    ],
)
def test_these_are_one_sentence(whole):
    assert split_sentences(whole) == [whole]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("He lived in the U.S.", "The law was new there."),
        ("We need vitamin C.", "It is found in fruit."),
        ("They sold apples, pears, etc.", "In spring they sold none."),
        ("She asked: “Why?”", "Nobody answered."),
        ("It was 1905.", "Einstein was twenty-six."),
        ("He said no.", "Nobody was surprised."),
        ("This is known.[12]", "Others disagree."),
        ("(It was late.)", "We left."),
        ("It costs 3.50.", "That is cheap."),
        ("Is it so?!", "“Yes,” she said."),
        ("So it ended...", "Years went by."),
        ("Llegó tarde.", "¿Por qué?"),
        ("It is in chapter 5.", "Read it."),
    ],
)
def test_these_are_two_sentences(first, second):
    assert split_sentences(f"{first} {second}") == [first, second]


def test_german_dates_and_short_forms():
    text = "Am 3. Oktober 1990, d. h. an einem Mittwoch, z.B. in Berlin. Dann kam Nr. 4."
    assert split_sentences(text, "de") == [
        "Am 3. Oktober 1990, d. h. an einem Mittwoch, z.B. in Berlin.",
        "Dann kam Nr. 4.",
    ]


def test_french_spanish_and_portuguese_titles():
    assert len(split_sentences("M. Dupont et Mme. Curie sont là. Ils parlent.", "fr")) == 2
    assert len(split_sentences("El Sr. García vive aquí. La Dra. Ruiz, no.", "es")) == 2


def test_scripts_with_their_own_marks():
    assert split_sentences("太阳是恒星。地球绕太阳转！“真的？”他问。", "zh") == [
        "太阳是恒星。",
        "地球绕太阳转！",
        "“真的？”",
        "他问。",
    ]
    assert len(split_sentences("सूरज एक तारा है। यह चमकता है।", "hi")) == 2
    assert len(split_sentences("هل هذا صحيح؟ نعم.", "ar")) == 2


def test_blank_lines_and_bullets_end_a_sentence_and_line_breaks_do_not():
    text = "A heading\n\nText that goes\non here.\n• one\n• two"
    assert split_sentences(text) == [
        "A heading",
        "Text that goes on here.",
        "• one",
        "• two",
    ]


def test_spans_hold_every_character_once():
    text = "One. Two?  “Three!” Four\n\n\n五。六。 Dr. Seven... eight."
    spans = sentence_spans(text)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["", " \n\n ", "...", "word"])
def test_little_text(text):
    assert split_sentences(text) == ([text] if text.strip() else [])


def test_a_long_text_without_spaces_is_read_in_one_pass():
    assert len(split_sentences("a." * 200_000)) == 1
    assert len(split_sentences("(" * 100_000 + ". A")) == 2
