"""What a page is filled with, from top to bottom."""

from dataclasses import dataclass
from enum import StrEnum


class Flow(StrEnum):
    RUN = "run"  # may go on over the page's end
    WHOLE = "whole"  # stays on one page
    FLOAT = "float"  # stays on one page, and lets what follows go before it
    OPENER = "opener"  # begins a page


@dataclass(slots=True)
class Box:
    """html: body of a story. level and title: of a line in the outline, where it has one.

    running: what the head of the pages says from here on. note: boxes of one number stand on
    one tinted ground.
    """

    html: str
    flow: Flow = Flow.RUN
    level: int = 0
    title: str = ""
    running: str = ""
    note: int = 0
    is_heading: bool = False
    before: float = 0.0  # points of space above, none at the top of a page
    after: float = 0.0
