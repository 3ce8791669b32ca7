"""What was found in a recording, in one file: `library.ingestion.parsers.recording` reads it."""

import json
from pathlib import Path

from library.ingestion.recordings.base import pack
from library.ingestion.stages.recordings.keeping import Kept
from library.ingestion.stages.recordings.verdict import is_silent
from library.ingestion.workspace import folder_of, local_captions
from library.models import Source
from project.providers.registry import notice_of_transcript


def local_document(source: Source) -> Path:
    kept = Kept(source)
    recording, made = kept.read_recording("recording"), kept.read_recording("proxy")
    assert recording is not None
    assert made is not None
    if made.picture is None:
        recording.picture = None
    cues = kept.read("cues")
    found = {
        "kind": source.kind,
        "duration_s": made.duration_s,
        "recording": pack(recording),
        "changes": kept.read("changes") or {},
        "seen": kept.read("seen") or {},
        "cues": cues,
        "notice": notice_of_transcript(cues["by"]) if cues else "",
        "is_silent": is_silent(kept),
        "captions": str(local_captions(source)) if source.captions_key else "",
    }
    path = folder_of(source) / "found.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(found))
    return path
