"""How far long work is, for whoever started it: bars on a terminal, plain lines elsewhere."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

LINE_EVERY_S = 10
TITLE_WIDTH = 46


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one piece of work stands. total: 0 while nobody knows; seconds: worked so far."""

    name: str
    done: int
    total: int
    seconds: float
    is_over: bool


class Report(Protocol):
    """A context manager; `show` is called often, with whatever has begun."""

    def __enter__(self) -> "Report": ...

    def __exit__(self, *_: object) -> None: ...

    def show(self, standing: Standing) -> None: ...


def report_to(console: Console) -> Report:
    return Bars(console) if console.is_terminal else Lines(console)


class Bars:
    """One bar for each piece of work, kept up to date in its place."""

    def __init__(self, console: Console):
        self._tasks: dict[str, TaskID] = {}
        self._progress = Progress(
            TextColumn(f"{{task.description:<{TITLE_WIDTH}}}", markup=False),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        )

    def __enter__(self) -> "Bars":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, standing: Standing) -> None:
        if standing.name not in self._tasks:
            self._tasks[standing.name] = self._progress.add_task(standing.name, total=None)
        task = self._tasks[standing.name]
        self._progress.update(task, completed=standing.done, total=standing.total or None)


class Lines:
    """A line where a piece of work begins and where it ends, and now and then between."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic):
        self._console = console
        self._clock = clock
        self._said_at: dict[str, float] = {}
        self._over: set[str] = set()

    def __enter__(self) -> "Lines":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def show(self, standing: Standing) -> None:
        if standing.name in self._over:
            return
        if standing.is_over:
            self._over.add(standing.name)
            self._say(standing, f"{standing.name}: {_amount(standing)}, {standing.seconds:.1f} s")
        elif standing.name not in self._said_at:
            self._say(standing, f"{standing.name} …")
        elif self._clock() - self._said_at[standing.name] >= LINE_EVERY_S:
            self._say(standing, f"{standing.name}: {_amount(standing)} …")

    def _say(self, standing: Standing, line: str) -> None:
        self._said_at[standing.name] = self._clock()
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


def _amount(standing: Standing) -> str:
    return f"{standing.done} of {standing.total}" if standing.total else f"{standing.done}"
