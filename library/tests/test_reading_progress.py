"""How far a source is, how fast, and how long it will take, from its stages alone."""

import pytest

from library.ingestion import pipeline
from library.ingestion.stages import listen
from library.reading_progress import UNKNOWN, pace_of
from library.unpacking import stages as unpacking
from library.web import download, site_stages
from organizations.staged import DONE, RUNNING, fresh_stages

HOUR = 3600.0
ALL = (
    {listen.STAGE, *pipeline.STAGES},
    {download.STAGE, *pipeline.STAGES},
    pipeline.RECORDED_STAGES,
)


def staged(names, **known) -> dict:
    """known: (state, done, total, seconds) by name."""
    stages = fresh_stages(tuple(names))
    for name, (state, done, total, seconds) in known.items():
        stages[name] |= {"state": state, "done": done, "total": total, "seconds": seconds}
    return stages


@pytest.mark.parametrize("names", ALL)
def test_each_way_of_reading_is_known(names):
    assert 0 < pace_of(staged(names), 0, 60.0).left_s < 60


def test_a_recording_takes_its_length_until_it_shows_another_pace():
    names = pipeline.RECORDED_STAGES
    assert pace_of(staged(names), 0) == UNKNOWN, "how long it is, is not known yet"
    fresh = pace_of(staged(names), 0, HOUR)
    assert fresh.times_played is None
    assert fresh.left_s == pytest.approx(0.41 * HOUR, rel=0.02)
    assert pace_of(staged(names), 0, 2 * HOUR).left_s == pytest.approx(2 * fresh.left_s, rel=0.02)

    half = {"probe": (DONE, 1, 1, 1.0), "proxy": (DONE, 13, 13, 431.0),
            "scenes": (DONE, 30, 30, 432.0),
            "transcribe": (RUNNING, 1800, 3600, 900.0)}  # fmt: skip
    slow = pace_of(staged(names, **half), 0, HOUR)  # twice as slow as was thought
    assert slow.share == pytest.approx(0.6, abs=0.02)
    assert slow.times_played == pytest.approx(1.2, abs=0.1)
    assert slow.left_s == pytest.approx((2 * 0.125 + 0.16) * HOUR, rel=0.4)
    assert slow.pages_a_second is None


def test_what_has_captions_is_not_thought_to_be_heard():
    """A stage that is done counts for what it did, and not for what it might have done."""
    known = {"probe": (DONE, 1, 1, 0.5), "proxy": (DONE, 3, 3, 216.0),
             "scenes": (DONE, 30, 30, 216.0), "transcribe": (DONE, 1, 1, 0.1)}  # fmt: skip
    pace = pace_of(staged(pipeline.RECORDED_STAGES, **known), 0, HOUR)
    assert pace.left_s == pytest.approx((0.03 + 0.01) * HOUR, rel=0.05)
    known["look"] = (RUNNING, 50, 100, 30.0)
    pace = pace_of(staged(pipeline.RECORDED_STAGES, **known), 0, HOUR)
    assert pace.left_s == pytest.approx(50 * 0.6 + 0.01 * HOUR, rel=0.05)


def test_files_and_addresses_are_counted_once_it_is_known_how_many():
    for names, stage, cost in (
        (unpacking.STAGES, "unpack", 0.3),
        (site_stages.STAGES, "add_pages", 0.05),
    ):
        assert pace_of(staged(names), 0) == UNKNOWN
        pace = pace_of(staged(names, **{stage: (RUNNING, 60, 100, 40 * cost)}), 0)
        assert pace.left_s == pytest.approx(40 * cost, rel=0.5)
        assert (pace.pages_a_second, pace.times_played) == (None, None)


def test_a_page_of_the_web_is_a_page():
    pace = pace_of(staged(ALL[1]), 0)
    assert pace.left_s == pytest.approx(2.0, abs=0.1)
