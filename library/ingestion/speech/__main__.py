"""The child: `python -m library.ingestion.speech PARENT_PID MEMORY_BYTES FILE_BYTES`.

Takes the speech out of one recording, as one JSON object asks it to, and answers with one frame:
{"done": seconds}, or {"error": …} in a sentence.
"""

import os
import sys
from pathlib import Path

from library.ingestion.sandboxed import frames, limits
from project import sentences
from project.errors import UnreadableSource


def main() -> None:
    # what a library prints must not get between the frames
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    parent, memory_bytes, file_bytes = map(int, sys.argv[1:4])
    limits.apply(memory_bytes, file_bytes, parent)
    request = frames.load(sys.stdin.buffer.readline())
    sentences.speak(request["speaks"])
    limits.allow_seconds(request["seconds"])
    out.write(frames.dump(_answer(Path(request["path"]), Path(request["to"]))))


def _answer(path: Path, to: Path) -> dict:
    from library.ingestion.speech.decoding import decode

    try:
        return {"done": decode(path, to)}
    except UnreadableSource as error:
        return {"error": error.message, "code": error.code}


if __name__ == "__main__":
    main()
