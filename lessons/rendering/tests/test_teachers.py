from pathlib import Path

import pytest
from lxml import etree

from lessons.rendering.teachers import MOUTHS, teacher_sprite

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("path", ["static/img/teacher-{}.svg", "templates/_teacher_{}.html"])
def test_the_pages_drawings_are_those_of_the_video(path, side):
    written = (ROOT / path.format(side)).read_text("utf-8")
    assert written == teacher_sprite(side), "run scripts/build_teachers.py"


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_sprite_holds_every_state_and_shows_one(side):
    root = etree.fromstring(teacher_sprite(side))
    groups = {g.get("class"): g.get("display") for g in root.iter("{http://www.w3.org/2000/svg}g")}
    assert set(groups) == {"eyes-open", "eyes-shut", *(f"mouth-{step}" for step in range(MOUTHS))}
    assert {name for name, display in groups.items() if display is None} == {
        "eyes-open",
        "mouth-0",
    }
