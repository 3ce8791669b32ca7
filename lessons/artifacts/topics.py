"""Which pages of a source say the most on a topic."""

from django.utils.translation import gettext as _

from lessons.models import LessonRequest
from library.models import Source
from library.retrieval.queries import Scope
from library.retrieval.search import search
from project.errors import Invalid

PASSAGES = 8
LEAST_SIMILAR = 0.25  # of topic and passage: below it, what is found is about something else


def parts_on(topic: str, source: Source) -> list[LessonRequest]:
    """In the order of the source. Raises Invalid where it does not hold the topic."""
    found = search(topic, scope=Scope((source.pk,)), limit=PASSAGES)
    near = [atom for atom in found if atom.similarity is None or atom.similarity > LEAST_SIMILAR]
    pages = sorted({span["page"] for atom in near for span in atom.spans})
    if not pages:
        raise Invalid(
            _("“%(source)s” says nothing on “%(topic)s”. Choose another source, or other words.")
            % {"source": source.title, "topic": topic}
        )
    return [
        LessonRequest(source_id=source.pk, first_page=first, last_page=last)
        for first, last in _runs(pages)
    ]


def _runs(pages: list[int]) -> list[tuple[int, int]]:
    """[3, 4, 7] -> [(3, 4), (7, 7)]."""
    runs: list[tuple[int, int]] = []
    for page in pages:
        if runs and runs[-1][1] == page - 1:
            runs[-1] = (runs[-1][0], page)
        else:
            runs.append((page, page))
    return runs
