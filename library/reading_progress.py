"""Pure: how fast a source is being read, and how long that will take.

Each stage takes its share of a page, of a second of a recording, or of what it counts; how these
compare was measured, and how fast this machine and this file are shows in what is done of it.
"""

from dataclasses import dataclass
from math import ceil

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
# Seconds a second of a recording, until a stage knows what it counts. Of 480p and 720p, in time of
# a processor: scenes 0.061; the copy 0.01 where the picture is taken as it is, 0.13 where it is
# encoded; words by pocketsphinx 0.25 (docs/transcription.md); a scene each twenty seconds.
PLAYED = {
    "probe": 0.001,
    "proxy": 0.06,
    "scenes": 0.06,
    "transcribe": 0.25,
    "look": 0.03,
    "summarise": 0.01,
    "listen": 0.25,
}
# Seconds for each of what a stage counts: pages that are pictures of text, seconds of sound,
# scenes, files, addresses.
COUNTED = {
    "recognise": 1.5,
    "transcribe": PLAYED["transcribe"],
    "listen": PLAYED["listen"],
    "look": 0.6,
    "summarise": 0.6,
    "unpack": 0.3,
    "add_pages": 0.05,
}
ONCE = {"download": 2.0, "take_video": 60.0, "open": 0.5}
KNOWN = PACE.keys() | PLAYED.keys() | COUNTED.keys() | ONCE.keys()
PAGE_S = 60.0  # of a recording, whose pages are not known yet
TRUSTED_S = 1.0  # of work, from which on the file's own speed counts


@dataclass(frozen=True, slots=True)
class Pace:
    """share: done, 0 to 1. pages_a_second: of what has pages; times_played: of a recording, how
    often as fast as it plays. They and left_s: None where nothing can be said yet."""

    share: float
    pages_a_second: float | None
    left_s: float | None
    times_played: float | None = None


UNKNOWN = Pace(0.0, None, None)


def pace_of(stages: dict | None, page_count: int, duration_s: float = 0.0) -> Pace:
    """stages: of `organizations.staged.Staged`. page_count, duration_s: 0 where it is not known
    yet, or there is none."""
    if not stages or not stages.keys() <= KNOWN or any(map(_is_open, stages, stages.values())):
        return UNKNOWN
    pages = page_count or ceil(duration_s / PAGE_S) or int("download" in stages)
    if not pages and stages.keys() & PACE.keys():
        return UNKNOWN
    whole = {name: _expected_s(name, stage, pages, duration_s) for name, stage in stages.items()}
    done = sum(whole[name] * _share(stage) for name, stage in stages.items())
    spent = sum(stage["seconds"] for stage in stages.values())
    total = sum(whole.values())
    if not total:
        return UNKNOWN
    slowness = spent / done if done and spent >= TRUSTED_S else 1.0
    share = done / total
    a_second = share / spent if share and spent >= TRUSTED_S else None
    return Pace(
        share,
        (a_second and not duration_s and page_count and page_count * a_second) or None,
        (total - done) * slowness,
        (a_second and duration_s * a_second) or None,
    )


def _is_open(name: str, stage: dict) -> bool:
    """Whether nobody knows yet how much there is to do in it."""
    return name in ("unpack", "add_pages") and not stage["total"] and stage["state"] != DONE


def _expected_s(name: str, stage: dict, pages: int, duration_s: float) -> float:
    if name in COUNTED and (stage["total"] or stage["state"] == DONE or name not in PLAYED):
        return COUNTED[name] * stage["total"]
    if name in PLAYED:
        is_none = stage["state"] == DONE and not stage["total"]
        return 0.0 if is_none else PLAYED[name] * duration_s
    return ONCE.get(name, 0.0) or PACE.get(name, 0.0) * pages


def _share(stage: dict) -> float:
    if stage["state"] == DONE:
        return 1.0
    return stage["done"] / stage["total"] if stage["total"] else 0.0
