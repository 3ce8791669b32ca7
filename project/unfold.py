"""How django-unfold draws the admin: the tokens of static/css/tokens.css on its own scales."""

from typing import Any

from django.templatetags.static import static

# From paper to the dark desk; unfold draws text, rules and grounds with these.
PAPER = {
    "50": "#f6f2e8",
    "100": "#efe9dc",
    "200": "#d8d0be",
    "300": "#c3bbab",
    "400": "#a9a79f",
    "500": "#5f646a",
    "600": "#4b525c",
    "700": "#343940",
    "800": "#2b2f34",
    "900": "#1f2226",
    "950": "#15171a",
}
BLUE = {
    "50": "#eef3fa",
    "100": "#e3ecf7",
    "200": "#c4d7ee",
    "300": "#a8c8ee",
    "400": "#8db8ee",
    "500": "#6d9fdd",
    "600": "#1f4e8c",
    "700": "#1a4277",
    "800": "#163660",
    "900": "#1d2b3d",
    "950": "#14202f",
}
FONT = {
    "subtle-light": "#555c66",
    "subtle-dark": "#a9a79f",
    "default-light": "#1d2430",
    "default-dark": "#d5d1c6",
    "important-light": "#1d2430",
    "important-dark": "#ece7db",
}
SHEETS = ("fonts", "tokens", "admin", "onboarding")


def configure() -> dict[str, Any]:
    """The setting UNFOLD."""
    return {
        "SITE_TITLE": "Lectern",
        "SITE_HEADER": "Lectern",
        "SITE_SUBHEADER": "Platform",
        "SITE_URL": "/",
        "SITE_ICON": {"light": _file("img/mark-light.svg"), "dark": _file("img/mark-dark.svg")},
        "SITE_FAVICONS": [
            {"rel": "icon", "type": "image/svg+xml", "href": _file("img/mark.svg")},
        ],
        "BORDER_RADIUS": "6px",
        "COLORS": {"base": PAPER, "primary": BLUE, "font": FONT},
        "STYLES": [_file(f"css/{name}.css") for name in SHEETS],
        "SIDEBAR": {"navigation": "organizations.admin_menu.navigation"},
    }


def _file(path: str):
    return lambda request: static(path)
