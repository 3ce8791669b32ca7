"""Progress where there is no terminal: lines, as it happens, and not too many."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from project.progress import LINE_EVERY_S, Lines, Standing, report_to

BEGUN = Standing("Reading [b].pdf · embed", done=0, total=0, seconds=0.0, is_over=False)
HALF = replace(BEGUN, done=30, total=60)
OVER = replace(HALF, done=60, seconds=12.34, is_over=True)


@pytest.fixture
def lines():
    """A report whose lines are in `said`, at a time that a test sets in `now`."""

    class Heard(Lines):
        now = 0.0

        @property
        def said(self) -> list[str]:
            return out.getvalue().splitlines()

    out = io.StringIO()
    report = Heard(Console(file=out, width=20), clock=lambda: report.now)
    return report


def test_it_works(lines):
    for standing in (BEGUN, HALF, OVER, OVER):
        lines.show(standing)
    assert lines.said == [
        "Reading [b].pdf · embed …",
        "Reading [b].pdf · embed: 60 of 60, 12.3 s",
    ]


def test_long_work_says_now_and_then_how_far_it_is(lines):
    lines.show(BEGUN)
    lines.now = LINE_EVERY_S - 0.1
    lines.show(HALF)
    assert len(lines.said) == 1
    lines.now = LINE_EVERY_S
    lines.show(HALF)
    lines.show(HALF)
    assert lines.said[1:] == ["Reading [b].pdf · embed: 30 of 60 …"]


def test_two_at_once_have_lines_of_their_own(lines):
    lines.show(BEGUN)
    lines.show(replace(BEGUN, name="another"))
    assert len(lines.said) == 2


def test_a_terminal_gets_bars():
    out = io.StringIO()
    with report_to(Console(file=out, force_terminal=True, width=120)) as report:
        report.show(HALF)
    assert "━" in out.getvalue()
    assert "30/60" in out.getvalue()
