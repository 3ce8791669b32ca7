"""Kinds of address: a web page, and what is told from one by its address alone.

A kind is one line of KINDS. The first that knows an address has it; nothing is asked of a network.
"""

import importlib
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from library.models import Source
from project.errors import UnreadableSource


@dataclass(frozen=True, slots=True)
class AddressKind:
    """recognise: "module:function", from what a person wrote to the one address that stands for
      it, None where it is of another kind.
    fetch: "module:function", the stage that brings the file here; called with the work, until
      its stage "download" is done. It may find the source to be of another kind of file.
    is_watched: whether it can be asked again if it has changed (`library.web.watching`).
    """

    recognise: str
    fetch: str
    is_watched: bool = False


# Key: the kind of source (`library.ingestion.parsers.registry.KINDS`) that it becomes.
KINDS: dict[str, AddressKind] = {
    "youtube": AddressKind("library.addresses.youtube:recognise", "library.youtube.download:run"),
    "web": AddressKind(
        "library.addresses.web:recognise", "library.web.download:fetch_page", is_watched=True
    ),
}


def recognise(text: str) -> tuple[str, str]:
    """Kind and address of what a person wrote. Raises UnreadableSource."""
    for name, kind in KINDS.items():
        address = _named(kind.recognise)(text.strip())
        if address is not None:
            return name, address
    raise no_address(text)


def no_address(text: str) -> UnreadableSource:
    return UnreadableSource(
        _(
            "“%(text)s” is no address of a page on the web. Copy it whole from the browser, "
            "beginning with https://."
        )
        % {"text": text.strip()[:200]},
        code="no_address",
    )


def fetcher(address: str) -> Any:
    """The stage that fetches what is at an address. Raises UnreadableSource."""
    name, _address = recognise(address)
    return _named(KINDS[name].fetch)


def is_watched(source: Source) -> bool:
    """False for what has no address, is no page of it, or is known by no kind any more."""
    if not source.address or source.is_remote_video:
        return False
    try:
        return KINDS[recognise(source.address)[0]].is_watched
    except UnreadableSource:
        return False


def _named(dotted: str) -> Any:
    module, _colon, name = dotted.partition(":")
    return getattr(importlib.import_module(module), name)
