"""The child: `python -m library.ingestion.remote_video PARENT_PID MEMORY_BYTES FILE_BYTES`.

Is told once what to fetch, in one JSON object. Opens the port at which its proxy is to listen, in a
network of its own where there is one, and hands it over; hears the proxy's address; then says
{"found": …} and is told to go on, {"got": …} while it fetches, and {"file": …} or {"trouble": …}.
"""

import os
import socket
import sys
from pathlib import Path
from typing import Any, BinaryIO

from library.ingestion.remote_video import fence
from library.ingestion.remote_video.troubles import Trouble
from library.ingestion.sandboxed import frames, limits


def main() -> None:
    # what a library prints must not get between the frames
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    is_alone = fence.leave_network()
    parent, memory_bytes, file_bytes = map(int, sys.argv[1:4])
    limits.apply(memory_bytes, file_bytes, parent)
    with os.fdopen(os.dup(0), "rb") as heard:
        asked = frames.load(heard.readline())
        limits.allow_seconds(asked["seconds"])
        port = _hand_over(asked["door"])
        _write(out, {"is_alone": is_alone})
        asked |= frames.load(heard.readline())
        fence.close_in(port, Path(asked["folder"]))
        try:
            _write(out, {"file": _fetch(asked, heard, out)})
        except Trouble as trouble:
            _write(out, {"trouble": trouble.code})


def _hand_over(door: int) -> int:
    """The port at which the proxy listens, which who has the other end of `door` is given."""
    with socket.create_server((fence.LOOPBACK, 0)) as listening, socket.socket(fileno=door) as end:
        socket.send_fds(end, [b"."], [listening.fileno()])
        return listening.getsockname()[1]


def _fetch(asked: dict[str, Any], heard: BinaryIO, out: BinaryIO) -> str:
    """The name of the file. Raises Trouble."""
    from library.ingestion.remote_video.asking import Wish, fetch

    def found(facts: dict[str, Any]) -> None:
        _write(out, {"found": facts})
        heard.readline()

    wish = Wish(
        asked["address"], Path(asked["folder"]), asked["proxy"], asked["most_bytes"], asked["name"]
    )
    return fetch(wish, found=found, got=lambda progress: _write(out, {"got": progress}))


def _write(out: BinaryIO, frame: dict[str, Any]) -> None:
    data = memoryview(frames.dump(frame))
    while data:
        data = data[out.write(data) :]


if __name__ == "__main__":
    main()
