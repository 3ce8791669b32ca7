from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.ingestion.youtube.found import Track
from library.models import VideoTracks
from library.youtube.tracks import named
from project.languages import name_of


class TrackForm(forms.Form):
    """Which captions of YouTube's a video is read in."""

    track = forms.ChoiceField(label=gettext_lazy("Captions"))

    def __init__(self, *args, row: VideoTracks | None):
        tracks = named(row) if row else []
        super().__init__(*args, initial={"track": row.used if row else ""})
        self.fields["track"].choices = [(track.key, label_of(track)) for track in tracks]


def label_of(track: Track) -> str:
    """ "English", "English (en-GB)", "English, made by YouTube"."""
    name = name_of(track.code)
    if "-" in track.code:
        name = f"{name} ({track.code})"
    return _("%(language)s, made by YouTube") % {"language": name} if track.is_generated else name
