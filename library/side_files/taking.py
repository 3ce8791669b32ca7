"""Captions for a recording: looked at, kept beside it, and there before it is read."""

import hashlib

from django.utils.translation import gettext as _

from library.filenames import clean_filename
from library.ingestion import sandbox
from library.models import Source
from library.quota import require_room
from library.side_files.pairing import pairs
from organizations.models import Organization
from project import storage
from project.errors import Conflict, Invalid, UnreadableSource

MOST_BYTES = 20 * 1024**2


def keep(source: Source, *, content: bytes, suffix: str) -> str:
    """Where storage keeps them. Raises UnreadableSource for what are none, and without room."""
    if len(content) > MOST_BYTES:
        raise UnreadableSource(_("This file is too large to be captions."), code="too_large")
    name = f"{hashlib.sha256(content).hexdigest()[:16]}{suffix}"
    with storage.workspace() as folder:
        path = folder / name
        path.write_bytes(content)
        sandbox.inspect("captions", path)
        if source.organization_id is not None:
            organization = Organization.objects.get(pk=source.organization_id)
            require_room(organization, len(content), filename=_("Captions"))
        key = f"{source.storage_prefix}captions/{name}"
        storage.save_file(key, path)
    return key


def take(source: Source, *, name: str, content: bytes) -> None:
    """The words of a recording that is still on its way are those of this file beside it.

    name: of the file, which says that it belongs to it, and its language. Raises Invalid where it
    does not; Conflict where the recording has arrived; UnreadableSource as `keep` does.
    """
    name = clean_filename(name)
    side = pairs([source.filename, name]).get(source.filename)
    if side is None:
        said = _("“%(captions)s” is not named as “%(recording)s” is, or is no file of captions.")
        raise Invalid(said % {"captions": name, "recording": source.filename})
    key = keep(source, content=content, suffix=f".{name.rpartition('.')[2].lower()}")
    waiting = Source.objects.filter(pk=source.pk, state=Source.State.UPLOADING)
    if not waiting.update(captions_key=key, captions_language=side.language):
        raise Conflict(_("This recording has arrived already. Give it captions on its own page."))
    if source.captions_key not in ("", key):
        storage.delete(source.captions_key)
    source.captions_key, source.captions_language = key, side.language
