"""A moment as people write it: "0:00", "12:31", "1:02:31"."""

import re

_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{1,2})(?:[.,](\d{1,6}))?")


def clock(at_s: float) -> str:
    minutes, second = divmod(int(at_s), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def fine_clock(at_s: float) -> str:
    """With hundredths, as one corrects it: "12:31.40"."""
    hundredths = round(at_s * 100)
    return f"{clock(hundredths // 100)}.{hundredths % 100:02}"


def seconds(text: str) -> float | None:
    """Of "12:31", "1:02:31.5", "00:12,300"; None for what is no time."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes, second, fraction = found.groups()
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(second)
    return whole + float(f"0.{fraction or 0}")
