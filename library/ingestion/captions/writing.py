"""Captions as WebVTT."""

from collections.abc import Iterable

from .cue import Cue

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def webvtt(cues: Iterable[Cue], *, language: str = "") -> str:
    """Those that have a time."""
    blocks = ["WEBVTT" + (f"\nLanguage: {language}" if language else "")]
    for cue in cues:
        if cue.time:
            voice = f"<v {cue.speaker.translate(_ESCAPES)}>" if cue.speaker else ""
            text = " ".join(cue.text.split()).translate(_ESCAPES)
            blocks.append(f"{_stamp(cue.time[0])} --> {_stamp(cue.time[1])}\n{voice}{text}")
    return "\n\n".join(blocks) + "\n"


def _stamp(at_s: float) -> str:
    thousandths = round(at_s * 1000)
    second, rest = divmod(thousandths, 1000)
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}.{rest:03}"
