"""Pure: how fast a source is being read, and how long that will take.

Each stage takes its share of a page; how these compare was measured, and how fast this machine and
this file are shows in what is done of it.
"""

from dataclasses import dataclass

from organizations.staged import DONE

# Seconds a page, of a PDF of 200 pages on 2 cores (`python -m benchmarks.ingestion`).
PACE = {
    "fetch": 0.0,
    "inspect": 0.0005,
    "extract": 0.0027,
    "recognise": 0.0,
    "segment": 0.0009,
    "structure": 0.0001,
    "chunk": 0.0013,
    "embed": 0.0205,
    "index": 0.0006,
}
RECOGNISED_S = 1.5  # a page that is a picture of text
TRUSTED_S = 1.0  # of work, from which on the file's own speed counts


@dataclass(frozen=True, slots=True)
class Pace:
    """pages_a_second and left_s: None where nothing can be said yet. share: done, 0 to 1."""

    share: float
    pages_a_second: float | None
    left_s: float | None


UNKNOWN = Pace(0.0, None, None)


def pace_of(stages: dict | None, page_count: int) -> Pace:
    """stages: of `organizations.staged.Staged`. page_count: 0 where it is not known yet."""
    if not stages or not page_count or not stages.keys() <= PACE.keys():
        return UNKNOWN
    whole = {name: _expected_s(name, stage, page_count) for name, stage in stages.items()}
    done = sum(whole[name] * _share(stage) for name, stage in stages.items())
    spent = sum(stage["seconds"] for stage in stages.values())
    total = sum(whole.values())
    slowness = spent / done if done and spent >= TRUSTED_S else 1.0
    share = done / total
    speed = page_count * share / spent if share and spent >= TRUSTED_S else None
    return Pace(share, speed, (total - done) * slowness)


def _expected_s(name: str, stage: dict, page_count: int) -> float:
    if name == "recognise":
        return RECOGNISED_S * stage["total"]
    return PACE[name] * page_count


def _share(stage: dict) -> float:
    if stage["state"] == DONE:
        return 1.0
    return stage["done"] / stage["total"] if stage["total"] else 0.0
