"""What the resolver knows: every address with its name and its parameters."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>")


@dataclass(frozen=True)
class Route:
    """name: with its namespaces; an address without a name has its pattern instead."""

    name: str
    pattern: str
    pattern_object: URLPattern

    @property
    def parameters(self) -> list[str]:
        return [a or b for a, b in PARAMETER.findall(self.pattern)]


def routes(resolver=None, before: str = "", spaces: str = "") -> Iterator[Route]:
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = before + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            inner = f"{spaces}{entry.namespace}:" if entry.namespace else spaces
            yield from routes(entry, pattern, inner)
        else:
            yield Route(spaces + entry.name if entry.name else pattern, pattern, entry)
