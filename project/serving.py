"""The site of one machine as a process: `python -m project.serving HOST PORT`.

Not a manage.py command: those read the settings before `project.asgi` may say how many
connections a web process keeps. Ctrl-C and SIGTERM end it in order, with status 0.
"""

import os
import signal
import sys

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C while modules load: end, say nothing

from project import env

STOP_WITHIN_S = 5  # then streams that are still open are cut


def replace_this_process(host: str, port: int) -> None:
    """Becomes the site; whoever waits for this process waits for the site."""
    os.chdir(env.ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "project.serving", host, str(port)])


def main(host: str, port: str) -> None:
    import uvicorn

    config = uvicorn.Config(
        "project.asgi:application",
        host=host,
        port=int(port),
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=STOP_WITHIN_S,
    )
    config.load()
    # uvicorn puts its own handlers before these while it serves, and passes on to them afterwards
    # what it was asked to stop by.
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: sys.exit())
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
