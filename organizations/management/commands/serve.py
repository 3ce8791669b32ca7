import signal

from django.core.management.base import BaseCommand

from project.serving import replace_this_process
from project.sites import HOST, PORT, check_port_is_free


class Command(BaseCommand):
    help = "Serve the site on this machine (production runs project.asgi under its own server)."

    def add_arguments(self, parser):
        parser.add_argument("--host", default=HOST)
        parser.add_argument("--port", type=int, default=PORT)

    def handle(self, *args, host: str, port: int, **options):
        check_port_is_free(host, port)
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # until the site has its own
        replace_this_process(host, port)
