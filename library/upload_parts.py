"""A large file on its way: which of its parts are here, links for the others, and their joining."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from library.models import Source
from project import storage
from project.errors import Conflict
from project.storage import UploadTarget
from project.wording import grouped

INCOMING = "incoming/"
LINKS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class MissingPart:
    number: int
    size_bytes: int
    target: UploadTarget


@dataclass(frozen=True, slots=True)
class Parts:
    """received: numbers, from 1. missing: the first so many of those that are to be sent."""

    received: list[int]
    missing: list[MissingPart]


def incoming_key(source: Source) -> str:
    name = source.file_key.rsplit("/", 1)[-1]
    return f"{INCOMING}{source.keeper}/{source.pk}/{name}"


def parts_of(source: Source) -> Parts:
    """Raises Conflict for a file that comes in one piece, or has arrived."""
    if source.state != Source.State.UPLOADING or not source.upload_id:
        raise Conflict(_("This file does not come in parts, or has arrived already."))
    key, sizes = incoming_key(source), _part_sizes(source)
    here = storage.parts_of(key, source.upload_id)
    received = [number for number, size in sizes.items() if here.get(number) == size]
    missing = [number for number in sizes if number not in set(received)]
    links = [
        MissingPart(
            number,
            sizes[number],
            storage.part_target(key, source.upload_id, number, size_bytes=sizes[number]),
        )
        for number in missing[:LINKS_AT_ONCE]
    ]
    return Parts(received, links)


def _part_sizes(source: Source) -> dict[int, int]:
    """number -> bytes; the last one has what is left."""
    starts = range(0, source.size_bytes, source.part_bytes)
    return {
        number: min(source.part_bytes, source.size_bytes - start)
        for number, start in enumerate(starts, 1)
    }


def join_parts(source: Source) -> None:
    """Parts that are all here become one file; it may have become one before."""
    if not source.upload_id or storage.exists(incoming_key(source)):
        return
    here = storage.parts_of(incoming_key(source), source.upload_id)
    lacking = [n for n, size in _part_sizes(source).items() if here.get(n) != size]
    if lacking:
        raise Conflict(
            ngettext(
                "%(count)s part of “%(name)s” has not arrived yet. Send it, then confirm.",
                "%(count)s parts of “%(name)s” have not arrived yet. Send them, then confirm.",
                len(lacking),
            )
            % {"count": grouped(len(lacking)), "name": source.filename}
        )
    storage.join_parts(incoming_key(source), source.upload_id)
