"""Pictures of pages and figures, drawn on the server and kept: students never get the file."""

import hashlib
import json
from functools import partial
from typing import Any

from django.db import connections, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from library.drawers import CannotDraw, DrawerLost, OpenFile, drawers
from library.ingestion.media import media_key
from library.models import Page, Section, Source
from project import storage
from project.databases import CONTENT
from project.errors import UnreadableSource

THUMBNAIL_WIDTH = 160
PAGE_WIDTHS = (480, 960, 1600)  # pixels: a phone, a plain screen, a dense one or a closer look
WIDTHS = (THUMBNAIL_WIDTH, *PAGE_WIDTHS)
AS_FIGURE: dict[str, Any] = {"width": 1200, "form": "png"}  # for slides and handouts
MARGIN = 4.0  # points around a figure's box


def page_image(source: Source, page: Page, width: int) -> bytes:
    """WebP of a printed page, drawn once per width. Raises UnreadableSource."""
    width = min(WIDTHS, key=lambda known: abs(known - width))
    key = f"{source.storage_prefix}pages/{file_mark(source)}/{page.index}-{width}.webp"
    try:
        return storage.read_bytes(key)
    except FileNotFoundError:
        picture = _draw_from_file(source, page=page.index, box=None, width=width, form="webp")
    _keep(source, key, picture)
    return picture


def file_mark(source: Source) -> str:
    """A picture is made again when the file is another, whatever else is corrected."""
    return hashlib.sha256(f"{source.file_key} {source.sha256}".encode()).hexdigest()[:16]


def _figure_mark(section: Section) -> str:
    place = json.dumps([section.box, [line[2:] for line in section.lines], section.media])
    return f"{section.pk}-{hashlib.sha256(place.encode()).hexdigest()[:8]}"


def _keep(source: Source, key: str, picture: bytes) -> None:
    """Counted: the organization's storage has a limit.

    Somebody waits for the picture, so the count does not wait for the disk: after a crash of the
    database it may lack what the last moments added.
    """
    storage.save_bytes(key, picture)
    grown = F("pictures_bytes") + len(picture)
    with transaction.atomic(using=CONTENT):
        with connections[CONTENT].cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit TO off")
        Source.objects.filter(pk=source.pk).update(pictures_bytes=grown)


def pictures_bytes(source: Source) -> int:
    """What storage keeps of it beside the file itself. Asks storage."""
    has_own_file = source.file_key.startswith(source.storage_prefix)
    file_bytes = source.size_bytes if has_own_file else 0
    return max(storage.bytes_below(source.storage_prefix) - file_bytes, 0)


def figure_image(source: Source, section: Section) -> bytes | None:
    """PNG of a figure: cut from its page, or the source's own picture. None without either."""
    key = f"{source.storage_prefix}figures/{file_mark(source)}/{_figure_mark(section)}.png"
    try:
        return storage.read_bytes(key)
    except FileNotFoundError:
        picture = _draw_figure(source, section)
    if picture is not None:
        _keep(source, key, picture)
    return picture


def _draw_figure(source: Source, section: Section) -> bytes | None:
    try:
        if section.media:
            key = media_key(source, section.media)
            return draw(key, partial(storage.local_copy, key), page=None, box=None, **AS_FIGURE)
        if section.box:
            lines = [line[2:] for line in section.lines if len(line) > 5]
            box = figure_box(section.box, lines)
            return _draw_from_file(source, page=section.page_index, box=box, **AS_FIGURE)
    except (FileNotFoundError, UnreadableSource):
        return None
    return None


def figure_box(box: list[float], caption: list[list[float]]) -> list[float]:
    """The picture's part of a figure's box, with a margin: a caption below or above is cut off.

    caption: boxes of its lines; one beside the picture stays.
    """
    x0, y0, x1, y1 = box
    x0, x1 = x0 - MARGIN, x1 + MARGIN
    if caption:
        top, bottom = min(line[1] for line in caption), max(line[3] for line in caption)
        if top > (y0 + y1) / 2:
            return [x0, y0 - MARGIN, x1, top]
        if bottom < (y0 + y1) / 2:
            return [x0, bottom, x1, y1 + MARGIN]
    return [x0, y0 - MARGIN, x1, y1 + MARGIN]


def _draw_from_file(source: Source, **place) -> bytes:
    open_file = partial(storage.local_copy, source.file_key)
    return draw(drawing_name(source), open_file, **place)


def drawing_name(source: Source) -> str:
    """Of the file and its version: a child that draws knows one."""
    return f"{source.file_key} {file_mark(source)}"


def draw(name: str, open_file: OpenFile, **place) -> bytes:
    """See `Drawers.draw`. Raises UnreadableSource."""
    try:
        return drawers().draw(name, open_file, **place)
    except CannotDraw as error:
        raise UnreadableSource(
            _("This page cannot be drawn. Its text can still be read.")
        ) from error
    except DrawerLost as lost:
        if lost.is_late:
            raise UnreadableSource(
                _("This page takes too long to draw. Its text can still be read.")
            ) from lost
        raise UnreadableSource(
            _("This page cannot be drawn. Its text can still be read.")
        ) from lost
