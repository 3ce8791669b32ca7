"""The child: `python -m library.ingestion.youtube PARENT_PID MEMORY_BYTES FILE_BYTES`.

Is asked for one video, in one JSON object, and answers with {"get": …} for each request that is to
be made for it, and at last with {"video": …}. The answer to a request is its status, where it led,
and a file with the body (what is large does not go through the pipe), or the trouble that there
was none.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from library.ingestion.sandboxed import frames, limits


def main() -> None:
    # what a library prints must not get between the frames
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    parent, memory_bytes, file_bytes = map(int, sys.argv[1:4])
    limits.apply(memory_bytes, file_bytes, parent)
    with os.fdopen(os.dup(0), "rb") as heard:
        asked = frames.load(heard.readline())
        limits.allow_seconds(asked["seconds"])
        _write(out, {"video": _find(asked, heard, out)})


def _find(asked: dict[str, Any], heard: BinaryIO, out: BinaryIO) -> dict[str, Any]:
    from library.ingestion.youtube.asking import Answer, NotAnswered, ask
    from library.ingestion.youtube.found import pack

    def exchange(method: str, url: str, content: bytes, cookies: Mapping[str, str]) -> Answer:
        get = {"method": method, "url": url, "content": content.decode(), "cookies": cookies}
        _write(out, {"get": get})
        answer = frames.load(heard.readline())
        if "trouble" in answer:
            raise NotAnswered(answer["trouble"])
        return Answer(answer["status"], answer["url"], Path(answer["path"]).read_bytes())

    return pack(ask(asked["video_id"], asked["wanted"], exchange))


def _write(out: BinaryIO, frame: dict[str, Any]) -> None:
    data = memoryview(frames.dump(frame))
    while data:
        data = data[out.write(data) :]


if __name__ == "__main__":
    main()
