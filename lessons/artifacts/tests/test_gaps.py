"""Wrong answers of a gap could be taken for the right one, and are not right."""

from uuid import uuid4

from lessons.artifacts.base import Place, Reading, Said
from lessons.artifacts.makers.gaps import chosen
from lessons.artifacts.makers.similar import Similar
from project.providers.registry import embedder

PLANETS = ("Mercury", "Jupiter", "Saturn", "Neptune")
TEXTS = [
    "Neptune is only one of eight planets that revolve around the Sun.",
    "Methane in the upper air gives the face of Neptune a deep blue colour.",
    "Nearly all matter was made some minutes after the Big Bang itself.",
    *(f"Astronomers have measured the clouds of {name} for many years." for name in PLANETS),
    *(f"Small probes have flown past {name} and taken pictures of it." for name in PLANETS),
    *(f"Telescopes show the changing face of {name} in great detail." for name in PLANETS),
    *(f"Light from the {word} of Big Bang reaches our telescopes now." for word in ("era", "age")),
]


def said(text: str, position: int) -> Said:
    place = Place(uuid4(), 0, "1", "p. 1", text, 0, len(text))
    return Said(text, place, "The planets", position)


def test_wrong_answers_are_of_the_key_s_kind_and_never_right_as_well():
    reading = Reading("en", said=[said(text, number) for number, text in enumerate(TEXTS)])
    drafts = list(chosen(reading, Similar(embedder("all-minilm-l6-v2-int8"), "en")))
    assert any("blue colour" in draft.stem for draft in drafts)
    for draft in drafts:
        assert "one of eight planets" not in draft.stem
        assert {option["text"] for option in draft.options} <= set(PLANETS)
