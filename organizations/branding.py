"""An organization's own accents and mark: colours that are checked against their papers."""

from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import StringConstraints

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]

# The papers of static/css/tokens.css that accents stand on as text.
PAPERS = {"light": ("#fffdf8", "#f6f2e8"), "dark": ("#1f2226", "#191c1f")}
LEAST = 4.5  # WCAG 2.2, 1.4.3: text of normal size
WASH = 0.1  # of the accent in the paper behind what is said in it
ACCENTS = ("left", "right")
OURS = {  # of static/css/tokens.css, for light and dark
    "left": ("#1f4e8c", "#8db8ee"),
    "right": ("#a3401f", "#f0a27f"),
}


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1. Source: WCAG 2.2, relative luminance."""
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in _parts(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """1 to 21. Source: WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def wash(accent: str, look: str) -> str:
    """look: "light" or "dark". A little of the accent in the paper."""
    pairs = zip(_parts(accent), _parts(PAPERS[look][0]), strict=True)
    mixed = [round(255 * (a * WASH + p * (1 - WASH))) for a, p in pairs]
    return "#" + "".join(f"{part:02x}" for part in mixed)


def check_contrast(colours: dict[str, str | None]) -> None:
    """colours: accent name -> #rrggbb; names that end in "_dark" are for the dark look.

    Raises ValueError, in words for people, for a colour that cannot be read on its paper.
    """
    for name, colour in colours.items():
        look = "dark" if name.endswith("_dark") else "light"
        if not colour:
            continue
        grounds = (*PAPERS[look], wash(colour, look))
        if (found := min(contrast(colour, ground) for ground in grounds)) < LEAST:
            raise ValueError(
                _(
                    "%(colour)s has a contrast of %(found).1f to the paper; text needs "
                    "%(least)s. Choose a stronger colour."
                )
                % {"colour": colour, "found": found, "least": LEAST}
            )


def stylesheet(colours: dict[str, str | None]) -> str:
    """The tokens that are overridden, as CSS; who asked for more contrast keeps ours."""
    rules = []
    for accent in ACCENTS:
        if colours.get(accent) or colours.get(f"{accent}_dark"):
            light = colours.get(accent) or OURS[accent][0]
            dark = colours.get(f"{accent}_dark") or OURS[accent][1]
            rules += [
                f"--{accent}: light-dark({light}, {dark});",
                f"--{accent}-wash: light-dark({wash(light, 'light')}, {wash(dark, 'dark')});",
            ]
    body = " ".join(rules)
    return (
        "@layer tokens { @media not (prefers-contrast: more) { "
        f':root:not([data-contrast="more"]) {{ {body} }} }} }}'
    )


def _parts(colour: str) -> list[float]:
    """Red, green and blue, 0 to 1."""
    return [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
