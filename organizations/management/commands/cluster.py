import os
import sys

from django.core.management.base import BaseCommand
from django_q.cluster import Cluster

from organizations import stopping
from project.processes import die_with_parent
from project.warming import keep_what_is_loaded


class Command(BaseCommand):
    help = "One queue cluster, named by Q_CLUSTER_NAME, whose processes never outlive it."

    def handle(self, *args, **options):
        # A cluster forks a sentinel, and that forks the workers. Killing one would leave the
        # ones below it at work, holding the database.
        os.register_at_fork(after_in_child=_Lineage())
        keep_what_is_loaded()
        StoppingCluster().start()


class StoppingCluster(Cluster):
    """Asked to stop, its workers end their slice at the next batch and begin no other."""

    def start(self) -> int:
        pid = super().start()
        # Asked while it forked its sentinel, it had nothing yet that could be told to stop.
        if stopping.is_asked():
            super().stop()
        return pid

    def stop(self) -> bool:
        stopping.ask()
        if self.sentinel is None:
            sys.exit(0)
        return super().stop()


class _Lineage:
    """Called in each forked child: tie it to the process that forked it."""

    def __init__(self):
        self.pid = os.getpid()

    def __call__(self) -> None:
        die_with_parent(parent=self.pid)
        self.pid = os.getpid()
