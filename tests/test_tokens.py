"""The design tokens, read from the stylesheet, leave every text legible in both schemes."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parent.parent / "static" / "css"
COLOUR = re.compile(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
TEXT = ["ink", "ink-2", "left", "right", "good", "warn", "bad"]
GROUNDS = ["desk", "paper", "sheet"]
PAIRS = [
    *((text, ground) for text in TEXT for ground in GROUNDS),
    ("paper", "ink"),  # the primary button
    ("paper", "bad"),  # the dangerous one, hovered
    ("paper", "left"),
    ("paper", "right"),
    *((text, wash) for text in ("ink", "ink-2") for wash in ("left-wash", "right-wash")),
    ("ink", "mark"),
    ("warn", "mark"),  # the note on a sentence that was not found, while it is spoken
    ("left", "left-wash"),
    ("right", "right-wash"),
]


def colours(css: str) -> dict[str, tuple[str, str]]:
    """Token name -> (light, dark), each as #rrggbb."""
    return {name: (light, dark) for name, light, dark in COLOUR.findall(css)}


def luminance(colour: str) -> float:
    """Relative luminance, 0 black to 1 white. Source: WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1 to 21. Source: WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TOKENS = colours((CSS / "tokens.css").read_text())
PREFERENCES = (CSS / "preferences.css").read_text()
MORE = TOKENS | colours(re.search(r'\[data-contrast="more"\] \{(.*?)\}', PREFERENCES, re.S)[1])


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS, ids=lambda name: name)
def test_text_is_legible(text, ground, scheme):
    assert contrast(TOKENS[text][scheme], TOKENS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_edge_of_a_control_is_visible(ground, scheme):
    assert contrast(TOKENS["edge"][scheme], TOKENS[ground][scheme]) >= 3


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("text", TEXT)
def test_more_contrast_is_seven_to_one_on_paper(text, scheme):
    assert contrast(MORE[text][scheme], MORE["paper"][scheme]) >= 7


def test_only_the_tokens_name_colours():
    for path in CSS.glob("*.css"):
        if path.name in {"tokens.css", "preferences.css"}:
            continue
        named = re.findall(r":[^;{]*#[0-9a-fA-F]{3,8}\b", path.read_text())
        assert not named, f"{path.name}: {named}"


def test_every_token_that_a_rule_names_is_set():
    rules = "".join(path.read_text() for path in CSS.glob("*.css"))
    scripts = "".join(path.read_text() for path in (CSS.parent / "js").glob("*.js"))
    set_by_rules = re.findall(r"(--[\w-]+)\s*:", rules)
    set_by_scripts = re.findall(r'setProperty\("(--[\w-]+)"', scripts)
    named = re.findall(r"var\((--[\w-]+)", rules)
    assert set(named) <= {*set_by_rules, *set_by_scripts}
