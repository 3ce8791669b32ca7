"""What a child that reads a stranger's page cannot do, tried in a process of its own."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
TRIES = """
import contextlib, ctypes, os, socket, subprocess, sys
from pathlib import Path
from library.ingestion.remote_video import fence

door, other, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
libc = ctypes.CDLL(None)
fence.close_in(door, folder)

def datagram():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sending:
        sending.sendto(b"x", ("127.0.0.1", other))

def by_file(path):
    with socket.socket(socket.AF_UNIX) as one:
        one.connect(path)

socket.create_connection(("127.0.0.1", door)).close()
(folder / "video.mp4").write_bytes(b"x")
(folder / "video.mp4").rename(folder / "other.mp4")
tries = {
    "another port": lambda: socket.create_connection(("127.0.0.1", other)),
    "another machine": lambda: socket.socket().connect(("10.0.0.1", door)),
    "IPv6": lambda: socket.socket(socket.AF_INET6).connect(("::1", door)),
    "a socket of the machine": lambda: by_file("/run/docker.sock"),
    "a datagram": datagram,
    "listening": lambda: socket.socket().bind(("127.0.0.1", 0)),
    "a name": lambda: socket.getaddrinfo("example.org", 443),
    "an old name": lambda: socket.gethostbyname("example.org"),
    "a program": lambda: subprocess.run(["true"]),
    "a shell": lambda: os.system("true"),
    "a fork": os.fork,
    "another image": lambda: os.execv("/bin/true", ["true"]),
    "C": lambda: libc.connect(0, None, 0),
    "a library of C": lambda: ctypes.CDLL("libm.so.6"),
    "writing": lambda: (folder.parent / "outside").write_bytes(b"x"),
    "writing by a link": lambda: (folder / "link" / "outside").write_bytes(b"x"),
    "deleting": lambda: os.remove(folder.parent / "kept"),
    "moving out": lambda: os.rename(folder / "other.mp4", folder.parent / "outside"),
}
for name, attempt in tries.items():
    try:
        attempt()
    except fence.FencedOff:
        continue
    except BaseException as error:
        print(name, repr(error))
    else:
        print(name, "was done")
"""
ALONE = """
import socket, sys
from library.ingestion.remote_video import fence

if not fence.leave_network():
    print("none")
else:
    with socket.create_server(("127.0.0.1", 0)) as here:
        socket.create_connection(here.getsockname()).close()
    try:
        socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    except ConnectionRefusedError:
        print("alone")
"""


@pytest.fixture
def port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def said_by(script: str, *arguments: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    return done.stdout


def test_it_holds(port, tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    (tmp_path / "kept").touch()
    (folder / "link").symlink_to(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as other:
        said = said_by(TRIES, port, other.getsockname()[1], folder)
    assert said == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "kept"]


def test_a_network_of_its_own_has_nothing_in_it(port):
    """Where the kernel gives one; some containers do not, and say so."""
    said = said_by(ALONE, port).strip()
    if said == "none":
        pytest.skip("this kernel gives no network of its own")
    assert said == "alone"
