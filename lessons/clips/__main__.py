"""The child: `python -m lessons.clips PARENT_PID MEMORY_BYTES FILE_BYTES`.

Cuts, fits and joins what it is asked for, one JSON object a line, and answers each with one frame
or more: {"at": how far it is}, then {"done": …} or {"error": a sentence}. Ends when its input does.
"""

import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

from library.ingestion.sandboxed import frames, limits
from project import sentences
from project.sentences import gettext as _


def main() -> None:
    # what a library prints must not get between the frames
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    parent, memory_bytes, file_bytes = map(int, sys.argv[1:4])
    limits.apply(memory_bytes, file_bytes, parent)
    for line in os.fdopen(os.dup(0), "rb"):
        _answer(frames.load(line), out)


def _answer(request: dict[str, Any], out: BinaryIO) -> None:
    import av

    sentences.speak(request["speaks"])
    limits.allow_seconds(request["seconds"])
    try:
        done = _done(request, out)
        _write(out, {"done": done})
    except (av.FFmpegError, ValueError, ArithmeticError, LookupError) as error:
        print(repr(error), file=sys.stderr)
        _write(out, {"error": _("The recording cannot be read there.")})


def _done(request: dict[str, Any], out: BinaryIO) -> dict:
    if "cut" in request:
        return _cut(**request["cut"])
    return _fit(**request["fit"]) if "fit" in request else _join(out, **request["join"])


def _cut(recording: str, start_ms: int, end_ms: int, to: str, title: str) -> dict:
    from lessons.clips.cutting import cut

    return cut(Path(recording), start_ms, end_ms, Path(to), title=title)


def _fit(clip: str, length_ms: int, to: str, card: dict[str, Any], **how: Any) -> dict:
    from lessons.clips.fitting import fit
    from lessons.clips.timeline import Card

    shown = Card(card["heading"], tuple(card["lines"]))
    return fit(Path(clip), length_ms, Path(to), card=shown, **how)


def _join(
    out: BinaryIO, parts: list[dict], fade: int, to: str, style: dict[str, Any], facts: dict
) -> dict:
    from lessons.clips.joining import Style, join
    from lessons.clips.muxing import Chapter, Facts
    from lessons.clips.painting import Cue
    from lessons.clips.timeline import Card, Part, place

    def part(card: dict | None = None, **facts: Any) -> Part:
        return Part(**facts, card=Card(card["heading"], tuple(card["lines"])) if card else None)

    cues = tuple(Cue(start, end, tuple(lines)) for start, end, lines in style.pop("cues"))
    chapters = [Chapter(*each) for each in facts.pop("chapters")]
    return join(
        place([part(**each) for each in parts], fade),
        Path(to),
        style=Style(**style, cues=cues),
        facts=Facts(**facts, chapters=chapters),
        note=lambda time: _write(out, {"at": time}),
    )


def _write(out: BinaryIO, frame: dict) -> None:
    data = memoryview(frames.dump(frame))
    while data:
        data = data[out.write(data) :]


if __name__ == "__main__":
    main()
