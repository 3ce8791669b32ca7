"""What a process does before its first visitor or job comes, so that none waits for it."""

import gc
from collections.abc import Callable

from django.urls import get_resolver

# Called once, before anything is served; without the database and the network.
loads: list[Callable[[], object]] = []


def warm_up() -> None:
    """Views, forms and models are loaded, and stay."""
    _ = get_resolver().url_patterns
    for load in loads:
        load()
    keep_what_is_loaded()


def keep_what_is_loaded() -> None:
    """Leave all that is there out of garbage collection; a forked process shares it untouched.

    A full collection walks all of it, a fifth of a second in which nobody is answered and no
    book is read. What requests and batches leave behind is freed by its counts, but for a few
    cycles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)
