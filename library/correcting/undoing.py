"""Undo the last correction, and the one before it, as far back as they go."""

from django.utils.translation import gettext as _

from accounts.models import User
from library.correcting import sections, tree
from library.correcting.journal import correcting, last_correction
from library.models import Correction, Source
from library.selectors import page_of
from project.errors import Conflict


def undo(source: Source, *, by: User, seen: int) -> Correction:
    """The correction that is undone; its row is gone. Raises Conflict where there is none."""
    with correcting(source, by=by, seen=seen) as journal:
        last = last_correction(source)
        if last is None:
            raise Conflict(_("There is nothing to undo."))
        if last.page_index is None:
            tree.restore(journal, last)
        else:
            sections.restore(journal, last, page_of(source, last.page_index))
        Correction.objects.filter(pk=last.pk).delete()
    return last
