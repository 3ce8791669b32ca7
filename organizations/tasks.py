"""What the queue calls: ids only, no logic."""

from accounts.consent.deciding import delete_unanswered
from organizations import jobs, purging
from organizations.exporting.job import delete_expired
from organizations.registries import tidiers
from organizations.safety.adult import keep_all_adults
from organizations.scoping import unscoped
from organizations.webhooks.service import delete_old_deliveries


def work(cluster: str) -> None:
    jobs.work(cluster)


def sweep() -> None:
    jobs.sweep()


def tidy() -> None:
    purging.purge_closed()
    delete_expired()
    delete_unanswered()
    delete_old_deliveries()
    with unscoped("tidying looks across organizations"):
        keep_all_adults()
        for tidier in tidiers:
            tidier()
