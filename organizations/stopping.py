"""Tells the workers of a cluster to come to an end with what they are at.

One byte shared with every process forked from here, and no lock: a worker that is killed
while it looks must not hold up the others.
"""

import mmap

_asked = mmap.mmap(-1, 1)


def ask() -> None:
    _asked[0] = 1


def is_asked() -> bool:
    return bool(_asked[0])
