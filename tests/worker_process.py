"""A real worker, in a process of its own, that ends itself or freezes at a given place.

`python -m tests.worker_process CLUSTER [--at STAGE:before|after --signal N]`: works until
nothing is due. "after" is behind the first batch that the stage committed, "before" is in its
first batch, with everything written and nothing committed yet.
"""

import argparse
import os
from contextlib import contextmanager

SMALL_BATCHES = {"extract": 7, "segment": 9, "chunk": 10, "embed": 8, "index": 11}
SMALL_COPIES = {"BATCH_FILES": 4, "BATCH_PAGES": 5, "BATCH_ATOMS": 20}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("cluster")
    parser.add_argument("--at", default="")
    parser.add_argument("--signal", type=int, default=0)
    options = parser.parse_args()

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.worker_settings"
    import django

    django.setup()
    from organizations import jobs

    use_small_batches()
    use_local_web()
    if options.at:
        stage, when = options.at.split(":")
        if stage == "fill":
            strike_filling(when, options.signal)
        else:
            strike(stage, when, options.signal)
    while jobs.work(options.cluster):
        pass


def use_small_batches() -> None:
    """So that a short book has several batches in each stage that works in batches."""
    from importlib import import_module

    for stage, size in SMALL_BATCHES.items():
        module = import_module(f"library.ingestion.stages.{stage}")
        name = "BATCH_PAGES" if stage in ("extract", "segment") else "BATCH_ATOMS"
        setattr(module, name, size)
    import_module("organizations.rosters.work").BATCH = 4
    import_module("library.embeddings.filling").BATCH_ATOMS = 8
    copying = import_module("library.copying.stages")
    for name, size in SMALL_COPIES.items():
        setattr(copying, name, size)


def use_local_web() -> None:
    """So that the internet is the site of the test, where it has one."""
    from django.conf import settings

    from library.tests.web_site import lead_here

    if port := getattr(settings, "TEST_WEB_PORT", None):
        lead_here(setattr, port)


def strike(stage: str, when: str, signum: int) -> None:
    """Have this very process signalled at its first batch of the stage."""
    from organizations.staged import StagedWork

    writing = StagedWork.writing
    pending = [True]

    @contextmanager
    def struck(self, name, *, done, total):
        here = name == stage and pending
        with writing(self, name, done=done, total=total):
            yield
            if here and when == "before":
                pending.clear()
                os.kill(os.getpid(), signum)
        if here and when == "after":
            pending.clear()
            os.kill(os.getpid(), signum)

    StagedWork.writing = struck


def strike_filling(when: str, signum: int) -> None:
    """The same for the filling of an embedding model, which is no stage of a source."""
    from library.embeddings import filling

    name = "write_vectors" if when == "before" else "_fill"
    do = getattr(filling, name)

    def struck(*args):
        do(*args)
        setattr(filling, name, do)
        os.kill(os.getpid(), signum)

    setattr(filling, name, struck)


if __name__ == "__main__":
    main()
