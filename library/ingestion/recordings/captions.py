"""Captions that a recording carries as a track of its own."""

import re
from pathlib import Path

import av

from library.ingestion.recordings.base import Recording
from library.ingestion.recordings.opening import open_recording, packets_of

MOST = 20_000  # cues; six hours of speech have ten thousand
MOST_SIGNS = 1_000  # of one
_STYLE = re.compile(r"\{[^}]*\}|<[^>]*>")


def read_captions(path: Path, recording: Recording, index: int) -> list[tuple[float, float, str]]:
    """(from, to, text) in seconds from the recording's start, as the file has them."""
    found = []
    with open_recording(path) as container:
        stream = container.streams[index]
        for packet in packets_of(container, stream):
            if packet.pts is None or not packet.size:
                continue
            begin = float(packet.pts * packet.time_base) - recording.start_s
            end = begin + float((packet.duration or 0) * packet.time_base)
            if text := _text(packet):
                found.append((round(begin, 3), round(end, 3), text))
            if len(found) >= MOST:
                break
    return found


def _text(packet) -> str:
    try:
        read = packet.decode()
    except av.FFmpegError:
        return ""
    said = []
    for subtitle in read:
        for rect in getattr(subtitle, "rects", None) or [subtitle]:
            dialogue = getattr(rect, "dialogue", b"") or getattr(rect, "text", b"")
            said.append(dialogue.decode(errors="replace"))
    text = _STYLE.sub("", " ".join(said)).replace("\\N", "\n").replace("\\n", "\n")
    return text.strip()[:MOST_SIGNS]
