"""What a rule marks, and what it leaves to the teacher."""

import pytest
from django.http import QueryDict

from lessons.assigning.marking import mark, mark_json
from lessons.assigning.reading import read_answers


def item(kind: str, *, points: int = 2, options: str = "", **key) -> dict:
    """options: a letter each, capitals are right."""
    made = [{"text": letter, "is_key": letter.isupper()} for letter in options]
    return {"id": "i", "kind": kind, "points": points, "options": made, "key": key}


ORDER = {"order": ["core", "photosphere", "corona"]}  # shown: core, corona, photosphere
PAIRS = {"pairs": [["Sun", "star"], ["Moon", "satellite"]]}  # shown: satellite, star
HEAT = {"number": 1500.0, "tolerance": 10, "unit": "K"}


@pytest.mark.parametrize(
    ("asked", "sent", "share"),
    [
        (item("choice", options="aBc"), "a-i=1", 1), (item("choice", options="aBc"), "a-i=0", 0),
        (item("choice", options="aBc"), "a-i=7", 0), (item("true_false", options="Ab"), "a-i=0", 1),
        (item("multiple", options="ABcd"), "a-i=0&a-i=1", 1),
        (item("multiple", options="ABcd"), "a-i=0&a-i=1&a-i=2", 0.5),
        (item("multiple", options="ABcd"), "a-i=2&a-i=3", 0),
        (item("cloze", accepted=["Granules"]), "a-i=++granules.", 1),
        (item("cloze", accepted=["Granules"]), "a-i=granule", 0),
        (item("numeric", **HEAT), "a-i=1,500 K", 1), (item("numeric", **HEAT), "a-i=1.5 × 10^3", 1),
        (item("numeric", **HEAT), "a-i=1.505,0", 1), (item("numeric", **HEAT), "a-i=1511", 0),
        (item("numeric", **HEAT), "a-i=hot", 0), (item("numeric", number=0.5), "a-i=0,5", 1),
        (item("ordering", **ORDER), "a-i.0=1&a-i.1=3&a-i.2=2", 1),
        (item("ordering", **ORDER), "a-i.0=1&a-i.1=2&a-i.2=3", pytest.approx(1 / 3)),
        (item("matching", **PAIRS), "a-i.0=1&a-i.1=0", 1),
        (item("matching", **PAIRS), "a-i.0=1", 0.5),
        (item("short", accepted=["x"]), "a-i=", 0),
    ],
)  # fmt: skip
def test_a_rule_marks(asked, sent, share):
    data = QueryDict(sent.replace("+", "%20").replace("%20%20", "  "))
    assert mark(asked, read_answers([asked], data)["i"]).share == share


def test_a_short_answer_is_suggested_and_left_to_the_teacher():
    asked = item("short", points=4, accepted=["Hot gas rises in the granules"])
    mark = mark_json(asked, "gases: hot ones, in a granule they are rising")
    assert mark == {"points": None, "suggested": 2.0, "by": "rule"}
