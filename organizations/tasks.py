"""What the queue calls: ids only, no logic."""

from organizations import jobs, purging


def work(cluster: str) -> None:
    jobs.work(cluster)


def sweep() -> None:
    jobs.sweep()


def purge_closed() -> None:
    purging.purge_closed()
