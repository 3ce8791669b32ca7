"""Sentences that state nothing are known by how they begin, and those that do are kept."""

import pytest

from project.text.asides import is_citation, is_objective, without_objectives


def test_it_works():
    aims = [
        "By the end of this section, you will be able to:",
        "• Name the layers",
        "• Its granules",
    ]
    sentences = [*aims, "The Sun is a star.", "• Granules live for minutes."]
    assert list(without_objectives(sentences)) == [
        "The Sun is a star.",
        "• Granules live for minutes.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "By the end of this section, you will be able to:",
        "After reading this chapter, you should be able to:",
        "Upon finishing, you should be able to:",
        "Learning Objectives",
        "Explain why sunspots are dark.",
        "3. Calculate the angle.",
        "b) State the three laws.",
        "• Compare granules and sunspots",
        "Beschreiben Sie die Korona.",
        "Nach diesem Kapitel können Sie die Sonne beschreiben.",
        "Expliquez la couronne.",
        "Al final de esta sección podrá explicar el Sol.",
    ],
)
def test_what_a_learner_shall_do_is_an_objective(text):
    assert is_objective(text)


@pytest.mark.parametrize(
    "text",
    [
        "With a telescope you will be able to see its rings.",
        "Explaining sunspots took a century.",
        "State law governs it.",
        "The Sun explains the seasons.",
        "Applied mathematics is a field.",
        "Compared with Earth it is large.",
        "Outlined in red are the sunspots.",
        "By the end of this century it was known.",
        "Listed are three moons.",
        "Sie erklären die Sonne.",
    ],
)
def test_what_states_something_is_none(text):
    assert not is_objective(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gingerich, O. “From Aristarchus.” Sky & Telescope (November 1983): 410.", True),
        ("Smith, A. (1999). pp. 4–9.", True),
        ("A compilation of scientists commenting on astrology (9:09).", True),
        ("Retrieved from an archive.", True),
        ("doi:10.1000/182", True),
        ("In his book (1609), he describes Mars.", False),
        ("He retrieved the box from the cellar.", False),
        ("The ratio of the two (2:1) is small.", False),
        ("It rose again in 1983.", False),
    ],
)
def test_a_work_to_look_up_is_a_citation(text, expected):
    assert is_citation(text) is expected
