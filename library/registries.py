"""What higher apps put on a source's page, from their `AppConfig.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest

from library.models import Source


@dataclass(frozen=True, slots=True)
class Panel:
    """template: rendered with the page's context and `panel`, this object."""

    template: str
    data: dict = field(default_factory=dict)


# Called with the request and the source; None where there is nothing to show.
source_panels: list[Callable[[HttpRequest, Source], Panel | None]] = []
