"""The chapters that a video's description names by their times, as YouTube itself takes them."""

import re
from itertools import pairwise

LEAST_CHAPTERS = 3
LEAST_S = 10.0  # of a chapter
MOST_LINES = 2_000
_TIME = r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)"
_BEFORE = re.compile(rf"^[\W_]*?\(?\[?{_TIME}\]?\)?\s*[-–—:|.)]*\s*(\S.*)$")
_BEHIND = re.compile(rf"^(\S.*?)\s*[-–—:|(\[]*\s*{_TIME}[)\]]?\s*$")

Chapter = tuple[float, str]  # second, title


def read_chapters(description: str) -> list[Chapter]:
    """Empty unless the first begins at 0:00, there are three, and each lasts ten seconds."""
    found = [
        chapter
        for line in description.splitlines()[:MOST_LINES]
        if (chapter := _chapter(" ".join(line[:300].split())))
    ]
    return found if are_chapters(found) else []


def are_chapters(found: list[Chapter]) -> bool:
    if len(found) < LEAST_CHAPTERS or found[0][0] != 0:
        return False
    times = [at for at, _title in found]
    return all(after - at >= LEAST_S for at, after in pairwise(times))


def _chapter(line: str) -> Chapter | None:
    if match := _BEFORE.match(line):
        *time, title = match.groups()
    elif match := _BEHIND.match(line):
        title, *time = match.groups()
    else:
        return None
    hours, minutes, seconds = (int(part or 0) for part in time)
    return 3600.0 * hours + 60 * minutes + seconds, title.strip(" -–—:|")
