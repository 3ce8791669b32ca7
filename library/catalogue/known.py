"""Subject and level of titles that OpenStax publishes, by slug: the archives do not say them."""

from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).with_name("openstax.yaml")


def known(slug: str) -> tuple[str, str]:
    """(subject, level), both empty for a title that is not in the file."""
    entry = _titles().get(slug, {})
    return entry.get("subject", ""), entry.get("level", "")


@cache
def _titles() -> dict[str, dict[str, str]]:
    return yaml.safe_load(FILE.read_text("utf-8"))
