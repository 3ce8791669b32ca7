"""What is kept of a page of the web: one zip with its HTML as it came, and what we know of it.

The HTML is not read here: that is for the child process (`library.ingestion.parsers.web`).
"""

import json
import zipfile
from pathlib import Path

from library.ingestion.parsers.web.package import FACTS, PAGE, Facts, facts_of
from project.outgoing import Fetched

EPOCH = (1980, 1, 1, 0, 0, 0)  # the same page gives the same bytes


def charset_said(found: Fetched) -> str:
    """By the header of the answer; "" where it names none."""
    for part in found.headers.get("content-type", "").split(";")[1:]:
        name, _equals, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")[:40]
    return ""


def write_package(path: Path, found: Fetched) -> None:
    """A draft: without its pictures' names the parser says where they are instead."""
    facts = Facts(address=found.url, charset=charset_said(found), pictures=None)
    _write(path, found.body, facts)


def is_draft(path: Path) -> bool:
    with zipfile.ZipFile(path) as package:
        return facts_of(package).pictures is None


def name_pictures(path: Path, to: Path, pictures: dict[str, str]) -> None:
    """pictures: address -> name among the source's media, of those that were fetched."""
    with zipfile.ZipFile(path) as package:
        page, facts = package.read(PAGE), facts_of(package)
    facts.pictures = pictures
    _write(to, page, facts)


def _write(path: Path, page: bytes, facts: Facts) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in ((PAGE, page), (FACTS, json.dumps(facts.as_dict()).encode())):
            package.writestr(zipfile.ZipInfo(name, EPOCH), data, zipfile.ZIP_DEFLATED)
