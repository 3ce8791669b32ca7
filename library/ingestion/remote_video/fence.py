"""What holds a child in which a stranger's page says what is asked next.

    leave_network()  a network of its own, where the kernel gives one: there is nothing to reach
    close_in()       no connection but to one port of this machine, no names looked up, no other
                     program, no file written outside a folder

The second holds Python alone: it sees what the interpreter does, and yt-dlp is Python. Where the
first is not to be had, it is what holds.
"""

import ctypes
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path
from typing import Any

LOOPBACK = "127.0.0.1"
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_SET_FLAGS, _UP = 0x8914, 0x1 | 0x40
_RESOLVING = {
    "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo",
}  # fmt: skip
_FORBIDDEN = {
    "socket.bind", "socket.sendto", "socket.sendmsg", "subprocess.Popen", "os.system", "os.exec",
    "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "pty.spawn", "ctypes.dlopen",
    "ctypes.dlsym", "ctypes.call_function", "os.link", "os.symlink", "os.chmod", "os.chown",
    "ftplib.connect", "smtplib.connect", "winreg.ConnectRegistry", "webbrowser.open",
}  # fmt: skip
# Event -> how many paths its arguments begin with.
_CHANGING = {
    "os.remove": 1, "os.rmdir": 1, "os.mkdir": 1, "os.truncate": 1, "os.utime": 1, "os.rename": 2,
}  # fmt: skip
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class FencedOff(PermissionError):
    pass


def leave_network() -> bool:
    """Into a network with nothing in it but this process; False where the kernel gives none.

    Called while there is one thread. A copy of this process tries it first: some kernels let one
    leave and then do not let one raise the loopback, and there is no way back.
    """
    trier = os.fork()
    if not trier:
        os._exit(0 if _leave() else 1)
    _pid, status = os.waitpid(trier, 0)
    return status == 0 and _leave()


def _leave() -> bool:
    try:
        if ctypes.CDLL(None, use_errno=True).unshare(_NEW_USER | _NEW_NETWORK):
            return False
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            fcntl.ioctl(asking, _SET_FLAGS, struct.pack("16sH14x", b"lo", _UP))
    except (OSError, AttributeError):
        return False
    return True


def close_in(port: int, folder: Path) -> None:
    """From here on; there is no way to take it back. What is imported later is still read."""
    door, within = (LOOPBACK, port), f"{folder.resolve()}{os.sep}"

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            if _writes(mode, flags):
                _require_within(path, within)
        elif event == "socket.connect":
            if arguments[1] != door:
                raise FencedOff(event)
        elif event in _RESOLVING:
            if arguments[0] != LOOPBACK:
                raise FencedOff(event)
        elif event in _FORBIDDEN:
            raise FencedOff(event)
        elif event in _CHANGING:
            for path in arguments[: _CHANGING[event]]:
                _require_within(path, within)

    sys.addaudithook(watch)


def _writes(mode: Any, flags: Any) -> bool:
    if isinstance(flags, int) and flags & _WRITING:
        return True
    return isinstance(mode, str) and any(sign in mode for sign in "wax+")


def _require_within(path: Any, within: str) -> None:
    """Raises FencedOff. An open file is one that was let through before."""
    if isinstance(path, int):
        return
    place = os.path.realpath(os.fsdecode(path))
    if place != os.devnull and not place.startswith(within):
        raise FencedOff(f"{place} is outside")
