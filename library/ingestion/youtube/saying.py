"""What people read where a video has no transcript, and what they can do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from library.ingestion.youtube import troubles
from library.ingestion.youtube.found import Video
from project.errors import UnreadableSource

OTHER_WAYS = gettext_lazy(
    "You can give it a transcript instead: a caption file (.vtt or .srt), or its text."
)
SENTENCES = {
    troubles.NO_CAPTIONS: gettext_lazy("This video has no captions on YouTube."),
    troubles.CAPTIONS_OFF: gettext_lazy(
        "YouTube gives out no captions for this video: whoever uploaded it has switched them off, "
        "or it has no speech."
    ),
    troubles.EMPTY: gettext_lazy(
        "YouTube names captions for this video, but gave them out empty. Try again in some hours."
    ),
    troubles.UNAVAILABLE: gettext_lazy(
        "YouTube does not show this video: it is private, was removed, or is not shown in this "
        "country. Check the address."
    ),
    troubles.AGE: gettext_lazy(
        "YouTube shows this video only to people who are signed in and old enough, so its "
        "captions cannot be fetched."
    ),
    troubles.BLOCKED: gettext_lazy(
        "YouTube refuses to answer this server, as it does for many servers in data centres. "
        "Trying again later seldom helps."
    ),
    troubles.LIMITED: gettext_lazy(
        "YouTube was asked too often from this server and wants us to wait. Try again in an hour."
    ),
    troubles.UNREACHABLE: gettext_lazy(
        "YouTube could not be reached from this server, or did not answer in time. Try again in "
        "some minutes; if that does not help, ask who runs the server whether it may reach "
        "www.youtube.com."
    ),
    troubles.NOT_UNDERSTOOD: gettext_lazy(
        "YouTube answered in a way that is not understood here; it changes its pages now and "
        "then. Try again later."
    ),
}


def refusal(video: Video) -> UnreadableSource:
    """Of a video that has no transcript here."""
    parts = [str(SENTENCES[video.trouble])]
    if video.said and video.trouble in (troubles.UNAVAILABLE, troubles.AGE):
        parts.append(_("YouTube says: “%(said)s”.") % {"said": video.said.rstrip(".")})
    parts.append(str(OTHER_WAYS))
    return UnreadableSource(" ".join(parts), code=video.trouble)
