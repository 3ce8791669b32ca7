from django.utils.translation import gettext as _

from lessons.work import Work
from project.errors import Conflict


def run(work: Work) -> None:
    """The source may have gone, or be read anew, since the lesson was asked for."""
    if not work.source.is_readable:
        raise Conflict(_("The source of this lesson is being read again. Try when it is ready."))
    with work.writing("validation", done=1, total=1):
        pass
