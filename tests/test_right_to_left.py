"""The layout says start and end, so that it turns with the direction of the page."""

import re
from pathlib import Path

import pytest
from django.conf import settings

SIDES = re.compile(
    r"(?:margin|padding|border)-(?:left|right)\b|text-align:\s*(?:left|right)"
    r"|float:\s*(?:left|right)|border-(?:top|bottom)-(?:left|right)-radius|^\s*(?:left|right):",
    re.MULTILINE,
)
SHEETS = sorted((Path(settings.BASE_DIR) / "static" / "css").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_no_stylesheet_names_a_side(sheet):
    assert SIDES.findall(sheet.read_text()) == []
