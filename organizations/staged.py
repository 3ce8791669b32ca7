"""Long work in ordered stages, with progress that people see, resumable at every batch.

A batch's rows and its progress commit together, under a lock on the row's fence: kill the
worker anywhere and the next one goes on at the next batch.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from django.db import models

from organizations.fencing import Fenced
from organizations.slices import Slice

WAITING, RUNNING, DONE = "waiting", "running", "done"


class Staged(Fenced):
    """stages: {name: {"order": n, "done": n, "total": n, "seconds": s,
    "state": waiting|running|done}}; PostgreSQL does not keep the order of keys."""

    stage = models.CharField(max_length=12, blank=True)
    stages = models.JSONField(default=dict)

    class Meta:
        abstract = True


class StagedWork:
    """One worker's slice of the work on one Staged row."""

    extra_fields: tuple[str, ...] = ()  # saved with each batch, beside the progress

    def __init__(self, row: Staged, slice_: Slice):
        self.row = row
        self.slice = slice_
        self._clock = time.monotonic()

    def is_over(self) -> bool:
        return self.slice.is_over()

    def done(self, stage: str) -> int:
        return self.row.stages[stage]["done"]

    def is_done(self, stage: str) -> bool:
        return self.row.stages[stage]["state"] == DONE

    def begin(self, stage: str) -> None:
        """People see this stage from here on."""
        self._clock = time.monotonic()
        self.row.stage = stage
        self.row.stages[stage]["state"] = RUNNING
        with self.row.holding(self.slice.fence):
            self.row.save(update_fields=["stage", "stages"])

    @contextmanager
    def writing(self, stage: str, *, done: int, total: int) -> Iterator[None]:
        """Write a batch inside; the stage is done when done == total. Raises LeaseLost."""
        with self.row.holding(self.slice.fence):
            yield
            now = time.monotonic()
            entry = self.row.stages[stage]
            entry["done"], entry["total"] = done, total
            entry["state"] = DONE if done >= total else RUNNING
            entry["seconds"] = round(entry["seconds"] + now - self._clock, 3)
            self._clock = now
            self.row.save(update_fields=["stages", *self.extra_fields])


Work = TypeVar("Work", bound=StagedWork)


def in_order(stages: dict) -> list[tuple[str, dict]]:
    """(name, what is known of it) in the order in which they run."""
    return sorted(stages.items(), key=lambda item: item[1]["order"])


def fresh_stages(names: tuple[str, ...]) -> dict:
    fresh = {"done": 0, "total": 0, "seconds": 0.0, "state": WAITING}
    return {name: {"order": order, **fresh} for order, name in enumerate(names)}


def run_stages(work: Work, stages: Mapping[str, Callable[[Work], None]]) -> bool:
    """Run what is not done yet, in order. False where the slice was over first."""
    for name, run_stage in stages.items():
        while not work.is_done(name):
            work.begin(name)
            run_stage(work)
            if work.is_over():
                return all(work.is_done(each) for each in stages)
    return True
