"""The child: `python -m library.ingestion.recognisers PARENT_PID MEMORY_BYTES FILE_BYTES`.

Recognises the pages of one file that it is asked for, one JSON object a line, and answers each
with one frame: a page, or an error in a sentence. Ends when its input does.
"""

import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

from library.ingestion.sandboxed import frames, limits
from project import sentences
from project.errors import UnreadableSource


def main() -> None:
    # what a library prints must not get between the frames
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    parent, memory_bytes, file_bytes = map(int, sys.argv[1:4])
    limits.apply(memory_bytes, file_bytes, parent)
    reader = _Reader()
    for line in os.fdopen(os.dup(0), "rb"):
        reader.answer(frames.load(line), out)


class _Reader:
    def __init__(self) -> None:
        self.document: Any = None
        self.engine: Any = None

    def answer(self, request: dict[str, Any], out: BinaryIO) -> None:
        sentences.speak(request.pop("speaks", ""))
        limits.allow_seconds(request.pop("page_s"))
        try:
            frame: dict[str, Any] = {"page": frames.pack_page(self._recognise(**request))}
        except UnreadableSource as error:
            frame = {"error": error.message}
        data = memoryview(frames.dump(frame))
        while data:
            data = data[out.write(data) :]

    def _recognise(self, engine: str, path: str, **wanted: Any):
        import pymupdf

        from library.ingestion.parsers.pdf_file import check_signature, open_unchecked
        from library.ingestion.recognisers import engines, reading

        if self.engine is None:
            self.engine = engines.load(engine)
        if self.document is None:
            check_signature(Path(path))
            self.document = open_unchecked(Path(path))
        pictures = tuple(tuple(box) for box in wanted.pop("pictures"))
        page = reading.Wanted(pictures=pictures, **wanted)
        try:
            return reading.recognise(self.document, self.engine, page)
        finally:
            pymupdf.TOOLS.store_shrink(100)


if __name__ == "__main__":
    main()
