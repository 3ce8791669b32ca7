"""Let the background work that waits be done, as a worker would."""

from organizations import jobs


def work_off(cluster: str = "default") -> None:
    while jobs.work(cluster):
        pass
