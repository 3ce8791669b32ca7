"""How many pages a file that has just arrived has, asked of the child that will draw them."""

from functools import partial

from django.utils.translation import gettext as _

from library.drawers import CannotDraw, DrawerLost, drawers
from library.ingestion.parsers.page_limit import MAX_PAGES
from library.models import Source
from library.pictures import drawing_name
from project import storage
from project.errors import UnreadableSource
from project.wording import grouped


def count_pages(source: Source, kind: str) -> int:
    """0 where only reading it can tell: what is locked, damaged, or no PDF.

    Raises UnreadableSource for more pages than are read.
    """
    if kind != "pdf":
        return 0
    open_file = partial(storage.local_copy, source.file_key)
    try:
        said = drawers().draw(drawing_name(source), open_file, do="count")
    except (CannotDraw, DrawerLost):
        return 0
    count = int.from_bytes(said)
    if count > MAX_PAGES:
        raise UnreadableSource(
            _(
                "This PDF has %(count)s pages; the most that can be read is %(limit)s. "
                "Split it into parts and upload those."
            )
            % {"count": grouped(count), "limit": grouped(MAX_PAGES)},
            code="too_many_pages",
        )
    return count
