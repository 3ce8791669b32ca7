"""Two kinds of small jobs, for tests of real workers: one that is counted, one without end.

An app, so that a worker process knows the kinds; tests/worker_settings.py installs it.
"""

import os
import time
from pathlib import Path

from django.apps import AppConfig

COUNTED, ENDLESS = "counted", "endless"


class CountingConfig(AppConfig):
    name = "tests.counting"

    def ready(self):
        from organizations import jobs

        for cluster in ("default", "ingestion", "rendering"):
            jobs.register(jobs.JobKind(f"{COUNTED}-{cluster}", cluster, count, give_up))
        jobs.register(jobs.JobKind(ENDLESS, "ingestion", never_end, give_up))


def record() -> Path:
    from django.conf import settings

    return Path(settings.DATA_DIR) / "counted"


def count(slice_) -> bool:
    """Write the subject and this process into a file, a line at once."""
    line = f"{slice_.job.subject_id} {os.getpid()}\n"
    descriptor = os.open(record(), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(descriptor, line.encode())
    os.close(descriptor)
    return True


def never_end(slice_) -> bool:
    while not slice_.is_over():
        time.sleep(0.02)
    return False


def give_up(subject_id, fence, sentence) -> None:
    record().with_name("given-up").write_text(sentence)
