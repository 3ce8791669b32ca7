"""The global strategies by name; a new one is a file in specs/."""

from pathlib import Path

from django.utils.translation import gettext as _

from lessons.strategies.performing import Strategy
from lessons.strategies.reading import read_yaml
from project.errors import Invalid

FOLDER = Path(__file__).parent / "specs"
DEFAULT = "direct_instruction"
FIRST = (DEFAULT, "inquiry", "spiral_review")  # offered first; then by name


def _read_all() -> dict[str, Strategy]:
    specs = [read_yaml(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.yaml")]
    place = {key: number for number, key in enumerate(FIRST)}
    specs.sort(key=lambda spec: (place.get(spec.key, len(FIRST)), spec.name))
    return {spec.key: Strategy(spec) for spec in specs}


STRATEGIES = _read_all()


def strategy(name: str) -> Strategy:
    """Raises Invalid, naming those there are."""
    if name not in STRATEGIES:
        raise unknown(name)
    return STRATEGIES[name]


def unknown(name: str) -> Invalid:
    return Invalid(
        _("There is no strategy “%(name)s”. Choose one of: %(known)s.")
        % {"name": name, "known": ", ".join(STRATEGIES)}
    )
