"""A question that leans on the one before is searched for with what that was about."""

import pytest

from project.text.follow_up import stand_alone


@pytest.mark.parametrize(
    ("language", "before", "question", "searched"),
    [
        ("en", "What are granules?", "How long do they live?", "How long do they live? (granules)"),
        ("en", "What are granules?", "Why?", "Why? (granules)"),
        ("en", "How long do granules live?", "And sunspots?", "And sunspots? (long granules live)"),
        ("en", "What are granules?", "What is photosynthesis?", "What is photosynthesis?"),
        (
            "en",
            "Why are granules bright?",
            "How bright are they?",
            "How bright are they? (granules)",
        ),
        ("de", "Was sind Granulen?", "Wie lange leben sie?", "Wie lange leben sie? (Granulen)"),
        ("fr", "Que sont les granules ?", "Et pourquoi ?", "Et pourquoi? (granules)"),
        ("es", "¿Qué son los gránulos?", "¿Y por qué?", "¿Y por qué? (gránulos)"),
        ("zh", "什么是米粒组织?", "太阳有多大?", "太阳有多大?"),
    ],
)
def test_it_works(language, before, question, searched):
    assert stand_alone(question, [before], language) == searched


def test_the_first_question_stands_as_it_is():
    assert stand_alone("Why do they live so long?", [], "en") == "Why do they live so long?"
