from dataclasses import fields, replace

import pytest

from lessons.rendering.base import SegmentSpec, Sentence, segment_key
from lessons.rendering.tests.factories import make_figure, make_spec
from project.errors import Invalid

CHANGES = {
    "teacher": "right",
    "teacher_name": "Grace",
    "heading": "The Solar Chromosphere",
    "sentences": (Sentence("Another sentence."),),
    "bullets": ("Another point.",),
    "source_title": "Physics",
    "page_ref": "p. 528",
    "language": "pl",
    "voice": "en-US+f2",
    "engine": "espeak-ng 1.53.0",
    "others": ("Sunspots",),
    "figure": make_figure(colour=(1, 2, 3)),
    "figure_caption": "Another caption.",
    "branding": {"left": "#004400"},
    "template_version": "another",
}


def test_it_works():
    key = segment_key(make_spec())
    assert len(key) == 64
    assert key == segment_key(make_spec())


def test_every_field_is_tried():
    assert set(CHANGES) == {field.name for field in fields(SegmentSpec)}


@pytest.mark.parametrize("field", CHANGES)
def test_it_changes_with_whatever_is_drawn_or_spoken(field):
    spec = make_spec(figure=make_figure(), figure_caption="A caption.")
    assert segment_key(replace(spec, **{field: CHANGES[field]})) != segment_key(spec)


@pytest.mark.parametrize(
    "same",
    [
        {"sentences": tuple(replace(s, page_label="9") for s in make_spec().sentences)},
        {"sentences": tuple(replace(s, page_index=9) for s in make_spec().sentences)},
        {"sentences": tuple(replace(s, source_ref="x") for s in make_spec().sentences)},
        {"figure_caption": "The caption of no figure."},
        {"branding": {"left": "#1F4E8C", "no-such-token": "#000000"}},
    ],
)
def test_it_does_not_change_with_what_is_neither(same):
    assert segment_key(make_spec(**same)) == segment_key(make_spec())


def test_a_fifth_point_is_not_drawn_and_does_not_count():
    four = ("a", "b", "c", "d")
    assert segment_key(make_spec(bullets=(*four, "e"))) == segment_key(make_spec(bullets=four))


def test_sentences_that_join_to_the_same_text_are_still_different():
    one = make_spec(sentences=(Sentence("One. Two."),))
    two = make_spec(sentences=(Sentence("One."), Sentence("Two.")))
    assert segment_key(one) != segment_key(two)


def test_a_colour_that_is_none_says_so():
    with pytest.raises(Invalid, match="“teal” is not a colour for left"):
        segment_key(make_spec(branding={"left": "teal"}))
