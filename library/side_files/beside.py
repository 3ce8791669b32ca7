"""Captions beside a recording on this machine."""

from pathlib import Path

from library.side_files.pairing import is_captions, pairs


def captions_beside(recording: Path) -> Path | None:
    """The file of captions in its folder that is named as it is; None without one."""
    if not recording.is_file():
        return None
    others = (each.name for each in recording.parent.iterdir() if is_captions(each.name))
    side = pairs([recording.name, *others]).get(recording.name)
    return recording.with_name(side.name) if side else None
