"""What a provisioner is given to do its step in batches."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from organizations.slices import Slice
from organizations.staged import StagedWork

Item = TypeVar("Item")


class Progress:
    def __init__(self, work: StagedWork, stage: str):
        self._work = work
        self._stage = stage

    @property
    def slice(self) -> Slice:
        """The worker's hold, for a step that works on a staged row of its own."""
        return self._work.slice

    def each(self, items: Sequence[Item], do: Callable[[Item], object]) -> None:
        """do(item) for those that are not done yet, each in a transaction with its progress.

        items: the same, in the same order, each time this step runs. What `do` writes to
        another database is not in the transaction, so it has to be safe to do twice.
        """
        done, total = self._work.done(self._stage), len(items)
        if done >= total:
            with self._work.writing(self._stage, done=total, total=total):
                return
        for number, item in enumerate(items[done:], done + 1):
            with self._work.writing(self._stage, done=number, total=total):
                do(item)
            if self._work.is_over():
                return

    @contextmanager
    def holding(self) -> Iterator[None]:
        """A transaction in which nobody cancels the onboarding. Raises LeaseLost."""
        with self._work.row.holding(self.slice.fence):
            yield

    def report(self, done: int, total: int) -> None:
        """How far a step is that works on a row of its own; done == total ends it."""
        with self._work.writing(self._stage, done=done, total=total):
            pass

    def note(self, sentence: str) -> None:
        """What people should know of a step that did not fail; kept with its next write."""
        self._work.row.stages[self._stage].setdefault("notes", []).append(sentence)

    def once(self, do: Callable[[], object]) -> None:
        """For a step that is one piece."""
        self.each([None], lambda _: do())
