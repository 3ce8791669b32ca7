"""The child: `python -m library.ingestion.recordings PARENT_PID MEMORY_BYTES FILE_BYTES`.

Does with one recording and its copy what it is asked for, one JSON object a line, and answers
each with one frame: {"done": …}, or {"error": …} in a sentence. Ends when its input does.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from library.ingestion.recordings.base import Recording, pack, unpack
from library.ingestion.sandboxed import frames, limits
from project import sentences
from project.errors import UnreadableSource


def main() -> None:
    # what a library prints must not get between the frames
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    parent, memory_bytes, file_bytes = map(int, sys.argv[1:4])
    limits.apply(memory_bytes, file_bytes, parent)
    for line in os.fdopen(os.dup(0), "rb"):
        data = memoryview(frames.dump(_answer(frames.load(line))))
        while data:
            data = data[out.write(data) :]


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    sentences.speak(request.pop("speaks", ""))
    limits.allow_seconds(request.pop("seconds"))
    path, said = Path(request.pop("path")), request.pop("recording", None)
    try:
        recording = unpack(said) if said else None
        return {"done": _WORK[request.pop("do")](path, recording, **request)}
    except UnreadableSource as error:
        return {"error": error.message, "code": error.code}


def _inspect(path: Path, _recording: Recording | None) -> dict[str, Any]:
    from library.ingestion.recordings.inspecting import inspect

    return pack(inspect(path))


def _measure(path: Path, recording: Recording, *, begin: float, end: float) -> dict[str, float]:
    from library.ingestion.recordings.loudness import measure

    return measure(path, recording, begin, end)


def _picture(path: Path, recording: Recording, *, begin: float, end: float, to: str) -> int:
    from library.ingestion.recordings.picturing import encode

    return encode(path, recording, begin, end, Path(to))


def _sound(path: Path, recording: Recording, *, begin: int, end: int, gain: float, to: str) -> None:
    from library.ingestion.recordings.sounding import encode

    encode(path, recording, begin, end, gain, Path(to))


def _join(path: Path, recording: Recording, *, pictures, sounds, to: str) -> float:
    from library.ingestion.recordings.joining import Part, join

    def parts(listed):
        return None if listed is None else [Part(Path(part), begin) for part, begin in listed]

    return join(path, recording, parts(pictures), parts(sounds), Path(to))


def _poster(path: Path, recording: Recording, *, at: float, to: str) -> bool:
    from library.ingestion.recordings.posters import poster

    picture = poster(path, recording, at)
    if picture:
        Path(to).write_bytes(picture)
    return bool(picture)


def _changes(
    path: Path, _recording: Recording | None, *, begin: float, end: float
) -> list[list[float | bool]]:
    from library.ingestion.recordings.scenes import find_changes

    return [[change.at_s, change.is_slide] for change in find_changes(path, 0, begin, end)]


def _captions(path: Path, recording: Recording, *, index: int) -> list[list]:
    from library.ingestion.recordings.captions import read_captions

    return [list(cue) for cue in read_captions(path, recording, index)]


def _look(
    path: Path, _recording: Recording | None, *, at: float, engine: str, language: str, to: str
) -> list[list]:
    from library.ingestion.recordings.looking import look

    return [list(line) for line in look(path, at, engine, language, Path(to))]


_WORK: dict[str, Callable[..., Any]] = {
    "inspect": _inspect,
    "measure": _measure,
    "picture": _picture,
    "sound": _sound,
    "join": _join,
    "poster": _poster,
    "changes": _changes,
    "captions": _captions,
    "look": _look,
}


if __name__ == "__main__":
    main()
