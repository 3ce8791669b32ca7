"""What people read where a video could not be fetched, and what they can do."""

from django.utils.translation import gettext_lazy as _

from library.ingestion.remote_video import troubles
from project.errors import UnreadableSource

SENTENCES = {
    troubles.SWITCHED_OFF: _(
        "Videos are not fetched from addresses for your organization any more, or who added this "
        "one has left it. Upload the file instead."
    ),
    troubles.NOT_PUBLIC: _(
        "The video was not fetched: its address, or one that it leads on to, is not on the public "
        "web."
    ),
    troubles.HOST: _(
        "The video was not fetched: it lies on a server that whoever runs this site has not "
        "allowed. Ask them for it, or upload the file."
    ),
    troubles.NO_VIDEO: _(
        "No video was found at this address. Copy the address of the page on which it plays, or "
        "of the file itself."
    ),
    troubles.NOT_THERE: _(
        "There is nothing at this address: the video was removed, or the address is not whole."
    ),
    troubles.LOGIN: _(
        "The site shows this video only to people who are signed in there, and we do not sign in. "
        "If you have the rights to it, save it as a file and upload that."
    ),
    troubles.PROTECTED: _(
        "This video is protected against being copied, and we do not get around that."
    ),
    troubles.BLOCKED: _(
        "The site refuses to give this video to our server. If you have the rights to it, save it "
        "as a file and upload that."
    ),
    troubles.LIVE: _(
        "This is a live stream, or one that has not begun. Add it when it has ended and the site "
        "has its recording."
    ),
    troubles.SEVERAL: _("There are several videos at this address. Give the address of one."),
    troubles.IN_PIECES: _(
        "The site gives this video out in pieces alone, which are not put together here. If you "
        "have the rights to it, save it as one file and upload that."
    ),
    troubles.LARGE: _(
        "The video is larger than a file may be here. Choose a shorter one, or save it smaller and "
        "upload that."
    ),
    troubles.SLOW: _("The site took too long to give out the video. Try again later."),
    troubles.UNREACHABLE: _(
        "The site cannot be reached, or broke off in the middle. Check the address, or try again "
        "later."
    ),
    troubles.NOT_UNDERSTOOD: _(
        "What the site answered is not understood here; sites change their pages now and then. "
        "Save the video as a file and upload that."
    ),
}


def refusal(code: str) -> UnreadableSource:
    return UnreadableSource(str(SENTENCES[code]), code=code)
