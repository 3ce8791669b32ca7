"""What is said in a recording that people gave a source, as its captions, is written down.

The recording stands in the place of the captions until it is heard to its end, and makes room for
them then. What was heard is kept beside it, a window at a time.
"""

import json
from functools import partial
from math import ceil

from django.conf import settings
from django.utils.translation import gettext as _

from library.ingestion.captions import webvtt
from library.ingestion.listening import Transcribed, cues_of, write_down
from library.ingestion.listening.keys import captions_key, notes_key
from library.ingestion.stages.inspect import NO_WORDS
from library.ingestion.work import Work
from library.ingestion.workspace import local_speech
from library.models import Source
from project import storage
from project.errors import UnreadableSource
from project.providers import registry, sound
from project.providers.calls import for_purpose

STAGE = "listen"


def run(work: Work) -> None:
    speech = local_speech(work.source, beat=work.is_over)
    kept, total = _kept(work.source), max(ceil(sound.length_s(speech)), 1)
    with for_purpose(
        "source.transcribe", person_id=work.source.added_by_id, request_id=work.source.pk
    ):
        is_heard = write_down(
            speech,
            kept,
            transcriber=registry.transcriber(settings.TRANSCRIBER),
            language=work.source.captions_language,
            keep=partial(_keep, work, total),
            is_over=work.is_over,
        )
    if is_heard:
        _finish(work, kept, total)


def _kept(source: Source) -> Transcribed:
    try:
        return Transcribed.unpacked(json.loads(storage.read_bytes(notes_key(source.captions_key))))
    except storage.FileMissing:
        return Transcribed()


def _keep(work: Work, total: int, kept: Transcribed) -> None:
    storage.save_bytes(notes_key(work.source.captions_key), json.dumps(kept.packed()).encode())
    with work.writing(STAGE, done=min(int(kept.until_s), total - 1), total=total):
        pass


def _finish(work: Work, kept: Transcribed, total: int) -> None:
    source = work.source
    if not kept.words:
        raise UnreadableSource(
            _("Nobody was heard to say anything in this recording. Choose another one."),
            code=NO_WORDS,
        )
    recording, notes = source.captions_key, notes_key(source.captions_key)
    source.captions_key = captions_key(recording, kept.by)
    source.captions_language = source.captions_language or kept.language
    captions = webvtt(cues_of(kept.words), language=source.captions_language)
    storage.save_bytes(source.captions_key, captions.encode())
    with work.writing(STAGE, done=total, total=total):
        work.save_source("captions_key", "captions_language")
    for key in (recording, notes):
        storage.delete(key)
