from django.utils.translation import gettext as _

from lessons.selectors import sections_of
from lessons.work import Work
from project.errors import Invalid


def run(work: Work) -> None:
    """Find what the chosen part holds."""
    found = sum(bool(section.text.strip()) for section in sections_of(work.row, work.source))
    if not found:
        raise Invalid(_("There is no text in that part of the source. Choose another."))
    with work.writing("retrieval", done=found, total=found):
        pass
