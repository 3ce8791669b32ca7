import os
import signal
import sys

from django.core.management.base import BaseCommand

from project.sites import HOST, PORT, check_port_is_free, uvicorn_arguments


class Command(BaseCommand):
    help = "Serve the site on this machine (production runs project.asgi under its own server)."

    def add_arguments(self, parser):
        parser.add_argument("--host", default=HOST)
        parser.add_argument("--port", type=int, default=PORT)

    def handle(self, *args, host: str, port: int, **options):
        check_port_is_free(host, port)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # until uvicorn has its own
        os.execv(sys.executable, [sys.executable, *uvicorn_arguments(host, port)])
