import logging
import subprocess
import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import InterfaceError, OperationalError

from organizations import jobs
from project.databases import release_connections
from project.processes import StopRequest, end_children, ending, start_child

SWEEP_EVERY_S = 5
LOOK_EVERY_S = 0.5
RESTART_AFTER_S = 3  # a cluster that cannot start must not keep the machine busy with trying
STOP_WITHIN_S = 10  # a worker stops at its next batch; what is killed is taken over later

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Run the background work of one machine: all queue clusters, until stopped."

    def add_arguments(self, parser):
        parser.add_argument(
            "--clusters",
            default=",".join(["default", *settings.Q_CLUSTER["ALT_CLUSTERS"]]),
            help="Names separated by commas (default: %(default)s).",
        )

    def handle(self, *args, clusters: str, **options):
        stop = StopRequest()
        running = [RunningCluster(name) for name in _known(clusters.split(","))]
        swept_at = float(-SWEEP_EVERY_S)
        try:
            while not stop:
                for cluster in running:
                    cluster.keep_up()
                if time.monotonic() - swept_at >= SWEEP_EVERY_S:
                    _sweep()
                    swept_at = time.monotonic()
                stop.wait(LOOK_EVERY_S)
        finally:
            end_children([cluster.process for cluster in running], within_s=STOP_WITHIN_S)


class RunningCluster:
    """A queue cluster in a process of its own, started again when it ends."""

    def __init__(self, name: str):
        self.name = name
        self._start()

    def keep_up(self) -> None:
        if self.process.poll() is None:
            return
        if time.monotonic() - self._started_at >= RESTART_AFTER_S:
            log.warning(
                "The %s cluster ended %s; starting it again.", self.name, ending(self.process)
            )
            self._start()

    def _start(self) -> None:
        self._started_at = time.monotonic()
        self.process: subprocess.Popen = start_child(
            "cluster",
            Q_CLUSTER_NAME=self.name,
            LECTERN_DB_POOL_SIZE="0",  # it forks, and a pool does not survive that
        )


def _known(names: list[str]) -> list[str]:
    known = {"default", *settings.Q_CLUSTER["ALT_CLUSTERS"]}
    if unknown := set(names) - known:
        raise CommandError(
            f"There is no cluster {', '.join(sorted(unknown))}: {', '.join(sorted(known))}."
        )
    return names


def _sweep() -> None:
    try:
        jobs.sweep()
    except (OperationalError, InterfaceError) as error:
        log.warning("The database did not answer (%s); trying again.", str(error).strip())
        release_connections()
