"""Pure: how loud a recording is, by EBU R 128, and by how much that is changed in its copy."""

import math
from collections import Counter

TARGET = -16.0  # LUFS: what speech on the web is at
PEAK = -1.0  # dB below full scale, which is not made louder than that
WITHIN = 1.0  # dB: a smaller difference is left alone
MOST = 20.0  # dB: what is quieter still is noise
GATE, RELATIVE = -70.0, -10.0  # of ITU-R BS.1770
BIN = 10  # a tenth of a loudness unit

# Momentary loudness in tenths of LUFS, as text -> how often; "peak" -> dB below full scale.
Levels = dict[str, float]


def integrated(counts: Levels) -> float:
    """LUFS of all that was measured, gated; GATE for silence. Source: ITU-R BS.1770-4."""
    loud = {int(k) / BIN: n for k, n in counts.items() if k != "peak" and int(k) / BIN > GATE}
    if not loud:
        return GATE
    gate = _mean(loud) + RELATIVE
    return _mean({level: n for level, n in loud.items() if level > gate})


def merge(parts: list[Levels]) -> Levels:
    total: Counter[str] = Counter()
    for part in parts:
        total.update({key: n for key, n in part.items() if key != "peak"})
    return {**total, "peak": max((part["peak"] for part in parts), default=GATE)}


def gain_db(counts: Levels) -> float:
    """By how much it is to be made louder (or less so); 0 for silence, and where it is right."""
    loudness = integrated(counts)
    if loudness <= GATE:
        return 0.0
    gain = min(TARGET - loudness, MOST, max(PEAK - counts["peak"], 0.0))
    return round(gain, 2) if abs(gain) >= WITHIN else 0.0


def _mean(levels: dict[float, float]) -> float:
    total = sum(levels.values())
    power = sum(n * 10 ** (level / 10) for level, n in levels.items()) / total
    return 10 * math.log10(power)
