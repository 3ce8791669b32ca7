"""How the key of a source's captions says where they come from. Pure.

captions/<mark>.mp3                          a recording that is still to be heard
captions/<mark>.mp3.json                     what was heard of it so far
captions/<mark>.heard-by-pocketsphinx.vtt    its captions, and who made them
"""

from pathlib import PurePosixPath

RECORDINGS = (
    ".mp3", ".m4a", ".wav", ".flac", ".ogg", ".oga", ".opus", ".aac", ".aif", ".aiff", ".wma",
    ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ogv",
)  # fmt: skip
_HEARD_BY = ".heard-by-"


def is_recording(key: str) -> bool:
    return PurePosixPath(key).suffix in RECORDINGS


def notes_key(recording: str) -> str:
    return f"{recording}.json"


def captions_key(recording: str, by: list[str]) -> str:
    """by: names of transcribers."""
    return f"{recording.rpartition('.')[0]}{_HEARD_BY}{'+'.join(by)}.vtt"


def heard_by(key: str) -> list[str]:
    """Empty for captions that people wrote."""
    _mark, is_heard, by = PurePosixPath(key).stem.partition(_HEARD_BY)
    return by.split("+") if is_heard else []
