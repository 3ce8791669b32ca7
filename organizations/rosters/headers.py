"""Which column of a plain list a header means: `headers.yaml` says how people call them."""

import re
from pathlib import Path

import yaml

from organizations.rosters.cells import folded


def _plain(header: str) -> str:
    return re.sub(r"[\W_]+", "", folded(header))


_SYNONYMS = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
COLUMNS = tuple(_SYNONYMS)
_COLUMNS = {_plain(header): column for column, headers in _SYNONYMS.items() for header in headers}


def column_of(header: str) -> str | None:
    return _COLUMNS.get(_plain(header))
