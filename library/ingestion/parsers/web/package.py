"""The file that a page of the web is kept as: its HTML, and what its server said of it."""

import json
import zipfile
from dataclasses import asdict, dataclass
from typing import Any

PAGE, FACTS = "page.html", "page.json"
MOST_FACTS = 1024**2


@dataclass(slots=True)
class Facts:
    """address: after redirects. charset: of the answer's header, "" where it names none.

    pictures: address -> name among the source's media; None where they are still to be fetched.
    """

    address: str
    charset: str
    pictures: dict[str, str] | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def facts_of(package: zipfile.ZipFile) -> Facts:
    """Raises KeyError or ValueError for another file."""
    with package.open(FACTS) as file:
        return Facts(**json.loads(file.read(MOST_FACTS)))
