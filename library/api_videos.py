"""Which captions a video of YouTube is read in: /api/v1/knowledge/{id}/tracks."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from library.access import access_source
from library.api_sources import status
from library.schemas import StatusOut
from library.youtube.schemas import TrackIn, TrackOut
from library.youtube.tracks import named, read_track, tracks_of
from organizations.callers import enter, enter_as_person
from organizations.models import OrganizationKey

router = Router(tags=["knowledge"])


@router.get("/knowledge/{uuid:pk}/tracks", response=list[TrackOut])
def knowledge_tracks(request: HttpRequest, pk: UUID):
    """The captions that YouTube named; none for any other source."""
    source = access_source(enter(request, scope=OrganizationKey.Scope.SOURCES_READ), pk)
    row = tracks_of(source)
    used = row.used if row and not source.captions_key else ""
    return [
        TrackOut(
            key=track.key,
            language=track.code,
            is_generated=track.is_generated,
            is_used=track.key == used,
        )
        for track in (named(row) if row else [])
    ]


@router.post("/knowledge/{uuid:pk}/tracks", response={202: StatusOut})
def knowledge_track(request: HttpRequest, pk: UUID, sent: TrackIn):
    """Read the video again in other captions of YouTube's."""
    source = access_source(enter_as_person(request), pk, "library.edit")
    read_track(source, key=sent.track)
    source.refresh_from_db()
    return Status(202, status(source))
