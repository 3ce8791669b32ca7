"""What the queue calls: ids only, no logic."""

from organizations import jobs


def work(cluster: str) -> None:
    jobs.work(cluster)


def sweep() -> None:
    jobs.sweep()
