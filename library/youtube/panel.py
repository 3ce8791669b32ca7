"""What a source's page shows of its video: where it is, and its captions there."""

from django.http import HttpRequest

from library import registries
from library.ingestion.youtube.addresses import watch_address
from library.models import Source
from library.registries import Panel
from library.youtube.forms import TrackForm, label_of
from library.youtube.tracks import named, tracks_of
from organizations.models import Grant


def register() -> None:
    registries.source_panels.append(video_panel)


def video_panel(request: HttpRequest, source: Source) -> Panel | None:
    if not source.video_id:
        return None
    row = tracks_of(source)
    tracks = named(row) if row else []
    chooses = source.level >= Grant.Level.EDIT and source.state in Source.FINAL
    is_theirs = row is not None and row.used and not source.captions_key
    return Panel(
        "library/_video_panel.html",
        {
            "address": watch_address(source.video_id),
            "used": next((label_of(t) for t in tracks if is_theirs and t.key == row.used), ""),
            "form": TrackForm(row=row) if tracks and chooses else None,
        },
    )
