"""Pages as people write them, "xii, 527, 530–531", and as rows keep them: indexes from 0."""

import re

from django.utils.translation import gettext as _

from library.models import Source
from library.selectors import find_page, page_labels
from project.errors import Invalid

MOST_PAGES = 20  # a question that fits more pages tells nothing
RANGE = re.compile(r"^(.+?)\s*[-–]\s*(.+)$")


def labels_of(source: Source) -> dict[int, str]:
    """page index -> printed label, or the number of the sheet where nothing is printed."""
    return {index: label or str(index + 1) for index, label in page_labels(source.pk).items()}


def pages_from(source: Source, text: str) -> list[int]:
    """Indexes, each once, in order. Raises Invalid for none, too many, or one that is not there."""
    indexes: set[int] = set()
    for part in filter(None, (part.strip() for part in text.split(","))):
        indexes |= _pages(source, part)
        if len(indexes) > MOST_PAGES:
            raise Invalid(_("Name at most %(count)s pages.") % {"count": MOST_PAGES})
    if not indexes:
        raise Invalid(_("Name the pages on which the answer stands."))
    return sorted(indexes)


def _pages(source: Source, part: str) -> set[int]:
    """A label may have a hyphen itself, as "A-12" has: first it is looked for as it stands."""
    if page := find_page(source, part):
        return {page.index}
    if match := RANGE.match(part):
        first, last = (find_page(source, label) for label in match.groups())
        if first and last and 0 <= last.index - first.index < MOST_PAGES:
            return set(range(first.index, last.index + 1))
    raise Invalid(_("There is no page “%(label)s” in this source.") % {"label": part[:40]})


def say_pages(indexes: list[int], labels: dict[int, str]) -> str:
    """As `pages_from` reads them."""
    return ", ".join(labels.get(index, str(index + 1)) for index in indexes)
