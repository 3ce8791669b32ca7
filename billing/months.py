"""Pure: which month and which day it is for somebody."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Window:
    """starts_on: the first day, where the person lives. It names the period: who moves to another
    time zone stays in it. ends_at: when it is over, aware, in UTC.
    """

    starts_on: date
    ends_at: datetime


def month_of(now: datetime, *, anchor_day: int, zone: ZoneInfo) -> Window:
    """The month around `now` that begins on `anchor_day` (1 to 31) at midnight in the zone.

    A month that has no such day begins on its last.
    """
    today = now.astimezone(zone).date()
    first = _begin(today.year, today.month, anchor_day)
    if today < first:
        year, month = _month_before(today.year, today.month)
        first = _begin(year, month, anchor_day)
    year, month = _month_after(first.year, first.month)
    return Window(first, _midnight(_begin(year, month, anchor_day), zone))


def day_of(now: datetime, *, zone: ZoneInfo) -> Window:
    today = now.astimezone(zone).date()
    return Window(today, _midnight(today + timedelta(days=1), zone))


def _begin(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _month_before(year: int, month: int) -> tuple[int, int]:
    return (year, month - 1) if month > 1 else (year - 1, 12)


def _month_after(year: int, month: int) -> tuple[int, int]:
    return (year, month + 1) if month < 12 else (year + 1, 1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(ZoneInfo("UTC"))
