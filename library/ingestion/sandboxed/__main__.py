"""The child: `python -m library.ingestion.sandboxed PARENT_PID MEMORY_BYTES FILE_BYTES`.

Reads requests from its standard input, one JSON object a line, and answers each with frames
that end in {"done": true} or {"error": …}. A parser, and with it PyMuPDF, is imported at
the first request. Ends when its input does, or after IDLE_S without work.
"""

import os
import select
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from library.ingestion.parsers.base import ListingParser, UnlockingParser, UnpackingParser
from library.ingestion.parsers.registry import load as load_parser
from library.ingestion.sandboxed import frames, limits
from project import sentences
from project.errors import UnreadableSource

IDLE_S = 30.0


def main() -> None:
    # what a library prints must not get between the frames
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    parent, memory_bytes, file_bytes = map(int, sys.argv[1:4])
    limits.apply(memory_bytes, file_bytes, parent)
    stdin = os.fdopen(os.dup(0), "rb", buffering=0)
    buffer = b""
    while select.select([stdin], [], [], IDLE_S)[0]:
        piece = stdin.read(65536)
        if not piece:
            return
        buffer += piece
        while b"\n" in buffer:
            line, buffer = buffer.split(b"\n", 1)
            _answer(frames.load(line), out)


def _answer(request: dict[str, Any], out: BinaryIO) -> None:
    sentences.speak(request.get("language", ""))
    try:
        limits.allow_seconds(request["open_s"])
        for frame in _work(request):
            _write(out, frame)
            limits.allow_seconds(request["page_s"])
        _write(out, {"done": True})
    except UnreadableSource as error:
        _write(out, {"error": error.message, "code": error.code})


def _work(request: dict[str, Any]) -> Iterator[dict]:
    parser = load_parser(request["parser"])
    path = Path(request["path"])
    if request["do"] == "inspect":
        yield {"inspection": frames.pack_inspection(parser.inspect(path))}
    elif request["do"] == "outline":
        yield {"outline": frames.pack_outline(parser.read_outline(path))}
    elif request["do"] == "pages":
        for page in parser.read_pages(path, request["start"], request["stop"]):
            yield {"page": frames.pack_page(page)}
    elif request["do"] == "addresses":
        found = cast(ListingParser, parser).read_addresses(path)
        yield {"addresses": frames.pack_addresses(found)}
    elif request["do"] == "unlock":
        cast(UnlockingParser, parser).unlock(path, request["password"], Path(request["to"]))
    elif request["do"] == "unpack":
        cast(UnpackingParser, parser).unpack(path, Path(request["to"]))


def _write(out: BinaryIO, frame: dict) -> None:
    data = memoryview(frames.dump(frame))
    while data:
        data = data[out.write(data) :]


if __name__ == "__main__":
    main()
