"""What a source's page and its contents show of artifacts."""

from typing import cast

from django.http import HttpRequest

from lessons.artifacts.access import list_artifacts
from lessons.bubbles.preparing import chapter_at
from library import registries
from library.models import Source
from library.registries import Panel
from organizations.requests import OrganizationRequest
from organizations.roles import may

SHOWN = 20


def register() -> None:
    registries.source_panels.append(artifacts_panel)
    registries.contents_panels.append(make_panel)


def artifacts_panel(request: HttpRequest, source: Source) -> Panel | None:
    membership = cast(OrganizationRequest, request).membership
    if not source.is_readable:
        return None
    artifacts = list(list_artifacts(membership, [source.pk])[:SHOWN])
    makes = may(membership, "artifacts.make")
    if not (artifacts or makes):
        return None
    return Panel("lessons/_artifacts_panel.html", {"artifacts": artifacts, "makes": makes})


def make_panel(request: HttpRequest, source: Source, page_index: int) -> Panel | None:
    """For who may make one: of the chapter that the page is in."""
    membership = cast(OrganizationRequest, request).membership
    if not (source.is_readable and may(membership, "artifacts.make")):
        return None
    node = chapter_at(source, page_index)
    if node is None:
        return None
    return Panel("lessons/_artifact_make_panel.html", {"source": source, "node": node})
