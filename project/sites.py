"""Where the site of one machine is, and whether it answers."""

import errno
import socket

from django.core.management.base import CommandError

HOST, PORT = "127.0.0.1", 8000


def check_port_is_free(host: str, port: int) -> None:
    """Raises CommandError, before work is done for a site that could not be served."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise CommandError(
                    f"Port {port} is in use by another program. Stop that one, or take another "
                    f"port: PORT={port + 1} make run"
                ) from error
            raise CommandError(f"Port {port} of {host} cannot be used: {error.strerror}") from error


def answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True
