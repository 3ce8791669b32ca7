"""The captions of a source of time: those that people give it, and those that it has."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from library import services
from library.editions import require_settled
from library.ingestion.captions import Cue
from library.ingestion.captions.lines import captions_of
from library.ingestion.listening.keys import is_recording, notes_key
from library.ingestion.parsers.base import SectionKind
from library.models import Section, Source
from library.playing import is_played_here
from library.quota import require_room
from library.side_files.taking import keep
from organizations import audit
from organizations.models import Organization
from project import storage
from project.databases import CONTENT
from project.errors import Conflict
from project.providers import registry

WITHOUT_WORDS = "no_captions"  # the problem of a recording whose words are still to be given
SUFFIXES = (".vtt", ".srt", ".txt")


def give_captions(source: Source, *, content: bytes, suffix: str, language: str) -> None:
    """Have its words read from these captions from now on. suffix: one of SUFFIXES.

    language: BCP 47, or "" for what the captions say of it. What rests on the words is made again.
    Raises UnreadableSource for what are no captions, and where there is no room; Conflict for a
    source without time, and one that is being read.
    """
    _require_time(source)
    require_settled(source)
    _read_from(source, keep(source, content=content, suffix=suffix), language)


def takes_recordings(source: Source) -> bool:
    """Whether what is said in a recording can be written down for it; one that is played here has
    its own."""
    return source.has_time and not is_played_here(source) and bool(settings.TRANSCRIBER)


def understood_languages() -> frozenset[str] | None:
    """Base codes of those in which a recording is understood here; None: all that are known."""
    return registry.transcriber(settings.TRANSCRIBER).languages


def give_recording(source: Source, *, path: Path, suffix: str, language: str) -> None:
    """Have what is said in this recording written down, and its words read from that.

    suffix: one of RECORDINGS. language: base code in which it is spoken, "" where nobody knows.
    The recording is deleted when it was heard. Raises UnreadableSource where there is no room;
    Conflict for a source that takes none, and one that is being read.
    """
    if not takes_recordings(source):
        raise Conflict(_("A recording cannot be written down for this source."))
    require_settled(source)
    with path.open("rb") as file:
        mark = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    if source.organization_id is not None:
        organization = Organization.objects.get(pk=source.organization_id)
        require_room(organization, path.stat().st_size, filename=_("Recording"))
    key = f"{source.storage_prefix}captions/{mark}{suffix}"
    storage.save_file(key, path)
    _read_from(source, key, language)


def use_own_captions(source: Source) -> None:
    """Those of the recording itself again. Raises Conflict as `give_captions` does."""
    require_settled(source)
    if not source.captions_key:
        raise Conflict(_("Nobody has given this source other captions."))
    _read_from(source, "", "")


def _require_time(source: Source) -> None:
    if not source.has_time:
        raise Conflict(_("Captions belong to a recording. This source is none."))


def _read_from(source: Source, key: str, language: str) -> None:
    """Of two at once one changes it."""
    old_key = source.captions_key
    settled = Source.objects.filter(pk=source.pk, state__in=Source.FINAL, captions_key=old_key)
    with transaction.atomic(using=CONTENT):
        is_ours = settled.update(
            captions_key=key, captions_language=language, updated_at=timezone.now()
        )
        if not is_ours:
            raise Conflict(_("This source has just been changed. Load the page again."))
    source.refresh_from_db()
    if old_key not in ("", key):
        storage.delete(old_key)
        storage.delete(notes_key(old_key))
    services.start_ingestion(source)
    if source.organization_id is not None:
        audit.record(
            "sources.captions_replaced",
            organization=Organization.objects.get(pk=source.organization_id),
            subject=source,
            detail={"language": language, "given": bool(key), "recording": is_recording(key)},
        )


def captions_in(source: Source) -> Iterator[Cue]:
    """All that is said in it, as it has been corrected; in bounded memory."""
    rows = Section.objects.filter(source=source, kind=SectionKind.TEXT)
    rows = rows.order_by("page_index", "position").only("text", "lines")
    for section in rows.iterator(chunk_size=500):
        for caption in captions_of(section.text, section.lines):
            yield Cue(caption.text, caption.time, caption.speaker)
