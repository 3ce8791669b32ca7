"""An organization's own accents: two colours, checked against what they stand on."""

from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import StringConstraints

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]

# The papers of static/css/tokens.css that accents stand on as text.
PAPERS = {"light": ("#fffdf8", "#f6f2e8"), "dark": ("#1f2226", "#191c1f")}
LEAST = 4.5  # WCAG 2.2, 1.4.3: text of normal size


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1. Source: WCAG 2.2, relative luminance."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """1 to 21. Source: WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def check_contrast(colours: dict[str, str | None]) -> None:
    """colours: accent name -> #rrggbb; names that end in "_dark" are for the dark look.

    Raises ValueError, in words for people, for a colour that cannot be read on its paper.
    """
    for name, colour in colours.items():
        papers = PAPERS["dark" if name.endswith("_dark") else "light"]
        if colour and (found := min(contrast(colour, paper) for paper in papers)) < LEAST:
            raise ValueError(
                _(
                    "%(colour)s has a contrast of %(found).1f to the paper; text needs "
                    "%(least)s. Choose a stronger colour."
                )
                % {"colour": colour, "found": found, "least": LEAST}
            )
