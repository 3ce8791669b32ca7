"""The Range header of HTTP (RFC 9110, section 14), as far as one part of a file goes."""

import re

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """First byte and the one after the last; None where the whole file answers the header.

    Raises ValueError where no byte of the file is asked for. Several ranges, another unit and
    nonsense may be ignored, says the RFC, and are.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        start, stop = max(size - int(last), 0), size
    else:
        start = int(first)
        stop = min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= stop:
        raise ValueError("the range is outside the file")
    return start, stop
