"""Where the site is, and the site of one machine: uvicorn on a port."""

import errno
import socket

from django.conf import settings
from django.core.management.base import CommandError
from django.urls import reverse

HOST, PORT = "127.0.0.1", 8000


def site_url(name: str, *args) -> str:
    """A whole address, for mails and for print. Never from a request: its host is a visitor's."""
    return settings.SITE_URL.rstrip("/") + reverse(name, args=args)


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
